"""`portal petitions sweep` from the shell; what it erases is shown by test_sender.py."""

from click.testing import CliRunner

from portal.base.db import writing
from portal.petitions import cli, handling, retention, sender
from portal.petitions.intake import Receipt
from portal.petitions.rules import Act
from tests import make
from tests.petitions import acts
from tests.petitions.conftest import Nation


def ended(nation: Nation) -> Receipt:
    receipt = acts.send(nation.village, name="Trần Thị Mận")
    acts.by_code(receipt.code, sender.withdraw)
    return receipt


def run(*options: str) -> str:
    done = CliRunner().invoke(cli.petitions, ["sweep", *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_dry_run_says_what_would_go_and_erases_nothing(nation: Nation) -> None:
    with make.at("2026-11-02 09:00"):
        gone, held = ended(nation), ended(nation)
        acts.do(
            nation.lead,
            held.petition,
            Act.HOLD,
            lambda case: handling.hold(case, held=True, reason="Thanh tra"),
        )
    with make.at("2028-11-01 09:00"):
        assert "0 would be erased\n" in run("--dry-run")
    with make.at("2028-11-03 09:00"):
        said = run("--dry-run")
        assert f"1 would be erased: {gone.petition.number}" in said
        assert f"1 on hold, stay: {held.petition.number}" in said
        assert acts.now(gone.petition).erased_at is None
        said = run()
        assert "1 erased" in said
        assert f"1 on hold, stay: {held.petition.number}" in said
        assert acts.now(gone.petition).erased_at is not None
        assert acts.now(held.petition).erased_at is None
        assert "0 erased" in run()


def test_it_goes_on_until_all_are_erased_and_names_what_failed(nation: Nation, monkeypatch) -> None:
    with make.at("2026-11-02 09:00"):
        receipts = [ended(nation) for _ in range(5)]
    real = retention.erase

    def fails_on_the_first(petition_id: int) -> None:
        if petition_id == receipts[0].petition.id:
            raise ValueError
        real(petition_id)

    monkeypatch.setattr(retention, "erase", fails_on_the_first)
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    monkeypatch.setattr(retention.sweep, "__kwdefaults__", {"dry_run": False, "most": 2})
    with make.at("2028-12-01 09:00"):
        said = run()
        assert "4 erased" in said
        assert f"1 could not be erased: {receipts[0].petition.number}" in said
        with writing():
            assert retention.sweep().erased == []
