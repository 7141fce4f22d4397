from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres


@pytest.fixture(params=[postgres.debian, postgres.wheel], ids=["debian", "wheel"], scope="module")
def binaries(request: pytest.FixtureRequest) -> Path:
    found: Path | None = request.param()
    if found is None:
        pytest.skip(f"no PostgreSQL server from {request.param.__name__}")
    if reason := postgres.missing(found):
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def server(binaries: Path) -> Iterator[str]:
    with postgres.running_server(fsync=False, binaries=binaries) as url:
        yield url


def one(url: str, question: str) -> str:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        return connection.execute(question).fetchone()[0]


def test_a_server_starts_and_answers(server: str):
    assert one(server, "SELECT version()").startswith("PostgreSQL")
    assert one(server, "SHOW listen_addresses") == ""


def test_each_fresh_database_is_empty_and_holds_every_letter(server: str):
    first, second = postgres.fresh_database(server), postgres.fresh_database(server)
    assert first != second
    assert one(second, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    assert one(second, "SELECT 'Nguyễn Thị Đào'") == "Nguyễn Thị Đào"


def test_a_copied_database_brings_its_rows(server: str):
    pattern = postgres.fresh_database(server)
    with psycopg.connect(pattern.replace("+psycopg", "", 1)) as connection:
        connection.execute("CREATE TABLE village AS SELECT 412 AS code")
    assert one(postgres.fresh_database(server, like=pattern), "SELECT code FROM village") == 412


def test_a_server_writes_to_disk_unless_told_not_to_and_leaves_nothing(binaries: Path):
    with postgres.running_server(binaries=binaries) as url:
        folder = Path(one(url, "SHOW unix_socket_directories"))
        assert one(url, "SHOW fsync") == "on"
        assert folder.exists()
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        one(url, "SELECT 1")
