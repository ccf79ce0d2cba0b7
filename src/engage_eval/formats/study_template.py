"""The study.yaml that a new study begins with: what must be filled in stands first, each setting is explained twice."""

import json

# Names in braces of the consent forms that are shipped, in the order in which people know the answers.
PLACEHOLDERS = (
    "hospital",
    "researcher",
    "institution",
    "contact_phone",
    "contact_email",
    "study_title",
    "funder",
    "ethics_committee",
    "ethics_number",
    "ethics_contact",
    "data_keeper",
    "retention_until",
    "last_withdrawal_date",
)

_TEMPLATE = """\
# study.yaml: pengaturan studi / the study's settings
#
# ID  Isi bagian 1 dan 2 dulu, sisanya boleh menyusul. Tulis sesudah titik dua, di antara tanda kutip.
#     null berarti belum diisi. Baris yang diawali # hanya penjelasan. Periksa kapan saja: engage-eval check
# EN  Fill in parts 1 and 2 first; the rest can wait. Write after the colon, between the quotation marks.
#     null means not filled in yet. Lines that begin with # only explain. Check at any time: engage-eval check

# ------------------------------------------------------------------ 1
# Studi ini / This study
# ID  id: nama pendek tanpa spasi. title: judul lengkap dalam dua bahasa.
# EN  id: a short name without blanks. title: the full title in both languages.
id: {id}
title:
  id: "Judul studi"
  en: "Title of the study"

# ID  Kode rumah sakit (bukan nama lengkap), yang juga ditulis di kolom site lembar participants.
# EN  The hospital's code (not its full name), as in the column site of the sheet participants.
site: null

# ID  research = penelitian (perlu kaji etik); internal_evaluation = evaluasi internal.
# EN  research (needs an ethics review) or internal_evaluation.
purpose: research

# ID  Kaji etik. status: approved (disetujui), exempt (dibebaskan), atau not_reported (tidak dilaporkan).
#     Isi hanya yang benar-benar ada suratnya. Tanggal: 2026-01-31.
# EN  Ethics review. status: approved, exempt or not_reported.
#     Enter only what you have in writing. Dates: 2026-01-31.
ethics: {{status: not_reported, committee: null, number: null, from: null, to: null}}

# ------------------------------------------------------------------ 2
# Isian formulir persetujuan (PSP) / What fills the consent forms
# ID  Setiap nama di bawah ini menggantikan {{nama}} yang sama di berkas dalam folder consent.
#     Kalau isinya berbeda per bahasa, tulis begini: hospital: {{id: "RS Contoh", en: "Example Hospital"}}
# EN  Each name below replaces the same {{name}} in the files of the folder consent.
#     Where the wording differs by language, write: hospital: {{id: "RS Contoh", en: "Example Hospital"}}
placeholders:
{placeholders}

# ------------------------------------------------------------------ 3
# Waktu dan tanggal / Times and dates
# ID  zone: WIB, WITA atau WIT, berlaku untuk semua jam. dates: dmy berarti 31/01/2026 (hari dulu).
# EN  zone: WIB, WITA or WIT, for all times. dates: dmy means 31/01/2026 (the day first).
zone: WIB
dates: dmy
# ID  Masa pengumpulan data, tanggal laporan, dan batas penyimpanan data.
# EN  When data were collected, the date of the report, how long the data are kept.
period: {{from: null, to: null}}
report_date: null
retention_until: null

# ------------------------------------------------------------------ 4
# Siaran yang dinilai / The broadcast that is evaluated
# ID  channel: app_broadcast_list (daftar siaran di aplikasi), business_api, atau other. start: tanggal mulai siaran.
# EN  channel: app_broadcast_list, business_api or other. start: the day on which broadcasts began.
intervention: {{channel: app_broadcast_list, start: null}}

# ID  Perbandingan jumlah sebelum dan sesudah. measure: visits (kunjungan), new_referrals (rujukan baru), patients
#     (pasien). before dan after: tahun (2022) atau bulan (2022-01), seperti di lembar outcomes.
# EN  Counts before and after. measure: visits, new_referrals or patients.
#     before and after: a year (2022) or a month (2022-01), as in the sheet outcomes.
compare: {{measure: visits, before: null, after: null}}

# ------------------------------------------------------------------ 5
# Instrumen dan aturan / Instrument and rules
instrument: {instrument}
codebook: {codebook}
# ID  Bahasa, yang pertama dipakai lebih dulu.
# EN  Languages, the preferred one first.
languages: [{languages}]
# ID  approach: codebook (kesepakatan antarpengode dihitung) atau reflexive (tidak dihitung).
# EN  approach: codebook (inter-coder agreement is computed) or reflexive (it is not).
approach: codebook
# ID  headline: verdict (jawaban atas pertanyaan penutup) atau rule (setuju pada k karakteristik, nilai minimal cut).
# EN  headline: verdict (the answer to the closing question) or rule (agrees with k characteristics, from cut upwards).
headline: verdict
rule: {{cut: null, k: null}}
# ID  Butir yang harus terjawab supaya wawancara dihitung lengkap; kosong berarti ikut kolom end.
# EN  Items that must be answered for an interview to count as complete; empty: the column end decides.
complete_if: []
# ID  Wawancara terhenti dihitung partial (sebagian) atau refusal (menolak).
# EN  A break-off counts as partial or refusal.
break_off_as: partial
# ID  Yang menarik persetujuan dihitung refusal (menolak) atau complete (lengkap).
# EN  Who withdrew counts as refusal or complete.
withdrawn_as: refusal
# ID  true kalau pertanyaan penyaringan boleh diajukan sebelum ada persetujuan.
# EN  true if screening questions may be asked before consent.
screening_before_consent: false

# ------------------------------------------------------------------ 6
# Laporan / The report
# ID  intervals: interval kepercayaan ditampilkan (shown), di lampiran (appendix), atau tidak (hidden).
# EN  intervals: confidence intervals shown, in the appendix, or hidden.
intervals: shown
# ID  true menyamarkan nama fasilitas di laporan.
# EN  true masks the facilities in the report.
mask_facilities: false
# ID  Hubungan tim dengan rumah sakit dan para responden, dan apa yang responden ketahui tentang tim.
# EN  How the team stands to the hospital and the participants, and what participants knew of the team.
team:
  relationship: {{id: "", en: ""}}
  what_participants_knew: {{id: "", en: ""}}
permits: {{id: "", en: ""}}      # izin / permits
pilot: {{id: "", en: ""}}        # uji coba / pilot
funding: {{id: "", en: ""}}      # pendanaan / funding
conflicts: {{id: "", en: ""}}    # konflik kepentingan / conflicts of interest
# ID  Keterbatasan dan tindak lanjut, satu baris satu hal:  - {{id: "...", en: "..."}}
# EN  Limitations and actions, a line each:  - {{id: "...", en: "..."}}
limitations: []
actions: []
"""

# Everything that is collected stays out of version control; definitions and settings may go in.
GITIGNORE = """\
# Data orang tidak boleh masuk ke git. / People's data must not get into git.
*.csv
*.tsv
*.xls
*.xlsx
*.xlsm
*.ods
*.docx
*.html
*.engage
*.contacts
*.backups/
transcripts/
codings/
audio/
~$*
.~lock.*
"""


def study_yaml(*, study: str, instrument: str, codebook: str, language: str) -> str:
    """Return the text of a new study.yaml."""
    return _TEMPLATE.format(
        id=json.dumps(study),
        instrument=instrument,
        codebook=codebook,
        languages=", ".join((language, *(one for one in ("id", "en") if one != language))),
        placeholders="\n".join(f"  {name}: null" for name in PLACEHOLDERS),
    )
