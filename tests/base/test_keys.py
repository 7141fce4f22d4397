import pytest
from itsdangerous import BadSignature

from portal.base import keys
from portal.base.db import session, writing
from portal.base.keys import WrongKey


@pytest.fixture
def own_keys():
    """The test's own secrets; the run's come back afterwards."""
    kept = keys._secret.decode(), keys._code.decode()
    keys.use("secret " * 5, "code " * 8)
    yield
    keys.use(*kept)


@pytest.mark.usefixtures("own_keys")
def test_a_signature_for_one_purpose_is_no_other_s():
    token = keys.signer("form").dumps("session 1")
    assert keys.signer("form").loads(token) == "session 1"
    with pytest.raises(BadSignature):
        keys.signer("language").loads(token)


@pytest.mark.usefixtures("own_keys")
def test_a_new_secret_key_ends_open_forms_and_leaves_codes_alone():
    token, code = keys.signer("form").dumps("x"), keys.digest("0123", "petition")
    keys.use("another secret", "code " * 8)
    with pytest.raises(BadSignature):
        keys.signer("form").loads(token)
    assert keys.digest("0123", "petition") == code


@pytest.mark.usefixtures("own_keys")
def test_digests_differ_by_text_purpose_and_key():
    digests = {
        keys.digest("a", "once"),
        keys.digest("b", "once"),
        keys.digest("a", "session"),
        keys.digest("a", "derive:once"),
    }
    keys.use("secret " * 5, "another code key")
    digests.add(keys.digest("a", "once"))
    assert len(digests) == 5
    assert {len(one) for one in digests} == {64}


@pytest.mark.usefixtures("own_keys")
def test_what_is_derived_can_be_derived_again_and_is_not_what_is_stored():
    assert keys.derive("a", "petition") == keys.derive("a", "petition") < 2**256
    assert keys.derive("a", "petition") != int(keys.digest("a", "petition"), 16)


def test_a_secret_made_on_the_first_run_stays_and_is_its_owner_s(tmp_path):
    made = keys.kept_in(tmp_path / "instance", "code.key")
    assert keys.kept_in(tmp_path / "instance", "code.key") == made
    assert len(made) == 64
    assert (tmp_path / "instance" / "code.key").stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("own_keys")
def test_a_database_refuses_to_start_with_another_code_key(both):
    for _ in range(2):
        with writing():
            keys.check_fingerprint()
    keys.use("secret " * 5, "another code key")
    with pytest.raises(WrongKey, match="PORTAL_CODE_KEY"), writing():
        keys.check_fingerprint()
    session.rollback()
