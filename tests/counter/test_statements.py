"""How often the counter's pages ask the database, however much lies there."""

import pytest

from tests import make
from tests.counter.pages import HOME, answered, at, browser, known
from tests.petitions import acts


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("clerk", "counter", 6),
        ("clerk", "new", 6),
        ("clerk", "", 6),
        ("clerk", "/tell", 6),
        ("clerk", "told", 6),
        ("clerk", "/sender", 6),
        ("province_custodian", "custody", 6),
        ("province_custodian", "/identity", 6),
        ("province_custodian", "open", 6),
        ("province_custodian", "/code", 6),
        ("clerk", "/desk", 14),
        ("province_custodian", "/desk", 14),
    ],
)
def test_a_page_asks_as_often_at_any_size(app, nation, statements, who, path, most):
    receipt, told = answered(nation), answered(nation)
    browser(app, nation.clerk).send(at(told.petition, "/tell"))
    device = browser(app, getattr(nation, who))
    if who == "province_custodian" and path in ("open", "/code"):
        reason = {"reason": "lost_code", "words": "Mất mã"}
        device.send(at(receipt.petition, "/identity"), **reason)
    place = {
        "counter": f"{HOME}/{nation.commune.code}",
        "new": f"{HOME}/{nation.commune.code}/new",
        "custody": f"{HOME}/custody",
        "told": at(told.petition, "/tell"),
        "open": at(receipt.petition, "/identity"),
        "/desk": "/desk",
    }.get(path, at(receipt.petition, path))
    counts = []
    for _ in range(2):
        device.see("/units/")  # what a process remembers of all pages is not this page's
        statements.clear()
        device.see(place)
        counts.append(len(statements))
        for _ in range(8):
            answered(nation, place=make.village(nation.commune, "Thêm"))
            known(nation.commune)
        acts.send(nation.commune)
    assert counts[0] == counts[1] <= most
