"""The `portal` command. Each slice may add its own group from its `cli.py`."""

from importlib import import_module
from importlib.util import find_spec

import click

from portal import SLICES, create_app


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """The Grassroots Portal."""
    context.obj = create_app()


def _join_slices() -> None:
    for name in ("base", *SLICES):
        if find_spec(f"portal.{name}.cli"):
            for command in import_module(f"portal.{name}.cli").commands:
                main.add_command(command)


_join_slices()
