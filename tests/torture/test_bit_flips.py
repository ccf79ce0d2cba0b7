"""Bits that flip on the disk: `verify` names every one that changed content, and changes nothing itself."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from engage_eval.core.content import find
from engage_eval.core.errors import EngageError
from engage_eval.store import replica
from engage_eval.store.verify import verify


def dump(path: Path) -> object:
    """Return every row of every table, its text as bytes; a word where the file can't be read."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = bytes
    try:
        names = [row[0].decode() for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}" NOT INDEXED'))) for name in names}  # noqa: S608 - names of the file itself
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)
    finally:
        connection.close()


def test_every_flipped_bit_that_changes_content_is_named(
    tmp_path: Path, times: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    from engage_eval.actions import bundle
    from engage_eval.store.study_file import new_id, now

    path, flipped = tmp_path / "studi.engage", tmp_path / "rusak.engage"
    sample = str(find("sample_data", "rs-x-2023"))
    bundle.take_in(bundle.Request(folder=sample, study=str(path)), clock=now, ids=new_id)
    data, good = path.read_bytes(), dump(path)
    known = replica.known("rs-x-2023", str(path.resolve()))
    assert known is not None
    replica.remember("rs-x-2023", str(flipped.resolve()), known)
    chance = random.Random(400)  # noqa: S311 - places for the flips
    flips, changed, found_by = times(400, 4000), 0, Counter[str]()
    for _ in range(flips):
        broken = bytearray(data)
        broken[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        flipped.write_bytes(broken)
        differs = dump(flipped) != good
        changed += differs
        try:
            codes = {one.code for one in verify(str(flipped)).problems}
        except EngageError as error:
            codes = {error.problem.code}
        assert codes or not differs
        assert flipped.read_bytes() == bytes(broken)
        if differs:
            found_by.update(codes)
    named = ", ".join(f"{code} {n}" for code, n in found_by.most_common(6))
    assert changed > flips // 10
    figure(f"bit flips: {flips}, {changed} changed content, all named ({named}); the others hit unused bytes")
