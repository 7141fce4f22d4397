"""What slices offer to the whole house, without anybody importing upwards.

A slice's `hooks.py` holds plain functions with agreed names; `create_app` registers the module and
whoever stands above calls them all by name:

`menu(actor)` → Links · `banner(actor)` → sentences on every page · `desk(actor)` → Lines ·
`front()` → Blocks of the front page · `unit_blocks(place)` → Blocks of a unit's page ·
`unit_past(place, day)` → those that can show it as it stood then · `alternates()` → Alternates of
the page being read · `poster(place)` → sentences for its notice board · `sitemap()` → (path, day
of change) of public pages · `check()` → findings of `portal check` · `tick()` what the clock does ·
`units_changed(ids)` after the tree has changed · `stood_on(unit_id)` → the last day on which what
was sent says that the unit stood, or None · `petition_blocks()` → Blocks of the page where
petitions begin · `answer_path(petition_id)` → the address of its public answer, or None ·
`case_blocks(case)` → Blocks of an officer's page of one petition · `field_label(name)` → what a
box asks · `may_act(right, place)` whether the signed-in person may · `texts()` → Texts kept in the
database, for a translator · `may_serve(host)` refuses.
"""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

_modules: list[ModuleType] = []


def register(module: ModuleType) -> None:
    """Take in the hooks of one slice; order of registration is the order of answers."""
    if module not in _modules:
        _modules.append(module)


def named(name: str) -> Iterator[Callable[..., Any]]:
    """Every slice's function of this name."""
    for module in _modules:
        fn = getattr(module, name, None)
        if fn is not None:
            yield fn


def gather(name: str, *args: object) -> list[Any]:
    """All lines that the slices' functions of this name return, in one list."""
    return [line for fn in named(name) for line in fn(*args)]
