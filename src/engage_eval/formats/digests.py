"""The digest of a definition: SHA-256 of its parsed content, whatever the comments, quotes or line breaks were."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from engage_eval.model.condition import Condition

_LEFT_OUT = ("place", "digest")


def content_digest(definition: object) -> str:
    """Return the SHA-256 of the canonical JSON of a definition.

    Empty fields stay out, so that a field which a later version of the program adds changes no digest.
    """
    content = json.dumps(_canonical(definition), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, Condition):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((one.name, _canonical(getattr(value, one.name))) for one in fields(value) if one.name not in _LEFT_OUT)
        return {name: found for name, found in pairs if found not in ("", None, False, [], {})}
    if isinstance(value, Mapping):
        return [[str(key), _canonical(found)] for key, found in value.items()]
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    if isinstance(value, tuple | list):
        return [_canonical(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
