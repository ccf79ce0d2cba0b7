"""Addresses of databases: what is none is told with a sentence, and no password is ever shown."""

import pytest

from engage_eval.core.errors import EngageError, StoreError
from engage_eval.store.study_file import open_study
from engage_eval.store.target import parse


@pytest.mark.parametrize(
    "name",
    [
        "postgresql://rina:rahasia@server/riset?study=rs_x",
        "postgresql://rina:raha@rahasia@server/riset?study=rs_x",
        "postgresql://rina:ra/rahasia@server/riset?study=rs_x",
        "postgresql://rina@server/riset?password=rahasia&study=rs_x",
        "postgresql://rina@server/riset?study=rs_x&sslpassword=rahasia",
        "postgresql://:rahasia@server/riset?study=rs_x",
        "postgresql://rina:rahasia@server/riset",
        "postgres://rina:rahasia@[::1/riset?study=rs_x",
    ],
)
def test_no_password_of_an_address_is_shown_or_kept(name: str) -> None:
    try:
        target = parse(name)
    except EngageError as error:
        said = repr(error.problem)
    else:
        said = target.name + target.key
    assert "rahasia" not in said
    assert "postgres" in said


@pytest.mark.parametrize(
    "name",
    [
        "postgresql://[::1/riset?study=rs_x",
        "postgresql://server:abc/riset?study=rs_x",
        "postgresql://localhost:1/riset?study=rs_x&bukan_pilihan=1",
    ],
)
def test_what_is_no_address_is_told_with_a_sentence(name: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_study(name)
    assert caught.value.problem.code == "store.no_server"


def test_options_of_an_address_reach_the_server_as_they_were_written() -> None:
    url = parse("postgresql://server/riset?study=rs_x&options=-c%20a%3D1%262&sslmode=require").url
    assert url == "postgresql+psycopg://server/riset?options=-c+a%3D1%262&sslmode=require"


def test_a_schema_of_another_program_is_no_study_and_no_mistake_of_ours(server: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA asing")
        connection.execute("CREATE TABLE asing.meta (x text)")
    with pytest.raises(StoreError) as caught:
        open_study(f"{server}{'&' if '?' in server else '?'}study=asing")
    assert caught.value.problem.code == "store.damaged"
