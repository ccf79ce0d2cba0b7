"""Encryption of the register's fields: what doesn't belong, or was changed, can't be read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engage_eval.model.pseudonym import BASE32
from engage_eval.store import register_crypto as crypto
from engage_eval.store.register_crypto import Cost, Key, SealError

FEW = settings(max_examples=25, deadline=None)
SIGNS = st.text(BASE32, min_size=32, max_size=32).filter(crypto.is_plain)


@FEW
@given(st.binary(max_size=60))
def test_what_was_sealed_comes_out_again(clear: bytes) -> None:
    key = Key.random()
    assert crypto.unseal(key, crypto.seal(key, clear, ("t", "P1", "name")), ("t", "P1", "name")) == clear


@FEW
@given(st.binary(max_size=20), st.data())
def test_one_flipped_bit_anywhere_makes_a_value_unreadable(clear: bytes, data: st.DataObject) -> None:
    key = Key.random()
    sealed = bytearray(crypto.seal(key, clear, ("t", "P1", "name")))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(SealError):
        crypto.unseal(key, bytes(sealed), ("t", "P1", "name"))


@pytest.mark.parametrize("moved", [("t", "P2", "name"), ("t", "P1", "phone"), ("u", "P1", "name"), ("t", "P1name", "")])
def test_a_value_moved_to_another_place_cant_be_read(moved: tuple[str, ...]) -> None:
    key = Key.random()
    with pytest.raises(SealError):
        crypto.unseal(key, crypto.seal(key, b"Sari", ("t", "P1", "name")), moved)


def test_equal_values_look_different() -> None:
    key = Key.random()
    assert crypto.seal(key, b"Sari", ("t",)) != crypto.seal(key, b"Sari", ("t",))


def test_a_value_that_was_cut_off_cant_be_read() -> None:
    with pytest.raises(SealError):
        crypto.unseal(Key.random(), b"short", ("t",))


def test_a_passphrase_typed_with_combining_signs_gives_the_same_key() -> None:
    cost, salt = Cost(n=16), bytes(16)
    composed, apart = "caf\u00e9 di ujung jalan", "cafe\u0301 di ujung jalan"
    assert crypto.passphrase_key(composed, salt, cost) == crypto.passphrase_key(apart, salt, cost)
    assert crypto.passphrase_key(composed, salt, cost) != crypto.passphrase_key(composed, b"1" * 16, cost)


def test_scrypt_gives_what_its_definition_publishes() -> None:
    # RFC 7914, section 12, third test vector (its first 32 bytes).
    made = crypto.passphrase_key("pleaseletmein", b"SodiumChloride", Cost(n=16384, r=8, p=1))
    assert made.value.hex() == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"


def test_the_cost_is_what_the_design_names() -> None:
    assert Cost() == crypto.COST == Cost(n=131072, r=8, p=1)


@pytest.mark.parametrize("cost", [Cost(n=2**40), Cost(n=1000), Cost(n=0), Cost(r=0), Cost(p=10**6), Cost(r=2**20)])
def test_a_changed_file_cant_make_scrypt_take_all_memory(cost: Cost) -> None:
    assert not cost.is_sane()
    assert Cost().is_sane()


@FEW
@given(SIGNS)
def test_a_recovery_key_is_read_as_it_was_written_in_any_spelling(signs: str) -> None:
    written = crypto.written_recovery(signs)
    assert crypto.read_recovery(written) == signs
    assert crypto.read_recovery(written.lower().replace("-", "  ")) == signs
    assert crypto.read_recovery(written.replace("0", "O").replace("1", "l")) == signs


@FEW
@given(SIGNS, st.integers(0, 31), st.sampled_from(BASE32))
def test_a_recovery_key_with_one_wrong_sign_is_noticed(signs: str, at: int, wrong: str) -> None:
    typed = signs[:at] + wrong + signs[at + 1 :] + crypto.written_recovery(signs)[-1]
    assert (crypto.read_recovery(typed) is None) == (wrong != signs[at])


def test_no_key_shows_in_a_traceback() -> None:
    assert repr(Key(value=b"secret-secret-secret-secret-1234")) == "Key()"
