"""A study between its folder and its file."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, held, warning

ENTRIES: Mapping[str, Entry] = {
    "bundle.refused": error(
        N_("Nothing was imported, because what is listed is refused."),
        N_("Mend it in the folder, or leave those rows out with --skip-refused."),
    ),
    "bundle.not_a_folder": error(
        N_("“{name}” is a study file already; a bundle is a study folder."),
        N_("To bring two study files together: engage-eval merge STUDY OTHER"),
    ),
    "bundle.not_a_file": error(
        N_("“{name}” is no study file, so there is no bundle to export."),
        N_("A study folder is a bundle already; copy it as it is."),
    ),
    "bundle.ending": error(
        N_("“{name}” can't be the name of a study file."),
        N_("Let it end in .engage, or give the address of a database: postgresql://..."),
    ),
    "bundle.later": error(
        N_("The folder has rows in {tables}, which a study file of this version can't hold."),
        N_("Keep working with the folder, or move those tables aside; nothing was written."),
    ),
    "bundle.other_study": error(
        N_("“{name}” holds another study ({there}) than the folder ({here})."),
        N_("Choose another file, or correct `id` in study.yaml if it is the same study."),
    ),
    "bundle.erased": error(
        N_("Everything of {participant} was erased, so this row can't go in."),
        N_("Delete the row, or leave it out with --skip-refused."),
    ),
    "bundle.contradicts": error(
        N_("The study file has {key} in {table} with another content."),
        N_("Correct it in the study file with its own command, or leave the row out with --skip-refused."),
    ),
    "bundle.definition": error(
        N_("The study file has another text of {file}."),
        N_("Bring it in with: engage-eval import definition FILE STUDY. Leave it out with --skip-refused."),
    ),
    "bundle.disputed": error(
        N_("Two copies of the study answered some questions differently, and a folder can't hold both answers."),
        N_("Settle what is listed first: engage-eval answers correct STUDY INTERVIEW ITEM=VALUE --reason ..."),
    ),
    "definition.same_version": error(
        N_("The study has {name} {version} already, with another content, and answers may rest on it."),
        N_("Give the changed one a new version in the file, such as v2; answers keep the version they were given to."),
    ),
    "definition.unknown": error(
        N_("“{name}” is no study.yaml, questionnaire, codebook or consent form."),
        N_("Give a .yaml file as the program writes it, or a consent form such as psp-v2.id.md."),
    ),
    "definition.other_study": error(
        N_("The settings are those of another study ({found}); this one is {expected}."),
        N_("Correct `id` in the file, or give the other study."),
    ),
    "merge.answer": held(
        N_("Two copies of the study answered {item} in {interview} differently, so it counts as missing."),
        N_("Decide which holds: engage-eval answers correct STUDY {interview} {item}=VALUE --reason ..."),
    ),
    "study.file_beside": warning(
        N_(
            "The study file {name} beside this folder holds the same study; the folder is a copy since it was imported."
        ),
        N_("Work with the study file: engage-eval check {name}"),
    ),
}
