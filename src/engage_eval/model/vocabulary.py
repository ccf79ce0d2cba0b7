"""The one table of words: the Indonesian names of tables and columns, and the labels of enumerated values.

Names are compared without regard to case, blanks, underscores and hyphens; docs list this table as it stands here.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from engage_eval.core.similar import closest
from engage_eval.model.tables import TABLES, Table
from engage_eval.model.texts import Texts

# The text of a drop-down is `key – label`; what stands before the dash counts.
DASH = " – "
_DASHES = (DASH, " - ", " — ")


# Tables that have no fixed columns, beside those of TABLES.
RESPONSES = "responses"

TABLE_NAMES: Mapping[str, tuple[str, ...]] = {
    "participants": ("partisipan", "responden", "peserta", "informan"),
    "attributes": ("atribut",),
    "recruitment": ("perekrutan", "rekrutmen"),
    "consent": ("persetujuan",),
    "interviews": ("wawancara",),
    "interview_events": ("kejadian wawancara", "peristiwa wawancara"),
    "responses": ("jawaban",),
    "outcomes": ("kunjungan", "luaran", "hasil"),
    "broadcasts": ("siaran", "pesan siaran"),
    "staff": ("staf", "tim"),
    "panel": ("panel ahli", "panel pakar"),
    "settings": ("perubahan pengaturan",),
    "superseded": ("jawaban lama",),
    "transcripts": ("transkrip",),
    "turns": ("giliran bicara",),
    "rounds": ("putaran",),
    "round_events": ("kejadian putaran", "peristiwa putaran"),
    "codings": ("pengodean",),
    "adjudications": ("penyelesaian perbedaan",),
    "memos": ("memo",),
    "erasures": ("penghapusan permanen", "penghapusan"),
}

# Names that a column has in every table where it stands; the first is the one that is written.
COLUMN_NAMES: Mapping[str, tuple[str, ...]] = {
    "added_on": ("tanggal ditambahkan", "ditambahkan", "tanggal masuk"),
    "after": ("nilai baru", "sesudah"),
    "archive": ("arsip", "boleh diarsipkan"),
    "at": ("waktu", "tanggal dan waktu", "tanggal"),
    "attribution": ("keterangan kutipan", "atribusi"),
    "before": ("nilai lama", "sebelum"),
    "blind": ("tersamar", "buta"),
    "by": ("oleh", "petugas"),
    "change_reason": ("alasan perubahan",),
    "chat_logs": ("percakapan whatsapp", "catatan percakapan"),
    "code": ("kode",),
    "codebook_version": ("versi buku kode",),
    "coder": ("pengode",),
    "coders": ("pengode", "para pengode"),
    "codings": ("pengodean",),
    "comprehension": ("pemahaman",),
    "contact_again": ("boleh dihubungi lagi", "dihubungi lagi", "hubungi lagi"),
    "copy_given": ("salinan diberikan",),
    "count": ("jumlah", "banyaknya"),
    "counts": ("jumlah", "rincian jumlah"),
    "credentials": ("gelar", "kualifikasi"),
    "decision": ("keputusan",),
    "delivered": ("terkirim", "sampai"),
    "employed_by_hospital": ("pegawai rumah sakit", "pegawai rs"),
    "end": ("hasil akhir", "akhir"),
    "ended_at": ("waktu selesai", "selesai"),
    "event": ("kejadian", "peristiwa", "langkah"),
    "evidence": ("bukti", "letak bukti"),
    "expert": ("ahli", "pakar", "panelis"),
    "facility": ("faskes", "fasilitas", "kode faskes"),
    "facility_kind": ("jenis faskes", "jenis fasilitas"),
    "field_notes": ("catatan lapangan",),
    "file": ("berkas", "nama berkas"),
    "form": ("formulir",),
    "from_participant": ("dari partisipan", "dari responden"),
    "gender": ("jenis kelamin",),
    "id": ("kode unik",),
    "instrument": ("instrumen",),
    "interview": ("wawancara", "id wawancara", "kode wawancara"),
    "interviewer": ("pewawancara",),
    "interviews": ("jumlah wawancara", "banyaknya wawancara"),
    "item": ("butir", "pertanyaan"),
    "key": ("kunci",),
    "kind": ("jenis", "jenis angka"),
    "language": ("bahasa",),
    "measure": ("ukuran", "yang dihitung"),
    "mode": ("cara", "moda"),
    "ms_from": ("ms dari", "milidetik dari"),
    "ms_to": ("ms sampai", "milidetik sampai"),
    "name_others": ("boleh menyebut rekan", "menyebut rekan", "sebut rekan"),
    "network_size": ("jumlah kenalan", "besar jaringan", "ukuran jaringan"),
    "obtained_by": ("diminta oleh", "peminta persetujuan"),
    "occupation": ("pekerjaan",),
    "on": ("tanggal",),
    "origin": ("asal",),
    "others_present": ("orang lain yang hadir", "orang lain hadir"),
    "participant": (
        *("partisipan", "responden", "peserta", "informan"),
        *(f"{prefix} {one}" for prefix in ("id", "kode") for one in ("partisipan", "responden", "peserta", "informan")),
    ),
    "period": ("periode", "tahun", "bulan"),
    "place": ("tempat",),
    "quotation": ("kutipan",),
    "rating": ("nilai relevansi", "relevansi", "penilaian"),
    "read": ("dibaca",),
    "reason": ("alasan",),
    "recipients": ("penerima", "jumlah penerima"),
    "recorded": ("direkam",),
    "recording": ("perekaman", "boleh direkam"),
    "recruiter": ("perekrut",),
    "registered_members": ("peserta terdaftar", "jumlah peserta terdaftar"),
    "relationship": ("hubungan",),
    "repeat_of": ("ulangan dari",),
    "replaces": ("menggantikan",),
    "replied": ("dibalas",),
    "result": ("hasil",),
    "retracted_at": ("waktu ditarik", "ditarik"),
    "role": ("peran", "tugas"),
    "roles": ("peran", "tugas"),
    "round": ("putaran",),
    "scope": ("cakupan",),
    "setting": ("pengaturan",),
    "sha256": ("sidik berkas",),
    "share": ("berbagi data", "boleh dibagikan"),
    "site": ("rumah sakit", "rs", "lokasi"),
    "source": ("sumber",),
    "speaker": ("penutur", "pembicara"),
    "start": ("awal", "mulai"),
    "started_at": ("waktu mulai", "mulai"),
    "stop": ("akhir", "batas akhir"),
    "submission": ("kiriman", "id kiriman"),
    "supersedes": ("menggantikan",),
    "take_part": ("ikut serta", "bersedia ikut"),
    "target": ("sasaran",),
    "target_kind": ("jenis sasaran",),
    "text": ("teks", "isi"),
    "topic": ("topik", "judul"),
    "training": ("pelatihan",),
    "transcript": ("transkrip", "id transkrip"),
    "unit": ("satuan",),
    "value": ("nilai", "isi"),
    "version": ("versi",),
    "withdrawal": ("jenis penarikan", "penarikan", "penarikan persetujuan"),
    "witness": ("saksi",),
    "zone": ("zona waktu", "zona"),
}

# Further names that a column has in one table only, where they can't be mistaken for another column.
_IN_TABLE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("participants", "id"): (*COLUMN_NAMES["participant"], "kode"),
    ("attributes", "key"): ("atribut", "nama atribut"),
    ("interviews", "id"): ("wawancara", "id wawancara", "kode wawancara"),
    ("staff", "key"): ("staf", "kode staf", "kode"),
    ("transcripts", "id"): ("transkrip", "id transkrip"),
    ("rounds", "id"): ("putaran", "id putaran"),
    ("codings", "id"): ("id pengodean",),
    ("memos", "id"): ("memo", "id memo"),
}

VALUES: Mapping[str, Texts] = {
    "nominated": Texts("diusulkan", "nominated"),
    "contacted": Texts("dihubungi", "contacted"),
    "eligible": Texts("memenuhi kriteria", "eligible"),
    "ineligible": Texts("tidak memenuhi kriteria", "not eligible"),
    "enrolled": Texts("ikut serta", "enrolled"),
    "declined": Texts("menolak", "declined"),
    "unreachable": Texts("tidak dapat dihubungi", "could not be reached"),
    "given": Texts("diberikan", "given"),
    "request_received": Texts("permintaan penarikan diterima", "request to withdraw received"),
    "withdrawn": Texts("ditarik", "withdrawn"),
    "ink": Texts("tanda tangan di kertas", "signed on paper"),
    "electronic": Texts("tanda tangan elektronik", "signed electronically"),
    "chat": Texts("balasan chat", "reply by chat"),
    "recorded_verbal": Texts("lisan, direkam", "spoken, recorded"),
    "telephone_recorded": Texts("telepon, direkam", "telephone, recorded"),
    "telephone": Texts("telepon", "telephone"),
    "mark": Texts("cap jempol", "thumbprint"),
    "verbatim": Texts("persis kata demi kata", "word for word"),
    "paraphrase": Texts("maksudnya saja", "paraphrased"),
    "none": Texts("tidak boleh dikutip", "not to be quoted"),
    "no_contact": Texts("tidak mau dihubungi lagi", "no further contact"),
    "no_quotation": Texts("tidak mau dikutip", "no quotation"),
    "no_audio": Texts("rekaman suara dihapus", "audio deleted"),
    "stop": Texts("berhenti, yang sudah diberikan tetap dipakai", "stop, what was given stays"),
    "erase": Texts("hapus permanen", "erase"),
    "face": Texts("tatap muka", "face to face"),
    "self": Texts("diisi sendiri", "filled in by the person"),
    "complete": Texts("lengkap", "complete"),
    "partial": Texts("sebagian", "partial"),
    "break_off": Texts("wawancara terhenti", "break-off"),
    "paused": Texts("dijeda", "paused"),
    "resumed": Texts("dilanjutkan", "resumed"),
    "visits": Texts("kunjungan", "visits"),
    "new_referrals": Texts("rujukan baru", "new referrals"),
    "patients": Texts("pasien", "patients"),
    "observed": Texts("angka nyata", "observed"),
    "projected": Texts("angka proyeksi", "projected"),
    "partly_projected": Texts("sebagian proyeksi", "partly projected"),
    "interviewer": Texts("pewawancara", "interviewer"),
    "coder": Texts("pengode", "coder"),
    "lead": Texts("ketua tim", "team lead"),
    "keeper": Texts("penyimpan data", "data keeper"),
    "auditor": Texts("pemeriksa", "auditor"),
    "participant": Texts("partisipan", "participant"),
    "other": Texts("orang lain", "other person"),
    "turn": Texts("giliran bicara", "turn"),
    "sentence": Texts("kalimat", "sentence"),
    "free": Texts("bebas", "free"),
    "opened": Texts("dibuka", "opened"),
    "done": Texts("selesai", "done"),
    "closed": Texts("ditutup", "closed"),
    "hand": Texts("tangan", "by hand"),
    "keyword": Texts("kata kunci", "keyword"),
    "suggestion": Texts("saran", "suggestion"),
    "import": Texts("impor", "import"),
    "adjudication": Texts("penyelesaian perbedaan", "adjudication"),
}

FLAGS: Mapping[bool, Texts] = {True: Texts("ya", "yes"), False: Texts("tidak", "no")}
_FLAG_WORDS: Mapping[str, bool] = {
    **dict.fromkeys(("ya", "iya", "y", "yes", "true", "benar", "1"), True),
    **dict.fromkeys(("tidak", "tdk", "no", "n", "false", "salah", "0"), False),
}


def normal(name: str) -> str:
    """Return ``name`` as it is compared: letters and digits only, in lower case."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def before_dash(text: str) -> str:
    """Return what stands before the dash of a drop-down's text ("4 – setuju" -> "4"), else all of it."""
    found = [place for dash in _DASHES if (place := text.find(dash)) > 0]
    return text[: min(found)].strip() if found else text.strip()


def label(value: str, language: str) -> str:
    """Return a value as a drop-down shows it: key and label ("visits – kunjungan"), once where they are the same."""
    found = VALUES[value].get(language)
    return value if found == value else f"{value}{DASH}{found}"


def flag_labels(language: str) -> tuple[str, str]:
    """Return the words for true and false."""
    return FLAGS[True].get(language), FLAGS[False].get(language)


def flag(text: str) -> bool | None:
    """Return the truth of a word in either language; None where it is no such word."""
    return _FLAG_WORDS.get(normal(text), _FLAG_WORDS.get(normal(before_dash(text))))


def value(choices: tuple[str, ...], text: str) -> str | None:
    """Return which of ``choices`` a text means: its key, its label in either language, or a drop-down's text."""
    index = _values(choices)
    return index.get(normal(text)) or index.get(normal(before_dash(text)))


def table(name: str) -> str | None:
    """Return the table that a file or sheet name means, ``responses`` among them."""
    return _tables().get(normal(name))


def column_names(table: Table, column: str) -> tuple[str, ...]:
    """Return every name of a column, the English one first."""
    return (column, *COLUMN_NAMES.get(column, ()), *_IN_TABLE.get((table.name, column), ()))


def column(table: Table, head: str) -> str | None:
    """Return the column of ``table`` that a head means."""
    return _columns(table.name).get(normal(head))


def heads(table: str) -> frozenset[str]:
    """Return every column head that ``table`` may have, as ``normal`` writes them."""
    return frozenset(_columns(table))


def close(text: str, options: Iterable[str]) -> str:
    """Return the option that was likely meant, whatever its case, blanks and hyphens; empty where none is near."""
    return closest(text, options, fold=normal)


def table_meant(name: str) -> str:
    """Return the table whose name in either language is close to ``name``; empty where none is."""
    names = {one: table for table, others in TABLE_NAMES.items() for one in (table, *others)}
    return names.get(close(name, names), "")


@cache
def _tables() -> Mapping[str, str]:
    return {normal(name): table for table, names in TABLE_NAMES.items() for name in (table, *names)}


@cache
def _columns(table: str) -> Mapping[str, str]:
    found = TABLES[table]
    return {normal(name): one.name for one in found.columns for name in column_names(found, one.name)}


@cache
def _values(choices: tuple[str, ...]) -> Mapping[str, str]:
    found = {normal(name): one for one in choices for name in (VALUES[one].id, VALUES[one].en)}
    return found | {normal(one): one for one in choices}
