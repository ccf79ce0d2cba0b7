"""The letter to a person who withdrew, and the certificate of an erasure."""

import io
import re
from dataclasses import replace
from datetime import date

import docx
import pytest

from engage_eval.report.letter import Withdrawal, write_certificate, write_letter

KINDS = ("no_contact", "no_quotation", "no_audio", "stop", "erase")
VALUES = {
    "hospital": "RS Mawar",
    "researcher": "Tim Peneliti",
    "institution": "Universitas Melati",
    "contact_phone": "021-000",
    "ethics_contact": "komite etik, 021-111",
}
FOUND = Withdrawal(
    participant="BU-7K3Q-M",
    kinds=("erase",),
    received=date(2026, 3, 9),
    decided=date(2026, 3, 10),
    study_title="Siaran RS Mawar",
    values=VALUES,
    counts=(("answer", 11), ("detail", 5)),
    by="AB",
    register="erased",
)


def lines(data: bytes) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(data)).paragraphs if one.text.strip()]


def letter(language: str = "en", **changes: object) -> str:
    return "\n".join(lines(write_letter(replace(FOUND, **changes), language, "x")))


def certificate(language: str = "en", **changes: object) -> str:
    return "\n".join(lines(write_certificate(replace(FOUND, **changes), language, "x")))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_letter_with_all_parts_filled(kind: str, language: str) -> None:
    found = letter(language, kinds=(kind,))
    for word in ("BU-7K3Q-M", "Siaran RS Mawar", "RS Mawar", "Universitas Melati", "021-000", "komite etik"):
        assert word in found
    assert "{" not in found
    assert "None" not in found
    assert ("Bapak/Ibu" in found) == (language == "id")
    # Three lines to write by hand: to whom, place and date, signature.
    assert len(re.findall(r":\s*(_+|\t)?$", found, re.MULTILINE)) == 3


def test_the_kinds_say_different_things_and_the_languages_share_no_sentence() -> None:
    assert len({letter(kinds=(kind,)) for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        both = [
            {one for one in letter(language, kinds=(kind,)).split("\n") if len(one) > 60} for language in ("id", "en")
        ]
        assert both[0].isdisjoint(both[1])


def test_kinds_that_were_chosen_together_stand_in_one_letter_each_sentence_once() -> None:
    found = letter(kinds=("no_contact", "stop")).split("\n")
    assert any("no further contact; to stop" in one for one in found)
    assert found.count("What you told us before stays in the study, as you decided.") == 1
    assert "We will not contact you again for this study." in found


def test_without_a_request_no_date_of_one_is_claimed() -> None:
    assert "On 9 March 2026 you asked us" in letter()
    assert "9 March" not in letter(received=None)
    assert "You asked us" in letter(received=None)


@pytest.mark.parametrize(
    ("register", "said"),
    [("erased", "holds nothing about you any more"), ("not_at_hand", "will be deleted as soon as"), ("none", "")],
)
def test_of_the_contacts_only_what_is_true_is_said(register: str, said: str) -> None:
    found = letter(register=register)
    assert said in found
    assert ("list of contacts" in found) == bool(said)


def test_a_server_s_own_copies_are_named_where_there_is_a_server() -> None:
    assert "server" not in letter() + certificate().replace("study file", "")
    assert "its own logs and backups" in letter(on_server=True)
    assert "replicas" in certificate(on_server=True)
    assert "Backups that the program made" not in certificate(on_server=True)


def test_the_certificate_says_what_when_and_by_whom() -> None:
    found = certificate().split("\n")
    for line in ("answers, earlier ones too: 11", "free texts: 5", "Erased on: 10 March 2026", "Recorded by: AB"):
        assert line in found
    assert "Request received: –" in certificate(received=None).split("\n")
    assert "none" in certificate(counts=()).split("\n")


@pytest.mark.parametrize("write", [write_letter, write_certificate])
def test_the_same_withdrawal_gives_the_same_bytes(write: object) -> None:
    assert callable(write)
    assert write(FOUND, "id", "x") == write(FOUND, "id", "x")
    assert write(FOUND, "id", "x") != write(replace(FOUND, participant="BU-0000-0"), "id", "x")


def test_a_study_without_contacts_leaves_lines_to_fill_in() -> None:
    found = letter(values={})
    assert "The research team: \t" in found
    assert "cooperation with ____" in found
    assert "If you are not content" not in found


def test_odd_values_stay_text() -> None:
    odd = {**VALUES, "hospital": "RS <b> & “B” | # x", "researcher": "- satu\n# dua"}
    found = letter(values=odd, study_title="# Judul <&> `x`").split("\n")
    assert any("cooperation with RS <b> & “B” | # x." in one for one in found)
    assert "- satu # dua, Universitas Melati, 021-000" in found
    assert any("“# Judul <&> `x`”" in one for one in found)
