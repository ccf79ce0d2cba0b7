"""Addresses of databases as they may be shown: the password left out, wherever in the address it stands."""

import re

# Up to the last @, since people write a password with @ or / in it as it is.
_LOGIN = re.compile(r"\b(postgres(?:ql)?://[^/@:\s\"]*):[^\s\"]*@")
_OPTION = re.compile(r"(?<=[?&])((?:ssl)?password=)[^&\s\"]*")


def without_passwords(text: str) -> str:
    """Return ``text`` with every PostgreSQL address in it bare of its password.

    >>> without_passwords("postgresql://rina:rahasia@server/riset?study=rs_x&password=lain")
    'postgresql://rina@server/riset?study=rs_x&password=***'
    """
    if "postgres" not in text:
        return text
    return _OPTION.sub(r"\1***", _LOGIN.sub(r"\1@", text))
