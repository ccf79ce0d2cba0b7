"""Addresses in texts: a password is never shown, whatever else the text says."""

import pytest

from engage_eval.core.address import without_passwords


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Studi postgresql://rina:raha@sia@server/d?study=a siap.", "Studi postgresql://rina@server/d?study=a siap."),
        ('{"study": "postgres://r:x@s/d?study=a", "m": "b@c"}', '{"study": "postgres://r@s/d?study=a", "m": "b@c"}'),
        ("“postgresql://s/d?password=x&study=a”", "“postgresql://s/d?password=***&study=a”"),
        ("postgresql://server:5432/riset?study=a", "postgresql://server:5432/riset?study=a"),
        ("Bu Sari: sari@rs.example", "Bu Sari: sari@rs.example"),
    ],
)  # fmt: skip
def test_only_passwords_are_left_out(text: str, shown: str) -> None:
    assert without_passwords(text) == shown
