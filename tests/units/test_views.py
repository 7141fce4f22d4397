import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from portal.accounts.models import SignIn
from portal.accounts.rules import Role
from portal.base import clock, formats, keys, language, pagecache
from portal.base.db import session, writing
from portal.base.web import Portal
from portal.units import hooks, office, queries, services
from portal.units.models import Unit
from portal.units.queries import Place
from portal.units.services import NewUnit
from tests import make
from tests.asked import statements
from tests.browser import Browser
from tests.sheets import xlsx


def lead_of(browser: Browser, commune: Place) -> str:
    """Sign its lead in; the address of the commune's list."""
    browser.enter(make.officer(commune, Role.LEAD))
    return f"/en/units/{commune.code}/villages"


# The public pages.


def test_the_first_page_names_the_provinces(nation: Portal) -> None:
    page = Browser(nation).see("/units/")
    links = [str(link.get("href")) for link in page.all("a")]
    assert sum(1 for link in links if re.fullmatch(r"(/en)?/units/\d\d", link)) == 34


@pytest.mark.parametrize("typed", ["tan tien", "Tân Tiến", "Ta\u0302n Tie\u0302\u0301n"])
def test_each_answer_of_a_search_names_its_province(nation: Portal, typed: str) -> None:
    page = Browser(nation).see(f"/units/?q={quote(typed)}")
    answers = [item for item in page.all("li") if "Tân Tiến" in "".join(item.itertext())]
    provinces = {"".join(item.itertext()).partition("Tiến")[2].strip() for item in answers}
    assert len(provinces) == 8  # seven communes and a ward
    assert all(provinces)


def test_a_search_without_answer_says_what_to_try(nation: Portal) -> None:
    page = Browser(nation).see("/en/units/?q=zzz")
    assert "No unit is found" in page.text


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "page=0", "page=99999", "q=a&page=-1", "q="]
)
def test_odd_questions_are_answered(nation: Portal, query: str) -> None:
    Browser(nation).see(f"/units/?{query}")


def test_long_answers_are_paged(nation: Portal) -> None:
    browser = Browser(nation)
    first = browser.see("/en/units/?q=tan&page=1")
    second = browser.see(str(first.one("a", rel="next").get("href")))
    assert second.one("a", rel="prev").get("href") == "/en/units/?q=tan&page=1"


def test_a_unit_shows_the_way_up_and_what_stands_below(nation: Portal) -> None:
    browser = Browser(nation)
    page = browser.see("/en/units/24")
    assert "(99)" in page.text
    assert len(page.all("li")) == 20
    last = browser.see("/en/units/24?page=5")
    assert len(last.all("li")) == 19
    assert not last.all("a", rel="next")
    assert browser.see("/en/units/07210").one("a", href="/en/units/24") is not None


def test_the_offices_number_can_be_called(app: Portal, browser: Browser) -> None:
    commune = make.commune()
    with writing():
        session.get_one(Unit, commune.id).phone = "0222 3812 345"
    assert browser.see(f"/units/{commune.code}").all("a", href="tel:02223812345")


def test_an_old_day_shows_the_unit_of_that_day(app: Portal, browser: Browser) -> None:
    village = make.village()
    commune = village.parent
    assert commune is not None
    with writing():
        services.close_unit(session.get_one(Unit, village.id), on=make.LONG_AGO + timedelta(9))
    assert "Đông" in browser.see(f"/units/{commune.code}@2025-07-05").text
    assert "Đông" not in browser.see(f"/units/{commune.code}").text
    assert "09/07/2025" in browser.see(f"/en/units/{village.code}").text
    browser.see(f"/units/{village.code}@2025-07-10", 404)


@pytest.mark.parametrize(
    "path", ["99", "coverages", "24@2025-02-30", "24@2020-01-01", "24@x", "1/2"]
)
def test_what_never_was_is_not_found(nation: Portal, path: str) -> None:
    Browser(nation).see(f"/units/{path}", 404)


@pytest.mark.parametrize(
    "path", ["/units/", "/units/?q=tan+tien", "/units/24", "/units/24@2025-08-01"]
)
def test_public_pages_carry_no_token_and_may_be_kept(nation: Portal, path: str) -> None:
    browser = Browser(nation)
    assert "csrf_token" not in browser.see(path).html
    assert "public" in browser.response.headers["Cache-Control"]
    assert "Set-Cookie" not in browser.response.headers


# A commune makes its list.


def test_a_list_is_looked_at_then_saved(app: Portal, browser: Browser) -> None:
    commune = make.commune()
    lists = lead_of(browser, commune)
    page = browser.send(
        f"{lists}/new", 200, button="preview", names="1. Thôn Đông\nTây", kind="thon"
    )
    assert f"{commune.code}001" in page.text
    assert queries.listed(commune) == []
    session.remove()
    browser.post(f"{lists}/new", {**page.fields(), "button": "confirm"})
    page = browser.follow()
    assert "The villages stand in the list." in page.text
    assert [unit.label for unit in queries.listed(commune)] == ["Thôn Đông", "Thôn Tây"]
    assert hooks.check() == []


def test_saving_twice_saves_once(app: Portal, browser: Browser) -> None:
    commune = make.commune()
    lists = lead_of(browser, commune)
    page = browser.send(f"{lists}/new", 200, button="preview", names="Đông", kind="thon")
    fields = {**page.fields(), "button": "confirm"}
    browser.post(f"{lists}/new", fields)
    browser.post(f"{lists}/new", fields)
    assert len(queries.listed(commune)) == 1


def test_going_back_and_mending_a_line_needs_no_new_form(app: Portal, browser: Browser) -> None:
    lists = lead_of(browser, make.commune())
    fields = {**browser.see(f"{lists}/new").fields(), "button": "preview"}
    browser.post(f"{lists}/new", {**fields, "names": "Đôgn"}, 200)
    browser.post(f"{lists}/new", {**fields, "names": "Đông"}, 200)


def test_what_was_not_looked_at_is_not_saved(app: Portal, browser: Browser) -> None:
    commune = make.commune()
    lists = lead_of(browser, commune)
    page = browser.send(f"{lists}/new", 200, button="preview", names="Đông", kind="thon")
    changed = {**page.fields(), "names": "Đông\nTây", "button": "confirm"}
    page = browser.post(f"{lists}/new", changed, 200)
    assert "2 villages will stand" in page.text
    assert queries.listed(commune) == []
    session.remove()
    browser.post(f"{lists}/new", {**changed, "seal": "", "once": "x" * 22}, 200)


def test_names_twice_or_standing_already_must_be_mended(app: Portal, browser: Browser) -> None:
    village = make.village()
    commune = village.parent
    assert commune is not None
    lists = lead_of(browser, commune)
    page = browser.send(
        f"{lists}/new", 422, button="confirm", names="Đông\nTây\nThôn Tây", kind="thon"
    )
    assert "stands in the list already" in page.text
    assert page.text.count("is written twice") == 2
    assert not page.all("button", value="confirm")
    assert len(queries.listed(commune)) == 1


def test_an_excel_fills_the_list(app: Portal, browser: Browser) -> None:
    lists = lead_of(browser, make.commune())
    file = (BytesIO(xlsx([["Thôn Đông"], ["Tây"], [3]])), "ds.xlsx")
    page = browser.send(f"{lists}/new", 200, button="preview", names="Nam", kind="thon", file=file)
    assert "4 villages will stand" in page.text
    browser.post(f"{lists}/new", {**page.fields(), "button": "confirm"})


def test_a_files_heading_is_left_out_and_named(app: Portal, browser: Browser) -> None:
    commune = make.commune()
    lists = lead_of(browser, commune)
    file = (BytesIO("\ufeffTên thôn\r\nĐông\r\nTây\r\n".encode()), "ds.csv")
    page = browser.send(f"{lists}/new", 200, button="preview", kind="thon", file=file)
    assert "Left out as the heading of a column: “Tên thôn”." in page.text
    browser.post(f"{lists}/new", {**page.fields(), "button": "confirm"})
    assert [unit.name for unit in queries.listed(commune)] == ["Đông", "Tây"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (xlsx([["1", "Đông"]]), "The list has more than 1 columns."),
        (xlsx([[f"Thôn {n}"] for n in range(10_000)]), "The list has more than 500 rows."),
        (b"\x89PNG\r\n\x1a\n\0", "This is not an Excel file (.xlsx) or a CSV in UTF-8."),
        (xlsx([["Đông"]], xl__styles=" " * 60_000_000), "unpacks to more than a list holds."),
        (b"PK\x03\x04broken", "This is not an Excel file (.xlsx) or a CSV in UTF-8."),
    ],
)
def test_a_bad_file_is_refused_beside_its_field_and_the_names_stay(
    app: Portal, browser: Browser, content: bytes, sentence: str
) -> None:
    lists = lead_of(browser, make.commune())
    file = (BytesIO(content), "ds.xlsx")
    page = browser.send(f"{lists}/new", 422, button="preview", names="Nam", kind="thon", file=file)
    assert sentence in page.text
    assert page.fields()["names"] == "Nam"


def test_a_file_beyond_two_megabytes_is_refused(app: Portal, browser: Browser) -> None:
    lists = lead_of(browser, make.commune())
    file = (BytesIO(b"x" * 3_000_000), "ds.csv")
    browser.send(f"{lists}/new", 413, button="preview", kind="thon", file=file)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"names": " "}, "Please write at least one name."),
        ({"names": "\n".join(map(str, range(501)))}, "500 names at a time"),
        ({"names": "M\x07i"}, "This text holds characters that cannot be kept."),
        ({"kind": "ward"}, "Not a valid choice."),
        ({"day": "31", "month": "2"}, "There is no such day."),
        ({"year": "99999999999999999999"}, "There is no such day."),
        ({"year": "2025"}, "The earliest day is Monday of last week"),
        ({"year": "2062"}, "This day is more than a year ahead."),
        ({"day": ""}, "This field is required."),
    ],
)
def test_a_slip_is_said_and_what_was_typed_stays(
    app: Portal, browser: Browser, typed: dict[str, str], sentence: str
) -> None:
    lists = lead_of(browser, make.commune())
    fields = {"names": "Đông", "kind": "thon", "button": "preview", **typed}
    page = browser.send(f"{lists}/new", 422, **fields)
    assert sentence in page.text
    assert page.fields()["names"].replace("\ufffd", "\x07").strip() == fields["names"].strip()


def test_five_hundred_names_fit_on_the_page(app: Portal, browser: Browser) -> None:
    lists = lead_of(browser, make.commune())
    names = "\n".join(f"Khu {n} Hồng Hà" for n in range(500))
    browser.send(f"{lists}/new", 200, button="preview", names=names, kind="to_dan_pho")


def test_the_commune_states_how_many_it_has_and_0_is_an_answer(
    app: Portal, browser: Browser
) -> None:
    commune = make.commune()
    lists = lead_of(browser, commune)
    assert "not stated yet" in browser.see(lists).text
    browser.send(lists, number="0")
    assert "0 in the list of 0 stated" in browser.follow().text
    browser.send(lists, 422, number="1000")
    said = browser.send(lists, 422, number="nhiều")
    assert len(said.all("strong", class_="error")) == 1
    assert said.fields()["number"] == "nhiều"
    browser.send(lists, 422, number="-1")
    assert queries.stated_children(commune.id) == 0


def written(browser: Browser) -> tuple[Place, str]:
    commune = make.commune()
    lists = lead_of(browser, commune)
    page = browser.send(f"{lists}/new", 200, button="preview", names="Đôgn", kind="thon")
    browser.post(f"{lists}/new", {**page.fields(), "button": "confirm"})
    return commune, f"{lists}/{commune.code}001"


def test_a_typing_error_is_mended_on_its_day(app: Portal, browser: Browser) -> None:
    commune, address = written(browser)
    browser.send(address, 422, name=" ", button="correct")
    browser.send(address, name="Thôn Đông", button="correct")
    assert "The name is corrected." in browser.follow().text
    assert [unit.name for unit in queries.listed(commune)] == ["Đông"]
    session.remove()
    with clock.at(clock.now() + timedelta(days=1)):
        assert not browser.see(address).all("input", name="name")
        fields = {**browser.see(address).fields(), "name": "Tây", "button": "correct"}
        browser.post(address, fields, 422)


def test_a_name_cannot_be_mended_into_one_that_stands(app: Portal, browser: Browser) -> None:
    commune, address = written(browser)
    make.village(commune, "Đông")
    again = browser.send(address, 409, name="Đông", button="correct")
    assert again.fields()["name"] == "Đông"
    assert again.one("strong", id="name-error") is not None


def test_a_village_entered_by_mistake_is_closed(app: Portal, browser: Browser) -> None:
    commune, address = written(browser)
    browser.send(address, button="withdraw")
    assert "The village is closed." in browser.follow().text
    browser.see(address, 404)
    assert queries.listed(commune) == []
    assert hooks.check() == []


def test_a_village_with_an_account_is_left_to_a_reform(app: Portal, browser: Browser) -> None:
    _, address = written(browser)
    fields = {**browser.see(address).fields(), "button": "withdraw"}
    village = queries.place(address.rpartition("/")[2])
    assert village is not None
    session.remove()
    make.officer(village)
    assert not browser.see(address).all("form", method="post")
    browser.post(address, fields, 422)


@pytest.mark.parametrize("tail", ["/villages", "/villages/new", "/villages/{village}"])
@pytest.mark.parametrize(
    ("role", "where"),
    [
        (Role.CLERK, "commune"),
        (Role.VIEWER, "commune"),
        (Role.ADMIN, "province"),
        (Role.LEAD, "province"),
        (Role.LEAD, "centre"),
        (Role.LEAD, "village"),
        (Role.LEAD, "other"),
    ],
)
def test_nobody_but_its_own_lead_meets_a_communes_list(
    app: Portal, browser: Browser, role: Role, where: str, tail: str
) -> None:
    village = make.village()
    commune, province, centre = village.parents
    other = make.commune(province, "Tân An")
    places = {"commune": commune, "province": province, "centre": centre, "other": other}
    browser.enter(make.officer(places.get(where, village), role))
    path = f"/en/units/{commune.code}" + tail.format(village=village.code)
    refused = browser.see(path, 404).text
    assert refused == browser.see("/en/units/NEVER/villages", 404).text
    form = {"csrf_token": _token(browser, app), "once": "x" * 22, "number": "3"}
    browser.post(path, form, 404)
    assert queries.stated_children(commune.id) is None


def _token(browser: Browser, app: Portal) -> str:
    """A form of the browser's own, which it may send anywhere."""
    number = session.scalar(sa.select(sa.func.max(SignIn.id)))
    session.remove()
    return keys.signer("form").dumps(f"session {number}")


def test_strangers_are_asked_to_sign_in(app: Portal, browser: Browser) -> None:
    commune = make.commune()
    for tail in ("villages", "villages/new", "coverage"):
        browser.see(f"/units/{commune.code}/{tail}", 303)
        assert "/login?next=" in str(browser.response.location)
    browser.see("/units/coverage", 303)


# Coverage.


def test_the_centre_drills_down_to_a_province(nation: Portal) -> None:
    browser = Browser(nation)
    centre = queries.place("TW")
    assert centre is not None
    session.remove()
    browser.enter(make.officer(centre, Role.VIEWER))
    page = browser.see("/en/units/coverage")
    assert "0/3,321 (0 %)" in page.text
    assert len(page.all("tr")) == 35
    assert page.all("a", href="/en/units/24/coverage")
    assert "An Lạc" in browser.see("/en/units/24/coverage").text
    missing = browser.see("/en/units/TW/coverage?missing=1")
    assert len(missing.all("li")) == 20
    assert browser.see(str(missing.one("a", rel="next").get("href"))).all("a", rel="prev")


def test_percentages_have_two_decimals(app: Portal, browser: Browser) -> None:
    province = make.province()
    communes = [make.commune(province, f"Tân {n}") for n in range(3)]
    make.village(communes[0])
    browser.enter(make.officer(province))
    assert "1/3 (33.33 %)" in browser.see("/en/units/coverage").text


def test_more_villages_than_stated_are_named_and_never_above_100_per_cent(
    app: Portal, browser: Browser
) -> None:
    commune = make.commune()
    for number in range(26):
        make.village(commune, str(number))
    lists = lead_of(browser, commune)
    browser.send(lists, number=3)
    own = browser.see(lists).text
    assert "26 in the list of 3 stated: 100 %." in own
    assert "23 more than stated" in own
    page = browser.see("/en/units/coverage").text
    assert "3/3 (100 %)" in page
    assert "More than stated: 23" in page
    assert "23 more than stated" in page
    assert "866" not in page


def test_one_village_short_of_the_nation_is_not_all_of_it(app: Portal) -> None:
    with language.speaking("en"):
        assert formats.percent(90_499, 90_500) == "99.99\u00a0%"
        assert formats.percent(90_500, 90_500) == "100\u00a0%"
        assert formats.percent(0, 0) == "–"


def test_coverage_ends_at_the_officers_own_unit(app: Portal, browser: Browser) -> None:
    village = make.village()
    commune, province, centre = village.parents
    browser.enter(make.officer(commune))
    page = browser.see("/en/units/coverage")
    assert "Number not stated" in page.text
    assert not page.all("a", href=f"/en/units/{province.code}/coverage")
    for place in (province, centre, village):
        browser.see(f"/units/{place.code}/coverage", 404)


def test_a_village_officer_has_no_coverage(app: Portal, browser: Browser) -> None:
    browser.enter(make.officer(make.village()))
    browser.see("/units/coverage", 404)


# Statements.


def grow(communes: int, villages: int) -> None:
    """Villages in the first communes of Bắc Ninh."""
    with writing():
        services.ensure_kinds()
        province = queries.place("24")
        assert province is not None
        for commune in queries.children(province, limit=communes):
            news = [
                NewUnit(f"{commune.code}{n:03}", "thon", f"Thôn {n}", commune.code)
                for n in range(1, villages + 1)
            ]
            services.open_units(news, on=make.LONG_AGO)


@pytest.mark.parametrize(
    ("path", "where", "role"),
    [
        ("/units/", "TW", Role.VIEWER),
        ("/units/?q=tan+tien", "TW", Role.VIEWER),
        ("/units/?q=1", "TW", Role.VIEWER),
        ("/units/coverage", "TW", Role.VIEWER),
        ("/units/coverage", "24", Role.VIEWER),
        ("/units/TW/coverage?missing=1", "TW", Role.VIEWER),
        ("/units/07210/coverage", "07210", Role.CLERK),
        ("/units/07210/villages", "07210", Role.LEAD),
        ("/units/07210/villages/new", "07210", Role.LEAD),
        ("/units/07210/villages/07210001", "07210", Role.LEAD),
    ],
)
def test_a_page_asks_at_most_six_times_at_any_size(
    nation: Portal, path: str, where: str, role: Role
) -> None:
    assert asked_twice(nation, path, where, role) <= 6


@pytest.mark.parametrize(
    ("path", "where", "role"),
    [("/units/24", "TW", Role.VIEWER), ("/units/07210", "07210", Role.LEAD)],
)
def test_a_units_page_asks_at_most_fourteen_times_at_any_size(
    nation: Portal, path: str, where: str, role: Role
) -> None:
    make.weekly()
    with writing():
        for code in ("24", "07210"):
            place = queries.place(code)
            assert place is not None
            office.describe(place.id, office.Office("113", "Chợ", "7:30", shows_figures=True), by=1)
    assert asked_twice(nation, path, where, role) <= 14


def asked_twice(nation: Portal, path: str, where: str, role: Role) -> int:
    """How often the database is asked for a page, as often with 140 villages more."""
    place = queries.place(where)
    assert place is not None
    session.remove()
    grow(3, 1)
    browser = Browser(nation).enter(make.officer(place, role))
    browser.see("/units/")  # the first page of an hour notes that the session was seen
    counts = []
    for _ in range(2):
        pagecache.forget()
        with statements() as asked:
            browser.see(path)
        counts.append(len(asked))
        if len(counts) == 1:
            with writing():
                commune = queries.place("07210")
                assert commune is not None
                services.open_units(
                    [NewUnit(f"07210{n:03}", "ap", str(n), "07210") for n in range(500, 640)],
                    on=make.LONG_AGO,
                )
    assert counts[0] == counts[1]
    return counts[0]


def test_pages_hold_their_bytes_in_every_language(nation: Portal) -> None:
    grow(3, 120)
    commune = queries.place("07210")
    assert commune is not None
    session.remove()
    account = make.officer(commune, Role.LEAD)
    seen = [
        Browser(nation, language).enter(account).see(path)
        for language in ("vi", "en", "hi")
        for path in ("/units/", "/units/?q=tan", "/units/24", "/units/07210/villages")
    ]
    assert {page.root.get("lang") for page in seen} == {"vi", "en", "hi"}
