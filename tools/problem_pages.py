"""Keep docs/problems true: a page for each code of the catalogue, and an index.

``python tools/problem_pages.py`` writes what the catalogue says into each page and leaves what stands below the marker
line untouched; ``--check`` changes nothing and exits with 1 if a page is not current, lacks its part written by hand,
or belongs to no code any more.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from engage_eval.core.catalogue import CATALOGUE
from engage_eval.core.messages import messages
from engage_eval.core.problem import Severity

PAGES = Path(__file__).resolve().parent.parent / "docs" / "problems"
INDEX = "README.md"
MARKER = "<!-- below: written by hand -->"
SEVERITY: Mapping[Severity, tuple[str, str]] = {
    Severity.ERROR: (
        "Kesalahan: selama ini belum diperbaiki, tidak ada yang dianalisis.",
        "Error: nothing is analysed until it is mended.",
    ),
    Severity.HELD: (
        "Ditahan: isi orang ini tidak dianalisis; analisis yang lain berjalan terus.",
        "Held back: this person's content is not analysed; the rest of the analysis goes on.",
    ),
    Severity.WARNING: (
        "Peringatan: analisis berjalan, tetapi perlu dilihat oleh orang.",
        "Warning: the analysis goes on, but a person should look at it.",
    ),
}
AREAS: Mapping[str, tuple[str, str]] = {
    "answers": ("Jawaban", "Answers"),
    "backup": ("Cadangan", "Backups"),
    "broadcasts": ("Siaran", "Broadcasts"),
    "bundle": ("Folder studi dan berkas studi", "Study folder and study file"),
    "codebook": ("Buku kode", "Codebook"),
    "codings": ("Pengodean", "Codings"),
    "command": ("Perintah", "Commands"),
    "condition": ("Kondisi dalam instrumen", "Conditions in instruments"),
    "consent": ("Persetujuan (PSP)", "Consent"),
    "consent_form": ("Formulir persetujuan", "Consent forms"),
    "dates": ("Tanggal", "Dates"),
    "definition": ("Definisi", "Definitions"),
    "design": ("Rancangan studi", "Design of the study"),
    "disclosure": ("Yang bisa menunjukkan siapa orangnya", "What can tell who someone is"),
    "doctor": ("Keadaan berkas dan komputer", "State of file and computer"),
    "erase": ("Penghapusan", "Erasing"),
    "ethics": ("Etik", "Ethics"),
    "field": ("Isian berkas YAML", "Fields of YAML files"),
    "files": ("Berkas dan sel", "Files and cells"),
    "import": ("Jawaban yang diimpor", "Answers that are imported"),
    "instrument": ("Instrumen", "Instrument"),
    "interview": ("Mewawancarai", "Interviewing"),
    "interview_events": ("Jeda wawancara", "Pauses of interviews"),
    "interviews": ("Wawancara", "Interviews"),
    "kit": ("Paket replikasi", "Kits"),
    "memos": ("Memo", "Memos"),
    "merge": ("Penggabungan", "Merging"),
    "network": ("Jaringan perekrutan", "Recruitment networks"),
    "outcomes": ("Angka kunjungan", "Outcomes"),
    "panel": ("Panel ahli", "The experts' panel"),
    "participants": ("Responden", "Participants"),
    "people": ("Orang dalam studi", "People in the study"),
    "printing": ("Yang dicetak", "What is printed"),
    "recording": ("Mencatat di berkas studi", "Recording in a study file"),
    "recruit": ("Merekrut", "Recruiting"),
    "recruitment": ("Perekrutan", "Recruitment"),
    "register": ("Daftar kontak", "Contacts register"),
    "responses": ("Tabel jawaban", "Table of responses"),
    "rounds": ("Putaran", "Rounds"),
    "settings": ("Pengaturan yang diubah", "Changed settings"),
    "staff": ("Tim", "Staff"),
    "study": ("study.yaml", "study.yaml"),
    "tables": ("Tabel", "Tables"),
    "transcripts": ("Transkrip", "Transcripts"),
    "verify": ("Pemeriksaan berkas studi", "Verifying a study file"),
    "word": ("Laporan Word", "Word reports"),
    "yaml": ("Penulisan YAML", "Writing YAML"),
    "xlsform": ("Formulir untuk telepon (XLSForm)", "Forms for telephones (XLSForm)"),
    "store": ("Berkas studi", "Study file"),
}


class _Shown(dict[str, str]):
    """Show a parameter by its name."""

    def __missing__(self, key: str) -> str:
        return f"‹{key}›"


def text(language: str, message: str) -> str:
    """Return a message in ``language`` with the names of its parameters."""
    return messages(language).text(message).format_map(_Shown()) if message else ""


def top(code: str) -> str:
    """Return the part of a page that comes from the catalogue."""
    entry = CATALOGUE[code]
    parts = [f"# {code}"]
    for place, (language, title) in enumerate((("id", "Bahasa Indonesia"), ("en", "English"))):
        said = [text(language, entry.message), text(language, entry.hint)]
        body = "\n\n".join(f"> {one}" if not at else one for at, one in enumerate(said) if one)
        parts.append(f"## {title}\n\n{SEVERITY[entry.severity][place]}\n\n{body}")
    return "\n\n".join(parts) + "\n\n" + MARKER + "\n"


def by_hand(page: str) -> str:
    """Return what stands below the marker line."""
    return page.partition(MARKER)[2].strip("\n")


def page_of(code: str) -> str:
    """Return the whole page: the catalogue's part and the part that is there, written by hand."""
    path = PAGES / f"{code}.md"
    kept = by_hand(path.read_text(encoding="utf-8")) if path.exists() else ""
    return f"{top(code)}\n{kept}\n" if kept else top(code)


def index() -> str:
    """Return the index, grouped by area."""
    lines = [
        "# Masalah dan cara mengatasinya / Problems and what to do",
        "",
        "`engage-eval check` menyebut sebuah kode untuk setiap masalah; halamannya ada di sini.",
        "",
        "`engage-eval check` names a code for each problem; its page stands here.",
        "",
    ]
    for area in sorted({code.partition(".")[0] for code in CATALOGUE}):
        lines += [f"## {' / '.join(dict.fromkeys(AREAS[area]))}", ""]
        for code in sorted(one for one in CATALOGUE if one.partition(".")[0] == area):
            entry = CATALOGUE[code]
            lines.append(f"- [{code}]({code}.md) ({entry.severity}): {text('id', entry.message)}")
            lines.append(f"  {text('en', entry.message)}")
        lines.append("")
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """Return file name -> content, of everything that is to stand in docs/problems."""
    return {**{f"{code}.md": page_of(code) for code in CATALOGUE}, INDEX: index()}


def complaints(wanted: Mapping[str, str]) -> Iterator[str]:
    """Yield pages that are not current, that lack their part written by hand, or that no code has."""
    for name, content in sorted(wanted.items()):
        path = PAGES / name
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            yield f"not current: {name}; run: python tools/problem_pages.py"
        if name != INDEX and not by_hand(content):
            yield f"nothing written by hand: {name}"
    for path in sorted(PAGES.glob("*.md")):
        if path.name not in wanted:
            yield f"no code has this page: {path.name}; delete it"


def main() -> int:
    """Run as the module's docstring says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    wanted = pages()
    if not parser.parse_args().check:
        PAGES.mkdir(parents=True, exist_ok=True)
        for name, content in wanted.items():
            (PAGES / name).write_text(content, encoding="utf-8", newline="\n")
    found = list(complaints(wanted))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
