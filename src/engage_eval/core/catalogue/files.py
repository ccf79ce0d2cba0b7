"""Files that can't be read as they should."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, warning

_FILES: Mapping[str, Entry] = {
    "files.no_folder": error(
        N_("There is no folder {folder}."),
        N_("Check the spelling, or begin a study there: engage-eval new {folder}"),
    ),
    "files.folder_is_file": error(
        N_("{folder} is a file, not a study folder."),
        N_("Name the folder in which study.yaml stands."),
    ),
    "files.no_study": error(
        N_("The folder has no study.yaml."),
        N_("A study folder begins with it. To make one: engage-eval new FOLDER. A study file: name it (STUDY.engage)."),
    ),
    "files.study_misnamed": error(
        N_("The folder has no study.yaml, but a file called “{found}”."),
        N_("Rename it to study.yaml. Windows may hide the last part of a name, such as .txt."),
    ),
    "files.unreadable": error(
        N_("The file can't be opened."),
        N_("Close it in other programs, and check that it still exists and that you may read it."),
    ),
    "files.is_folder": error(
        N_("A file should stand here, but it is a folder."),
        N_("Rename the folder or move it out of the study folder."),
    ),
    "files.is_file": error(
        N_("A folder should stand here, but it is a file."),
        N_("Rename the file, make the folder, and put the file into it."),
    ),
    "files.encoding": error(
        N_("The file's letters can't be read: it is neither UTF-8 nor a Windows text file."),
        N_("Open it in Excel and save it as “CSV UTF-8”."),
    ),
    "files.nul": error(
        N_("The file contains characters that no text has."),
        N_("It may be damaged or not a text file at all. Save it again as UTF-8, a table as “CSV UTF-8”."),
    ),
    "files.empty": warning(
        N_("The file is empty; it was ignored."),
        N_("Delete it, or write at least the column heads."),
    ),
    "files.stray_quote": error(
        N_("From this row on the file can't be read: a quotation mark (\") is not closed, or stands where none may."),
        N_('Write a quotation mark inside a cell twice (""), or save the table from Excel again.'),
    ),
    "files.cell_too_long": error(
        N_("The cell is longer than {limit} characters; the row was left out."),
        N_("Look for a quotation mark that is not closed; long texts belong into transcripts/."),
    ),
    "files.row_too_long": error(
        N_("The row has more cells than the head, which has {columns}; the row was left out."),
        N_("A comma or semicolon inside a cell needs quotation marks around the cell."),
    ),
    "files.no_head": error(
        N_("Something stands in column {column}, which has no head."),
        N_("Write a head over the column, or empty its cells."),
    ),
    "files.head_row": warning(
        N_("The column heads were found in row {row}; what stands above them was not read."),
        N_("If that is right, nothing needs doing. Best leave nothing above the heads."),
    ),
    "files.beside": warning(
        N_("Something stands beside the table in column {column} (“{value}”); that column was not read."),
        N_("If it is data, write a head over it; move notes to a sheet or file of their own."),
    ),
    "files.definition_twice": error(
        N_("{definition} stands in two files: {first} and {second}."),
        N_("Delete one of them, or give it another version."),
    ),
    "files.save_as_xlsx": error(
        N_("Files that end in {ending} can't be read."),
        N_("Open it in Excel or LibreOffice and save it as “Excel Workbook (.xlsx)”; then move this one away."),
    ),
    "files.column_twice": error(
        N_("Two columns mean the same: “{first}” and “{second}”."),
        N_("Keep one of them."),
    ),
    "files.missing_column": error(
        N_("The table {table} has no column “{column}”."),
        N_("Add the column; it must be filled in every row."),
    ),
    "files.unknown_column": error(
        N_("The table {table} knows no column “{column}”."),
        N_("Correct the head, or take the column out of the table."),
    ),
    "files.two_sources": error(
        N_("The table {table} stands in two places: {first} and {second}."),
        N_("Keep the rows in one of them and empty the other."),
    ),
    "files.unknown_file": warning(
        N_("Nothing of this name belongs to a study folder; it was not read."),
        N_("Correct the name, or move the file elsewhere."),
    ),
    "files.unknown_sheet": warning(
        N_("No table is called “{sheet}”; the sheet was not read."),
        N_("Correct the sheet's name, or delete the sheet."),
    ),
    "files.read_as": warning(
        N_("Some things in this file were guessed. Read as: {guesses}"),
        N_("If that is right, nothing needs doing."),
    ),
    "files.not_a_workbook": error(
        N_("This is not an Excel workbook, whatever its name says."),
        N_("Open it in Excel and save it as “Excel Workbook (.xlsx)”."),
    ),
    "files.old_workbook": error(
        N_("The workbook has a password, or is in the old .xls format."),
        N_("Take the password off and save it as “Excel Workbook (.xlsx)”."),
    ),
    "files.broken_workbook": error(
        N_("The workbook is damaged and can't be read."),
        N_("Open it in Excel, let Excel repair it, and save it under the same name."),
    ),
    "files.too_big": error(
        N_("The workbook would unpack to more than 300 MB; it was not opened."),
        N_("Copy the filled rows into a new workbook, as values."),
    ),
    "files.formula": error(
        N_("The cell holds a formula ({value}) where a value is wanted."),
        N_("Copy the cell and paste it as a value."),
    ),
    "files.cell_error": error(
        N_("The cell shows an error of Excel ({value})."),
        N_("Type the value again; a date must be one that exists."),
    ),
    "files.hidden_sheet": warning(
        N_("This sheet is hidden, but it is read like any other."),
        N_("If it should not count, delete it or begin its name with _."),
    ),
    "files.hidden_rows": warning(
        N_("Hidden rows are read like any others; there are {count} in this workbook."),
        N_("If they should not count, delete them; if they should, show them."),
    ),
}

_CELLS: Mapping[str, Entry] = {
    "files.required": error(
        N_("The cell must be filled; the row was left out."),
        N_("Fill in the cell, or delete the row."),
    ),
    "files.key_number": error(
        N_("“{value}” looks like a number, so Excel changes it without asking (it drops leading zeros)."),
        N_("Put a letter in front, the same wherever it stands: P07 for 7."),
    ),
    "files.key_date": error(
        N_("“{value}” is or looks like a date. Excel may have turned a key into one."),
        N_("Type the key again with a letter in front, and format the column as text."),
    ),
    "files.key_shape": error(
        N_("“{value}” can't be a key."),
        N_("Use letters A to Z, digits, hyphen, dot and underscore, without blanks; 64 at most."),
    ),
    "files.key_person": error(
        N_("“{value}” can't be the key of a participant."),
        N_("Use letters A to Z, digits and hyphens, without blanks; 32 at most. Never a name."),
    ),
    "files.choice": error(N_("“{value}” is none of the values that may stand here.")),
    "files.flag": error(N_("“{value}” is neither yes nor no.")),
    "files.count": error(
        N_("“{value}” is no whole number from 0 on."),
        N_("Write digits only, for example 1558."),
    ),
    "files.number": error(N_("“{value}” is no number."), N_("Write digits only, for example 24 or 3.5.")),
    "files.extreme_number": error(
        N_("“{value}” is too large or too close to zero to compute with."),
        N_("Check the cell for a slip; else write the whole column in a larger or smaller unit."),
    ),
    "files.negative": error(N_("“{value}” is below zero."), N_("A count is zero or more; correct the cell.")),
    "files.outside_scale": error(
        N_("{value} lies outside the scale from {low} to {high}."),
        N_("Correct the rating, or give the scale that was used with --low and --high."),
    ),
    "files.ambiguous_number": error(
        N_("“{value}” could be thousands or decimals."),
        N_("Write it without a separator of thousands, for example 1558."),
    ),
    "files.date": error(
        N_("“{value}” can't be read as a date."),
        N_("Write it as 2026-01-31 or 31/01/2026, with a time as 2026-01-31 14:30."),
    ),
    "files.day_missing": error(
        N_("“{value}” is a time without a day."),
        N_("Write the day too, for example 2026-01-31 14:30."),
    ),
    "files.impossible_date": error(
        N_("“{value}” is a date or a time that does not exist."),
        N_("Write it as 2026-01-31 or 31/01/2026, with a time as 2026-01-31 14:30."),
    ),
    "files.ambiguous_date": error(
        N_("In “{value}” the day and the month can't be told apart."),
        N_("Write “dates: dmy” into study.yaml if the day comes first, or write the date as 2026-01-31."),
    ),
    "files.period": error(
        N_("“{value}” is neither a year nor a month."),
        N_("Write 2022 for a year, 2022-01 for a month."),
    ),
    "files.zone": error(N_("“{value}” is no time zone that is known here.")),
}

_RESPONSES: Mapping[str, Entry] = {
    "responses.unknown_interview": error(
        N_("There is no interview “{interview}” in the table of interviews."),
        N_("Add the interview there, or correct its id here."),
    ),
    "responses.interview_twice": error(
        N_("The interview “{interview}” has two rows of answers (the first in line {first}); this one was left out."),
        N_("Keep one row. If the person was interviewed twice, each interview needs its own id."),
    ),
    "responses.item_twice": error(
        N_("The interview “{interview}” answers “{item}” twice (first in line {first}); this one was left out."),
        N_("Keep one row; several choices are joined by | in one cell."),
    ),
    "responses.unknown_item": error(
        N_("No instrument of this study has an item “{item}”."),
        N_("Correct the item's key."),
    ),
    "responses.other_instrument": error(
        N_("The item “{item}” is not in {instrument} {version}, which the interview “{interview}” used."),
        N_("Empty the cell, or correct instrument and version in the table of interviews."),
    ),
    "responses.no_instrument": error(
        N_(
            "The interview “{interview}” used {instrument} {version}, which is not in instruments/, so its answers "
            "can't be read."
        ),
        N_("Put that version of the instrument into instruments/, or correct the table of interviews."),
    ),
    "responses.choice": error(N_("“{value}” is no answer of this item.")),
    "responses.was_shown": warning(
        N_("{item} is marked as not shown in {interview}, but by the instrument's conditions it was asked there."),
        N_("Enter the answer, or say why it is missing: .skip, .refused or .na."),
    ),
    "responses.choice_twice": error(
        N_("The choice “{value}” stands twice in this cell."),
        N_("Name each choice once."),
    ),
    "responses.missing_code": error(N_("“{value}” is no code for a missing answer.")),
}

ENTRIES: Mapping[str, Entry] = {**_FILES, **_CELLS, **_RESPONSES}
