"""What to do stands behind what is wrong, in sentences that can be told apart."""

from engage_eval.core.messages import messages
from engage_eval.core.problem import Problem

WORDS = messages("en")


def test_a_hint_that_ends_in_a_command_comes_last() -> None:
    _, hint = WORDS.problem(Problem(code="store.no_file", params={"name": "a.engage", "meant": "b.engage"}))
    assert hint.startswith("Did you mean “b.engage”? ")
    assert "engage-eval" in hint.rpartition(": ")[2]


def test_a_hint_that_is_a_sentence_comes_first() -> None:
    _, hint = WORDS.problem(Problem(code="files.choice", params={"value": "x", "allowed": "a, b", "meant": "a"}))
    assert hint.endswith("Did you mean “a”? Allowed: a, b.")
