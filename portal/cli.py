"""The `portal` command. Each slice may add its own group from its `cli.py`."""

from importlib import import_module
from importlib.util import find_spec

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from portal import SLICES, create_app
from portal.base.errors import PortalError
from portal.base.language import gettext


class Commands(click.Group):
    """Faults that are the operator's to mend are one sentence, not a traceback."""

    def invoke(self, context: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(context)
        except PortalError as refusal:
            raise click.ClickException(gettext(refusal.message, **refusal.values)) from refusal
        except (OperationalError, ProgrammingError) as fault:
            raise click.ClickException(
                f"The database does not answer or is not migrated (portal migrate): {fault.orig}"
            ) from fault
        except OSError as fault:
            raise click.ClickException(str(fault)) from fault


@click.group(cls=Commands)
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
