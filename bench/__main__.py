"""`python -m bench [TABLE …] [--scale …] [--petitions N]`: rollup, submits, pages, news, …"""

import gc

import click

from bench import answers, news, pages, petitions, rollup, submits, themes, voices
from bench.rounds import console
from portal import create_app
from portal.accounts import passwords
from portal.home.seed import SCALES

TABLES = ("rollup", "submits", "pages", "news", "petitions", "answers", "themes")


@click.command()
@click.argument("tables", nargs=-1, type=click.Choice(TABLES))
@click.option("--scale", type=click.Choice(SCALES), default="nation", show_default=True)
@click.option("--petitions", "number", default=voices.PETITIONS, show_default=True)
def bench(tables: tuple[str, ...], scale: str, number: int) -> None:
    """Measure beside references taken in the same run; about a quarter of an hour for all."""
    app = create_app()
    gc.freeze()  # as `serve` does
    passwords.use_cheap_parameters()
    for name in tables or TABLES:
        if name == "rollup":
            console.print(rollup.measure(scale))
        elif name == "submits":
            console.print(submits.measure())
        elif name == "news":
            for made in news.measure(app):
                console.print(made)
        elif name == "themes":
            for made in themes.measure():
                console.print(made)
        elif name == "petitions":
            for made in petitions.measure(app, number):
                console.print(made)
        elif name == "answers":
            console.print(answers.measure(app, number))
        else:
            for made in pages.measure(scale):
                console.print(made)


bench()
