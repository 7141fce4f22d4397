"""Commands of the house itself: serve, migrate, tick, check."""

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import sqlalchemy as sa
from filelock import FileLock, Timeout
from flask import Flask
from rich.console import Console

from portal.base import (
    backup,
    catalogues,
    db,
    hooks,
    keys,
    language,
    paths,
    readings,
    schema,
    texts,
    tick,
    waiting,
)

console = Console()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option("--threads", default=4, show_default=True)
@click.pass_obj
def serve(app: Flask, host: str, port: int, threads: int) -> None:
    """Serve the portal until SIGTERM."""
    # In a process of its own: what migrates takes 10 MB, and would hold them for good.
    if failed := subprocess.call([sys.executable, "-m", "portal", "migrate"]):
        raise SystemExit(failed)
    with db.writing():
        keys.check_fingerprint()
        for refuse in hooks.named("may_serve"):
            refuse(host)
    lock = _only_process(app.config["DATABASE_URL"])
    server = waiting.server(app, host, port, threads, app.config["TRUSTED_PROXY"])
    stop = tick.start()
    print(f"http://{host}:{server.effective_port}", flush=True)  # noqa: T201 - read by scripts
    signal.signal(signal.SIGTERM, lambda *_: server.close() or sys.exit(0))
    gc.collect()
    gc.freeze()  # what stays for good is not searched for garbage: pauses of 13 ms instead of 90
    try:
        server.run()
    finally:
        stop.set()
        readings.flush()
        db.close_database()
        if lock:
            lock.release()


def _only_process(url: str) -> FileLock | None:
    """SQLite means one process: a second one refuses to start."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    lock = FileLock(str(Path(str(parsed.database)).with_suffix(".serve.lock")))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise SystemExit(
            f"Another portal already serves {parsed.database}; SQLite allows one."
        ) from None
    return lock


@click.command()
@click.option("--to", "revision", default="head", help="a revision; `base` empties the database")
def migrate(revision: str) -> None:
    """Bring the database to the newest schema."""
    schema.migrate(revision)
    with db.writing():
        keys.check_fingerprint()


@click.command(hidden=True)
@click.argument("message")
def revision(message: str) -> None:
    """For developers: write the script from the newest schema to the present models."""
    schema.revise(message)


@click.command(hidden=True)
def words() -> None:
    """For developers: collect the words on screen into the catalogues; say what is missing."""
    for code, number in catalogues.update().items():
        console.print(f"{code}: {number} missing")


@click.command("tick")
def tick_once() -> None:
    """Do what the clock does, once."""
    if not tick.tick():
        console.print("another process is doing it")


@click.command()
def check() -> None:
    """Verify every "must" of the domain on the live database; exit 1 with the findings."""
    findings = hooks.gather("check")
    db.session.remove()
    for finding in findings:
        console.print(f"[red]{finding}")
    if findings:
        raise SystemExit(1)
    console.print("All invariants hold.")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def back_up(file: Path) -> None:
    """Copy the whole database to a new FILE, while it serves; verified."""
    backup.backup(file)
    console.print(f"{file}: {file.stat().st_size / 1e6:.1f} MB, verified.")
    kept = "PORTAL_CODE_KEY" if os.environ.get("PORTAL_CODE_KEY") else paths.INSTANCE / "code.key"
    console.print(f"Keep the code key too ({kept}), in another place.", soft_wrap=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="overwrite what is in the database now")
def restore(file: Path, force: bool) -> None:
    """Put the backup in FILE in the place of the database; stop `serve` first."""
    backup.restore(file, force=force)
    with db.writing():
        keys.check_fingerprint()
    console.print("Restored.")


@click.group("texts")
def word_lists() -> None:
    """All words on screen as an Excel file, for a translator."""
    schema.migrate()


@word_lists.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_texts(file: Path) -> None:
    """Write key, place, the three languages and a note of every text to FILE (.xlsx)."""
    book = texts.Book()
    file.write_bytes(book.workbook())
    console.print(f"{len(book.texts)} texts.")


@word_lists.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would change, write nothing")
def import_texts(file: Path, dry_run: bool) -> None:
    """Take the words of FILE (.xlsx) where they differ; all or none."""
    with db.writing() as session:
        book = texts.Book()
        plan = book.plan(file.read_bytes())
        for one in plan.changes:
            click.echo(f"{one.key} {one.language}: “{one.before}” → “{one.after}”")
        for key, code, sentence, values in plan.troubles:
            click.echo(f"{key} {code}: {language.gettext(sentence, **values)}", err=True)
        if plan.troubles:
            raise click.ClickException(f"{len(plan.troubles)} texts are wrong; nothing was kept.")
        if plan.unknown:
            click.echo(f"{len(plan.unknown)} keys are not known here and were left out.")
        if dry_run:
            session.rollback()
            click.echo(f"{len(plan.changes)} would change.")
            return
        book.write(plan)
    click.echo(f"{len(plan.changes)} changed. Start `portal serve` again to see them everywhere.")


commands = (serve, migrate, revision, words, tick_once, check, back_up, restore, word_lists)
