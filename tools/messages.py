"""Keep the gettext catalogues true: extract, merge, compile, and say what is not translated.

``python tools/messages.py`` brings locale/id up to date from the sources and compiles it; ``--check`` changes nothing
and exits with 1 if the catalogue lags behind the sources or a text is untranslated; ``--add FILE.json`` fills in
translations from {"English": "Indonesian"}. Click's own words are taken from the installed click.
"""

import argparse
import datetime as dt
import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "engage_eval"
CLICK = Path(click.__file__).resolve().parent
# The functions whose first argument is a text that a user sees; plural takes two.
KEYWORDS = {
    "N_": None,
    "text": None,
    "say": None,
    "plural": (1, 2),
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
}
METHODS = [("**.py", "python")]
KEY = re.compile(r"[a-z_]+")
PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}|%\((\w+)\)")
DOMAINS = {"engage_eval": SOURCES, "click": CLICK}
NO_DATE = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
# Indonesian has one plural form; no dates, so that the file changes only with its texts.
HEADER = b"""# engage-eval
msgid ""
msgstr ""
"Project-Id-Version: engage-eval\\n"
"Language: id\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def paths(domain: str) -> tuple[Path, Path]:
    """Return the .po and the .mo of a domain."""
    folder = SOURCES / "locale" / "id" / "LC_MESSAGES"
    return folder / f"{domain}.po", folder / f"{domain}.mo"


def template(domain: str) -> Catalog:
    """Return the catalogue of all texts in the sources, without dates and line numbers."""
    made = Catalog(project="engage-eval", charset="utf-8", fuzzy=False)
    found = extract_from_dir(DOMAINS[domain], METHODS, keywords=KEYWORDS)
    for name, _line, text, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        if name.startswith("store/"):
            continue  # SQLAlchemy's `text("SELECT ...")`; the store never speaks to a person
        if name.startswith("formats/") and isinstance(text, str) and KEY.fullmatch(text):
            continue  # readers call `text("key")` for a field of a file, which nobody is shown
        place = Path(name).as_posix() if domain == "engage_eval" else "click"
        made.add(text, locations=[(place, 0)], auto_comments=comments, context=context)
    return made


def current(domain: str) -> Catalog:
    """Return the Indonesian catalogue as it is stored."""
    po, _mo = paths(domain)
    return read_po(io.BytesIO(po.read_bytes() if po.exists() else HEADER))


def merged(domain: str) -> Catalog:
    """Return the stored translations on the texts of today; texts that are gone are dropped."""
    old = current(domain)
    made = read_po(io.BytesIO(HEADER))
    for message in template(domain):
        if message.id:
            known = old.get(message.id)
            text = _shaped(known.string, plural=message.pluralizable) if known and known.string else None
            made.add(message.id, text, locations=sorted(set(message.locations)))
    return made


def _shaped(text: str | Sequence[str], *, plural: bool) -> str | tuple[str, ...]:
    """Return a translation as a text with or without a plural has it, for a text that was the other before."""
    if isinstance(text, str):
        return (text,) if plural else text
    return tuple(text) if plural else text[0]


def rendered(catalogue: Catalog) -> tuple[bytes, bytes]:
    """Return the bytes of the .po (without a date) and of the .mo."""
    body, mo = io.BytesIO(), io.BytesIO()
    write_po(body, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=100)
    po = HEADER + b"\n" + body.getvalue()
    compiled = read_po(io.BytesIO(po))
    compiled.creation_date = NO_DATE  # babel would write the present minute, and the .mo would never be current
    write_mo(mo, compiled)
    return po, mo.getvalue()


def translations(message: Message) -> tuple[str, ...]:
    """Return a message's translations (one, or one a plural form)."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def faults(catalogue: Catalog) -> Iterator[str]:
    """Yield what is untranslated, and translations whose placeholders differ."""
    for message in catalogue:
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for text in translations(message):
            if not text:
                yield f"not translated: {ids[0]!r}"
            elif not set(PLACEHOLDER.findall(text)) <= {one for i in ids for one in PLACEHOLDER.findall(i)}:
                yield f"placeholders differ: {ids[0]!r}"


def add(domain: str, found: dict[str, str]) -> None:
    """Write the translations of ``found`` into the stored catalogue (plural ids joined by NUL)."""
    catalogue = merged(domain)
    for message in catalogue:
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else "\0".join(message.id)
        if key in found:
            message.string = found[key] if isinstance(message.id, str) else (found[key],)
    store(domain, catalogue)


def store(domain: str, catalogue: Catalog) -> None:
    """Write .po and .mo, each whole at once, so that a program that reads them meanwhile sees one or the other."""
    for path, content in zip(paths(domain), rendered(catalogue), strict=True):
        beside = path.with_suffix(f"{path.suffix}.new")
        beside.write_bytes(content)
        beside.replace(path)


def main() -> int:
    """Run as the module's docstring says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--add", action="append", type=Path, default=[])
    wanted = parser.parse_args()
    for path in wanted.add:
        for domain in DOMAINS:
            add(domain, json.loads(path.read_text(encoding="utf-8")))
    complaints: list[str] = []
    for domain in DOMAINS:
        catalogue = merged(domain)
        complaints += faults(catalogue)
        if not wanted.check:
            store(domain, catalogue)
        elif tuple(path.read_bytes() for path in paths(domain)) != rendered(catalogue):
            complaints.append(f"{domain}: the catalogue lags behind the sources; run: python tools/messages.py")
    for line in complaints:
        print(line)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
