"""How numbers, days and instants are written, and what every template may use.

Babel writes them; a number once written in a language is remembered, since a page of 168 communes
holds thousands.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from babel import Locale, numbers
from flask import Flask, request
from flask_babel import Babel, format_date

from portal.base import clock, language, markup, text, web
from portal.base.period import Frequency, Period


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@lru_cache(maxsize=50_000)
def _number(value: int, code: str) -> str:
    return str(numbers.format_decimal(value, locale=_locale(code)))


def count(value: int | None) -> str:
    """A whole number with thousands marks; `–` for none."""
    return "–" if value is None else _number(value, language.current())


def decimal(value: float | None, places: int = 2) -> str:
    """A number with this many decimals at the most; `–` for none."""
    if value is None:
        return "–"
    pattern = "#,##0." + "#" * places
    return str(numbers.format_decimal(value, pattern, locale=_locale(language.current())))


def amount(value: float | None) -> str:
    """A figure that may be whole or not; `–` for none."""
    return count(value) if isinstance(value, int) else decimal(value)


def polyline(points: Sequence[tuple[object, float | None]], width: int, height: int) -> str:
    """The `points` of an SVG line through the known values, 2 pixels from every edge."""
    values = [value for _, value in points if value is not None]
    low, span = min(values), (max(values) - min(values)) or 1
    step = (width - 4) / max(1, len(points) - 1)
    return " ".join(
        f"{2 + n * step:.0f},{height - 2 - (value - low) / span * (height - 4):.0f}"
        for n, (_, value) in enumerate(points)
        if value is not None
    )


def percent(part: int, whole: int) -> str:
    """A share with two decimals, `88,46 %`; `–` of nothing, and `100 %` of the whole only."""
    if not whole:
        return "–"
    hundredths = round(10_000 * part / whole)
    # 90,499 of 90,500 villages are not all of them.
    return _share(min(hundredths, 9_999) if part < whole else hundredths, language.current())


@lru_cache(maxsize=50_000)
def _share(hundredths: int, code: str) -> str:
    share = numbers.format_decimal(hundredths / 100, "#,##0.##", _locale(code))
    return f"{share}\u00a0%"


def day(value: date) -> str:
    """17/08/2026, in every language."""
    return str(format_date(value, "dd/MM/yyyy"))


def moment(instant: datetime) -> str:
    """An instant on the installation's wall clock: `16/11 10:00`, with the year if not this one."""
    here = clock.local(instant)
    year = "" if here.year == clock.today().year else f"/{here.year}"
    return f"{here.day}/{here.month}{year} {here:%H:%M}"


def days(period: Period) -> str:
    """First and last day of a period: `17/8–23/8/2026`."""
    first, last = period.first, period.last
    year = "" if first.year == last.year else f"/{first.year}"
    return f"{first.day}/{first.month}{year}–{last.day}/{last.month}/{last.year}"


def period_name(period: Period) -> str:
    """A period as people call it; a week never without its days: `Tuần 34 (17/8–23/8/2026)`."""
    if period.frequency is Frequency.WEEKLY:
        week = language.gettext("Week %(number)s", number=period.number)
        return f"{week} ({days(period)})"
    names = {
        Frequency.MONTHLY: language.N_("Month %(number)s/%(year)s"),
        Frequency.QUARTERLY: language.N_("Quarter %(number)s/%(year)s"),
        Frequency.YEARLY: language.N_("Year %(year)s"),
        Frequency.ONCE: language.N_("Once"),
    }
    return language.gettext(names[period.frequency], number=period.number, year=period.first.year)


FILTERS = (
    text.dial, count, decimal, amount, polyline, percent, day, moment, days, period_name,
    markup.marked_up, markup.summary,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Bind words, filters and addresses into the templates once."""
    Babel(app, locale_selector=language.current, timezone_selector=lambda: str(clock.zone()))
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    installer: Any = env
    installer.install_gettext_callables(language.gettext, language.plural, newstyle=True)
    env.filters.update({fn.__name__: fn for fn in FILTERS})
    env.globals.update(form_token=web.form_token, form_key=web.form_key)
    env.filters["kept_words"] = web.kept_words
    env.filters["pick"] = language.pick
    env.globals.update(pick=language.pick, spoken=language.spoken, LANGUAGES=language.LANGUAGES)
    app.context_processor(_about_this_request)


def _about_this_request() -> dict[str, object]:
    return {"root": request.script_root, "lang": language.current()}
