"""A commune makes the list of its villages: what was pasted, read line by line, then written."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.base import audit, keys, text
from portal.base.db import session
from portal.base.errors import Conflict
from portal.base.language import N_, pick
from portal.units import queries, services
from portal.units.models import Unit, UnitKind, UnitLink
from portal.units.queries import Place
from portal.units.rules import AS_WRITTEN, LONGEST_NAME, MOST_VILLAGES, Level, without_kind
from portal.units.services import NewUnit

# `1. Thôn Đông`, `2) …`, `- …`: how lists stand in a Word document. `1` alone is a name.
_NUMBERING = re.compile(r"(?:\d{1,3}[.)]\s+|[-–•*+]\s+)(?=\S)")
# How the head of a column begins, folded; kinds may follow: `Tên thôn, tổ dân phố`.
_HEAD = r"(stt )?(ten( goi| don vi| cac)?|danh sach( cac| ten)?|names?( of)?|villages?( names?)?)"
# So many names, and no mark on any of them: a phone without Vietnamese letters typed them.
_BARE_LIST = 4


@dataclass(frozen=True)
class Line:
    """One village to be: its code, kind and name; `trouble` stops it, `doubt` only asks."""

    code: str
    kind: UnitKind | None
    name: str
    trouble: str | None = None
    doubt: str | None = None

    @property
    def label(self) -> str:
        """`Thôn Đông`, as it will stand in the list."""
        inline = pick(self.kind.words).replace("{name}", self.name) if self.kind else self.name
        return inline[:1].upper() + inline[1:]


@dataclass(frozen=True)
class Draft:
    """A list as it would be written."""

    commune: Place
    on: date
    lines: list[Line]
    headings: list[str]
    """Lines that are the head of a column and no village."""

    @property
    def sound(self) -> bool:
        """Whether it may be written as it stands."""
        return bool(self.lines) and not any(line.trouble for line in self.lines)

    @property
    def bare(self) -> bool:
        """Whether not one of several names carries a mark."""
        spelt = [line.name for line in self.lines if re.search("[A-Za-z]", line.name)]
        return len(spelt) >= _BARE_LIST and all(name.isascii() for name in spelt)

    @property
    def seal(self) -> str:
        """Of just these names, codes and day: what is confirmed is what was shown."""
        shown = [(line.code, line.kind.code if line.kind else "", line.name) for line in self.lines]
        return keys.digest(repr((self.commune.id, self.on, shown)), "village list")


def draft(commune: Place, names: str, kind_code: str, on: date) -> Draft:
    """Read one name a line; `kind_code` holds for all lines, or AS_WRITTEN."""
    kinds = queries.kinds(Level.VILLAGE)
    written = _lines(names)
    headings = _headings(written, kinds)
    read = [_split(line, kind_code, kinds) for line in written if line not in headings]
    standing = _standing(commune)
    taken = {_same(*one) for one in standing}
    often = Counter(_same(_code(kind), name) for kind, name in read)
    # What only its marks tell from another may be the same village.
    different = {*standing, *((_code(kind), name) for kind, name in read)}
    alike = Counter((code, text.fold(name)) for code, name in different)
    lines = []
    for number, (kind, name) in enumerate(read, _next_number(commune)):
        same = _same(_code(kind), name)
        trouble = _trouble(kind, name, same in taken, often[same] > 1, number)
        doubt = trouble or _doubt(name, kinds, alike[_code(kind), text.fold(name)] > 1)
        lines.append(Line(f"{commune.code}{number:03}", kind, name, trouble, doubt))
    return Draft(commune, on, lines, headings)


def _lines(names: str) -> list[str]:
    lines = (
        " ".join(_NUMBERING.sub("", line.strip(), count=1).split()) for line in names.split("\n")
    )
    return [line for line in lines if line]


def _headings(written: Sequence[str], kinds: Sequence[UnitKind]) -> list[str]:
    """The heads of columns: `Tên thôn`, `Thôn, tổ dân phố`, `name`; pasted pages repeat them."""
    words = "|".join(_bare_pattern(kind).replace("{name}", "").strip() for kind in kinds)
    head = re.compile(rf"{_HEAD}( ({words}))*|{words}")
    several = re.compile(rf"({words})( ({words}))+")
    return [
        line
        for line in written
        if head.fullmatch(bare := " ".join(re.sub(r"\W+", " ", text.fold(line)).split()))
        or (re.search("[,/;]", line) and several.fullmatch(bare))
    ]


def _bare_pattern(kind: UnitKind) -> str:
    return text.fold(kind.words["vi"])


def _split(line: str, kind_code: str, kinds: Sequence[UnitKind]) -> tuple[UnitKind | None, str]:
    for kind in kinds:
        name = without_kind(line, kind.words["vi"])
        if name == line and line.isascii():  # `Thon Dong`, from a phone without Vietnamese letters
            name = without_kind(line, _bare_pattern(kind))
        if kind_code == kind.code or (kind_code == AS_WRITTEN and name != line):
            return kind, name
    return None, line


def _code(kind: UnitKind | None) -> str:
    return kind.code if kind else ""


def _same(kind_code: str, name: str) -> tuple[str, str]:
    """What two entries for one village share: kind and name but for case and place of marks."""
    return kind_code, text.sort_key(name)


def _trouble(
    kind: UnitKind | None, name: str, stands: bool, twice: bool, number: int
) -> str | None:
    if kind is None:
        return N_("begins with no kind such as thôn or ấp")
    if len(name) > LONGEST_NAME:
        return N_("is longer than 120 letters")
    if stands:
        return N_("stands in the list already")
    if twice:
        return N_("is written twice")
    return N_("is one too many: 999 at most") if number > MOST_VILLAGES else None


def _doubt(name: str, kinds: Sequence[UnitKind], alike: bool) -> str | None:
    if alike:
        return N_("differs from another name by its marks only: is it the same village?")
    begins = any(without_kind(name, kind.words["vi"]) != name for kind in kinds)
    return N_("begins with another kind: is it part of the name?") if begins else None


def _standing(commune: Place) -> set[tuple[str, str]]:
    """The villages that stand, today or from a later day on."""
    statement = (
        sa.select(Unit.kind_code, Unit.name)
        .join(UnitLink, UnitLink.unit_id == Unit.id)
        .where(
            UnitLink.parent_id == commune.id, UnitLink.until_on.is_(None), Unit.closed_on.is_(None)
        )
    )
    return {(kind, name) for kind, name in session.execute(statement)}


def _next_number(commune: Place) -> int:
    """One more than the greatest number ever given: a closed village's code is not given again."""
    code = sa.func.max(Unit.code)
    given = Unit.code.between(f"{commune.code}000", f"{commune.code}999")
    greatest = session.scalar(
        sa.select(code).where(given, sa.func.length(Unit.code) == len(commune.code) + 3)
    )
    return int(greatest[-3:]) + 1 if greatest and greatest[-3:].isdigit() else 1


def write(draft: Draft, *, by: int) -> None:
    """Open the villages of a sound draft, each with a line in the audit."""
    # Two leads at once: the second waits here, and then finds the numbers taken.
    session.get_one(Unit, draft.commune.id, with_for_update=True)
    first = f"{draft.commune.code}{_next_number(draft.commune):03}"
    if not draft.sound or draft.lines[0].code != first:
        raise Conflict
    news = [
        NewUnit(line.code, line.kind.code, line.name, draft.commune.code)
        for line in draft.lines
        if line.kind
    ]
    for unit_id in services.open_units(news, on=draft.on).values():
        audit.note("units.open", f"unit:{unit_id}", by)
