"""What looks like a person in a text, and what only looks like it."""

import pytest

from engage_eval.analysis.identifiers import identifiers, known_names


def found(text: str, *names: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in identifiers(text, known_names(names))]


@pytest.mark.parametrize(
    "number",
    [
        "081234567890",
        "0812-3456-7890",
        "0812.3456.7890",
        "+62 812 3456 7890",
        "+62 812-3456-7890",
        "+6281234567890",
        "62812 3456 7890",
        "(0361) 123456",
        "021-1234567",
        "+65 6123 4567",
    ],
)
def test_a_telephone_number_in_any_spelling(number: str) -> None:
    assert found(f"Bisa ke {number}, sore hari.") == [("phone", number)]


def test_two_numbers_side_by_side_stay_two() -> None:
    assert found("0812 3456 7890 0813 1111 2222") == [("phone", "0812 3456 7890"), ("phone", "0813 1111 2222")]


@pytest.mark.parametrize("number", ["3171234567890123", "3171 2345 6789 0123", "317123-456789-0123"])
def test_sixteen_digits_are_an_identity_number(number: str) -> None:
    assert found(f"NIK {number}") == [("nik", number)]


@pytest.mark.parametrize("number", ["0001234567890", "0001 2345 67890"])
def test_thirteen_digits_are_a_card_of_bpjs(number: str) -> None:
    assert found(f"kartu {number}.") == [("bpjs", number)]


def test_addresses_of_people() -> None:
    assert found("tulis ke sari.dewi@contoh.co.id") == [("email", "sari.dewi@contoh.co.id")]
    assert found("https://wa.me/6281234567890") == [("link", "https://wa.me/6281234567890")]
    assert found("lihat instagram.com/bidan.sari") == [("link", "instagram.com/bidan.sari")]


@pytest.mark.parametrize(
    "text", ["dr. Andi", "drg. Sari Dewi", "Dr Budi Santoso", "Bidan Ratna", "Ny. Wulan", "Tn. Made", "Bu Komang"]
)
def test_a_title_with_a_name(text: str) -> None:
    assert found(f"Kata {text}, jadwalnya berubah.") == [("title", text)]


@pytest.mark.parametrize(
    "text",
    [
        "Bidan Desa dan Bidan Koordinator hadir",
        "kelas Ibu Hamil di Ibu Kota",
        "dr. Spesialis Anak, dr. Sp.A",
        "Menurut Bapak/Ibu, apakah Ibu Anda pernah ke sana? Bapak/Ibu Responden yang baik",
        "kuman H. pylori",
        "Kunjungan 4.863 (2022) menjadi 6.062 (2023)",
        "2022-2023, 08.00 sampai 16.00",
        "https://doi.org/10.1080/01621459.1927.10502953",
        "a" * 5 + "0812345678901234" + "f" * 9,
        "0,8123456789",
    ],
)
def test_what_is_nobody(text: str) -> None:
    assert found(text) == []


def test_known_names_are_found_as_whole_words_whatever_their_case() -> None:
    assert found("sama SITI aminah dan Putri", "Siti Aminah Putri") == [("name", "SITI aminah")]
    assert found("Sitiaminah", "Siti Aminah") == []


def test_a_short_known_name_counts_in_its_own_spelling_only() -> None:
    assert found("Eka datang, eka tunggal", "Eka") == [("name", "Eka")]


def test_no_names_find_nothing() -> None:
    assert known_names([]) is None
    assert known_names(["  "]) is None
