"""How the contacts register is encrypted: each field by itself, with a data key that two other keys wrap.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce for each value. What a value belongs to is authenticated with
it, so a value that was moved to another person or field can't be read. The data key is random; it is wrapped once by a
key that scrypt (RFC 7914) makes from the passphrase, and once by a key that HKDF (RFC 5869) makes from the recovery
key, which has 160 random bits of its own.
"""

import json
import math
import secrets
import unicodedata
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from engage_eval.model.pseudonym import BASE32, check_character

KEY_BYTES, NONCE_BYTES, SALT_BYTES, TAG_BYTES = 32, 12, 16, 16
_RECOVERY_SIGNS, _GROUP = 32, 4  # 32 signs of base 32 are 160 bits
_MOST_MEMORY = 2**30  # bytes; a changed file must not ask scrypt for more
_LIKE_OTHERS = frozenset("0O1ILU")
_LOOK_ALIKE = str.maketrans("OIL", "011")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The parameters of scrypt: n and r decide memory (128 * n * r bytes) and time."""

    n: int = 2**17
    r: int = 8
    p: int = 1

    def is_sane(self) -> bool:
        """Return whether these can be parameters that this program wrote."""
        whole = self.n > 1 and math.log2(self.n).is_integer() and self.r > 0 and 0 < self.p <= 16  # noqa: PLR2004
        return whole and 128 * self.n * self.r <= _MOST_MEMORY


COST = Cost()


class SealError(Exception):
    """A value that this key can't open: another key, or bytes that were changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of 32 bytes."""

    value: bytes = field(repr=False)

    @classmethod
    def random(cls) -> "Key":
        """Return a new key."""
        return cls(value=secrets.token_bytes(KEY_BYTES))


def seal(key: Key, clear: bytes, belongs_to: tuple[str, ...]) -> bytes:
    """Return nonce, ciphertext and tag of ``clear``; ``belongs_to`` (table, row, field) is authenticated with it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key.value).encrypt(nonce, clear, _bound(belongs_to))


def unseal(key: Key, sealed: bytes, belongs_to: tuple[str, ...]) -> bytes:
    """Return what was sealed; raises SealError where the key, the bytes or what they belong to differ."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise SealError
    try:
        return AESGCM(key.value).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(belongs_to))
    except InvalidTag:
        raise SealError from None


def _bound(belongs_to: tuple[str, ...]) -> bytes:
    # JSON, not a joined text: no two lists have one spelling.
    return json.dumps(["engage-eval contacts 1", *belongs_to], ensure_ascii=True, separators=(",", ":")).encode("ascii")


def passphrase_key(passphrase: str, salt: bytes, cost: Cost) -> Key:
    """Return the key that scrypt makes; the same letters typed on another machine (NFKC) give the same key."""
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return Key(value=Scrypt(salt=salt, length=KEY_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(typed))


def recovery_key(signs: str, salt: bytes) -> Key:
    """Return the key made from a recovery key's signs."""
    made = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"engage-eval contacts recovery")
    return Key(value=made.derive(signs.encode("ascii")))


def random_salt() -> bytes:
    """Return a new salt."""
    return secrets.token_bytes(SALT_BYTES)


def new_recovery() -> str:
    """Return a new recovery key: 32 random signs."""
    while True:
        signs = "".join(secrets.choice(BASE32) for _ in range(_RECOVERY_SIGNS))
        if is_plain(signs):
            return signs


def is_plain(signs: str) -> bool:
    """Return whether a key's check character looks like no other; if it did, some slips would go unnoticed."""
    return check_character(signs) not in _LIKE_OTHERS


def written_recovery(signs: str) -> str:
    """Return a recovery key as it is printed: groups of four, then a check character.

    >>> written_recovery("0" * 32)
    '0000-0000-0000-0000-0000-0000-0000-0000-7'
    """
    groups = [signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP)]
    return "-".join([*groups, check_character(signs)])


def read_recovery(typed: str) -> str | None:
    """Return the signs of a recovery key as typed, in any spacing and case; None where it is mistyped.

    >>> read_recovery(" oooo 0000 0000 0000 0000 0000 0000 0000 7") == "0" * 32
    True
    >>> read_recovery("0000-0000-0000-0000-0000-0000-0000-0001-7") is None
    True
    """
    kept = "".join(one for one in unicodedata.normalize("NFKC", typed).upper() if one.isalnum())
    signs, check = kept[:_RECOVERY_SIGNS].translate(_LOOK_ALIKE), kept[_RECOVERY_SIGNS:]
    if len(signs) != _RECOVERY_SIGNS or not set(signs) <= set(BASE32):
        return None
    return signs if check == check_character(signs) and is_plain(signs) else None
