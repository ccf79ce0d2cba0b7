"""Instruments, codebooks and consent forms: their YAML, their fields, and what holds within one of them."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

_QUOTES = N_('Put the whole text between double quotes: id: "..."')

_YAML: Mapping[str, Entry] = {
    "yaml.tab": error(
        N_("There is a tab character here; lines are indented with spaces only."),
        N_("Replace the tab by spaces, as many as the neighbouring lines have."),
    ),
    "yaml.start": error(N_("A text can't begin with {found} here."), _QUOTES),
    "yaml.colon": error(N_("A text here contains a colon followed by a space, which means something else."), _QUOTES),
    "yaml.braces": error(
        N_("Something inside braces {{ }} or brackets [ ] is not as it should be, or one of them is not closed."),
        N_("Put every text inside braces between double quotes, and close each brace and bracket."),
    ),
    "yaml.quote": error(
        N_("A quotation mark is opened here and never closed."),
        N_('Close it; a text that contains " is put between single quotes.'),
    ),
    "yaml.after": error(N_("Something stands after the end of a quoted text or a list."), _QUOTES),
    "yaml.indent": error(
        N_("This line is indented too far, or not far enough."),
        N_("Lines that belong together begin in the same column, two spaces further in than the line they belong to."),
    ),
    "yaml.no_colon": error(
        N_("This line has no colon, so it is neither a key nor part of a text."),
        N_("Write key: value; a text over several lines is put between double quotes."),
    ),
    "yaml.colon_blank": error(
        N_("A blank is missing after the colon."),
        N_("Write key: value, with a blank between them."),
    ),
    "yaml.curly_quotes": warning(
        N_("The curly quotation marks around {found} were read as part of the text."),
        N_('Use straight quotation marks ("), or none.'),
    ),
    "yaml.escape": error(
        N_("A text in double quotes contains a backslash sequence that means no printable character."),
        N_("Write \\\\ for a backslash, or use single quotes."),
    ),
    "yaml.block": error(
        N_("A text begins with | or >, which announce a text over several lines."),
        _QUOTES,
    ),
    "yaml.control": error(
        N_("The file contains a character that can't be printed ({found})."),
        N_("Delete it; it was probably pasted from another program."),
    ),
    "yaml.alias": error(
        N_("{found} is a reference, which is not used here."),
        N_("If it belongs to a text, put the text between double quotes; otherwise write the content out again."),
    ),
    "yaml.tag": error(
        N_("{found} is a type mark, which is not used here."),
        N_("If it belongs to a text, put the text between double quotes; otherwise delete it."),
    ),
    "yaml.documents": error(
        N_("A second document begins here (a line with ---)."),
        N_("Keep one document a file."),
    ),
    "yaml.duplicate": error(
        N_("“{found}” stands here twice; the first is on line {first}."),
        N_("Delete one of the two, or rename it."),
    ),
    "yaml.key": error(N_("A list or braces stand where a key should."), _QUOTES),
    "yaml.deep": error(N_("The file is nested more than {most} levels deep."), N_("Look for brackets out of place.")),
    "yaml.syntax": error(N_("The file can't be understood from here on."), _QUOTES),
}

_FIELDS: Mapping[str, Entry] = {
    "field.no_mapping": error(
        N_("The file doesn't consist of keys with values."),
        N_("Begin each line with a key and a colon, for example key: value."),
    ),
    "field.unknown": error(N_("“{found}” is not a key that belongs here."), N_("Correct or delete it.")),
    "field.comma": error(
        N_("“{found}” looks like the rest of a text that contains a comma."),
        N_("Inside braces and brackets a comma separates: put the whole text between double quotes."),
    ),
    "field.missing": error(N_("“{field}” is missing."), N_("Add it.")),
    "field.not_text": error(
        N_("“{field}” should be a text."), N_("Write one text, between double quotes if in doubt.")
    ),
    "field.not_texts": error(
        N_("“{field}” should be a text in both languages."),
        N_("Write id: and en: below it."),
    ),
    "field.not_flag": error(N_("“{field}” should be true or false, and is “{found}”."), N_("Write true or false.")),
    "field.not_whole": error(
        N_("“{field}” should be a whole number from {least} to {most}, and is “{found}”."),
        N_("Write digits only, without quotes."),
    ),
    "field.not_number": error(N_("“{field}” should be a number, and is “{found}”."), N_("Decimals take a point.")),
    "field.not_day": error(
        N_("“{field}” should be a date, and is “{found}”."),
        N_("Write the year, month and day, for example 2024-12-31, or 31/12/2024."),
    ),
    "field.not_list": error(N_("“{field}” should be a list."), N_("Write it in brackets: [a, b].")),
    "field.not_mapping": error(N_("“{field}” should have keys of its own."), N_("Write them below it, indented.")),
    "field.not_allowed": error(N_("“{field}” can't be “{found}”."), N_("Choose one of the allowed values.")),
    "field.bad_key": error(
        N_("“{found}” can't be a key here."),
        N_("A key begins with a small letter, has only small letters, digits and _, and at most {most} characters."),
    ),
    "field.bad_name": error(
        N_("“{found}” can't be used as “{field}”."),
        N_("Use small letters, digits and hyphens, beginning with a letter, at most {most} characters."),
    ),
    "field.bad_version": error(
        N_("The version should be v and a whole number, and is “{found}”."),
        N_("Write v1, v2 and so on."),
    ),
    "field.translation": warning(
        N_("“{field}” has no text in this language: {language}."),
        N_("Add it; until then the other language is shown in its place."),
    ),
}

_CONDITIONS: Mapping[str, Entry] = {
    "condition.empty": error(N_("The condition is empty."), N_("Write a condition or delete the key.")),
    "condition.character": error(
        N_("The condition has “{found}” at position {position}, which means nothing here."),
        N_("Use item keys, numbers, texts in single quotes and = != < <= > >= and or not(...) has(...) answered(...)."),
    ),
    "condition.operator": error(
        N_("The condition has “{found}” at position {position}."), N_("Write it as conditions do.")
    ),
    "condition.quote": error(
        N_("The condition has a quotation mark at position {position} that is not closed."),
        N_("Put texts between single quotes: peran = 'dokter'."),
    ),
    "condition.number": error(
        N_("The number at position {position} of the condition has too many digits."), N_("Use fewer digits.")
    ),
    "condition.comma": error(
        N_("The condition has a comma after a number at position {position}."), N_("Decimals take a point: 2.5.")
    ),
    "condition.long": error(
        N_("The condition has more than {most} words and signs."), N_("Split it, or ask for it in another way.")
    ),
    "condition.deep": error(
        N_("The condition has parentheses more than {most} levels deep."), N_("Leave out those that it doesn't need.")
    ),
    "condition.ends": error(N_("The condition ends before it is complete."), N_("Complete it.")),
    "condition.unexpected": error(
        N_("The condition has “{found}” at position {position}, where something else is expected."),
        N_("Check the order of item, sign and value, and the parentheses."),
    ),
    "condition.function": error(
        N_("The condition uses “{found}(...)” at position {position}, which doesn't exist."), N_("Use one that does.")
    ),
    "condition.constant": error(
        N_("The condition compares two fixed values at position {position}."),
        N_("Compare an item's answer with a value; item keys stand without quotes."),
    ),
    "condition.unknown_item": error(
        N_("The condition asks about “{found}”, which is no item of this instrument."),
        N_("Check the key; a text, unlike a key, stands between single quotes."),
    ),
    "condition.later": error(
        N_("The condition asks about “{found}”, which comes only later."),
        N_("A condition may use only items that stand above it: move one of the two."),
    ),
    "condition.itself": error(
        N_("The condition asks about the item that it belongs to."),
        N_("Only `ineligible` may; in a constraint the answer itself is written as a point."),
    ),
    "condition.own": error(
        N_("The condition uses a point for the answer itself, which only a constraint may."),
        N_("Write the key of an item in its place."),
    ),
    "condition.unknown_choice": error(
        N_("The condition compares “{item}” with “{found}”, which is not one of its answers."),
        N_("Use the answer's key, not its label."),
    ),
    "condition.use_has": error(
        N_("“{item}” can have several answers, so they can't be compared with one value."),
        N_("Write has({item}, 'choice')."),
    ),
    "condition.not_number": error(
        N_("“{item}” is answered with a number, and the condition compares it with “{found}”."),
        N_("Write the number without quotes."),
    ),
    "condition.no_order": error(
        N_("“{item}” has answers without an order, so less and greater mean nothing."),
        N_("Compare with = or !=."),
    ),
}

_INSTRUMENT: Mapping[str, Entry] = {
    "instrument.empty": error(N_("The instrument has no items."), N_("Add a section with at least one item.")),
    "instrument.reserved": error(
        N_("“{found}” can't be the key of an item."),
        N_(
            "Keys that end in _w, _why, _note or _p and a number are taken, and so are rule, interview, item, value, "
            "and, or, not, has and answered."
        ),
    ),
    "instrument.twice": error(
        N_("The key “{found}” is used twice; the first is on line {first}."),
        N_("Rename one of the two: item keys are column names."),
    ),
    "instrument.unknown_scale": error(N_("There is no scale “{found}”."), N_("Add it under `scales`, or correct it.")),
    "instrument.no_scale": error(
        N_("An item of the type {type} needs a scale."), N_("Add `scale:` with the key of one.")
    ),
    "instrument.needless_scale": error(
        N_("An item of the type {type} is answered without a scale."), N_("Delete `scale`, or change the type.")
    ),
    "instrument.unknown_form": error(N_("There is no form “{found}”."), N_("Add it under `forms`, or correct it.")),
    "instrument.unknown_characteristic": error(
        N_("There is no characteristic “{found}”."), N_("Add it under `characteristics`, or correct it.")
    ),
    "instrument.not_measured": error(
        N_("No item measures the characteristic “{found}”."),
        N_("Add `measures: {found}` to exactly one item, or delete the characteristic."),
    ),
    "instrument.measured_twice": error(
        N_("“{found}” is already measured by the item “{first}”."),
        N_("Exactly one item measures a characteristic: delete one of the two `measures`."),
    ),
    "instrument.measures_type": error(
        N_("An item that measures a characteristic must be of the type scale, with numbers as values."),
        N_("Set `type: scale` and use a scale without `values`."),
    ),
    "instrument.no_labels": error(N_("The scale has no labels."), N_("Give its labels under id and en.")),
    "instrument.labels": error(
        N_("The lists of the scale differ in length ({counts})."),
        N_("Give each answer one label in either language; a label with a comma stands between double quotes."),
    ),
    "instrument.value_twice": error(N_("The value “{found}” stands in the scale twice."), N_("Rename one of the two.")),
    "instrument.bad_value": error(
        N_("“{found}” can't be a value of a scale."),
        N_("Begin with a letter and use letters, digits and _; what looks like a number or date, Excel would change."),
    ),
    "instrument.agree": error(N_("“{found}” counts as agreement but is no value of the scale."), N_("Correct it.")),
    "instrument.role_type": error(
        N_("An item with the role {role} can't be of the type {type}."),
        N_("Choose another type or role."),
    ),
    "instrument.verdict_agree": error(
        N_("The scale of the verdict doesn't say which answers count as agreement."),
        N_("Add `agree:` to the scale “{scale}”."),
    ),
    "instrument.role_twice": error(
        N_("The item “{first}” has the role {role} already."), N_("Only one item can have it: delete the other.")
    ),
}

_CODEBOOK: Mapping[str, Entry] = {
    "codebook.empty": error(N_("The codebook has no codes."), N_("Add at least one under `codes`.")),
    "codebook.twice": error(
        N_("The code “{found}” stands in the codebook twice; the first is on line {first}."),
        N_("A key is used once in the whole tree: rename one of the two."),
    ),
}

_CONSENT_FORM: Mapping[str, Entry] = {
    "consent_form.head": error(
        N_("The consent form doesn't begin with its head."),
        N_("Begin with a line ---, then id, version, language and approved, then another line ---."),
    ),
    "consent_form.empty": error(N_("The consent form has no text."), N_("Write it below the head.")),
    "consent_form.dates": error(
        N_("The form's approval ends ({to}) before it begins ({from})."), N_("Correct one of the two dates.")
    ),
    "consent_form.name": warning(
        N_("The file's name doesn't say what its head says ({found})."),
        N_("Name it {found}, or correct the head."),
    ),
}

ENTRIES: Mapping[str, Entry] = {**_YAML, **_FIELDS, **_CONDITIONS, **_INSTRUMENT, **_CODEBOOK, **_CONSENT_FORM}
