"""A name without scripts: asked for only where custodians keep it, and sealed to nobody else."""

from typing import Any

import pytest
from tests.sealing.custodians import CUSTODY, KEYS, identity_of
from tests.zones.intake.houses import House
from tests.zones.intake.reporters import Reporter

from crimebook.sealing.envelope import body_bytes
from crimebook.sealing.shares import Aim
from crimebook.unsealing.shares import open_identity, open_share

NAME, REACH = "Name that nobody reads", "+375 00 000-00-00"
NAMED: dict[str, dict[str, Any]] = {
    "sealed_wish": {"sealed_wish": ["identity", "danger"]},
    "identity": {"identity.name": NAME, "identity.reach": ""},
    "danger_contact": {"danger_contact.reach": REACH},
}


@pytest.fixture
def kept(house: House) -> House:
    """A house whose manifest names custodians."""
    house.name_custodians(CUSTODY)
    return house


def test_without_custodians_the_page_says_so_and_asks_for_no_name(reporter: Reporter, house: House):
    reporter.begin().walk(to="identity_not_asked")
    assert "no custodians now" in reporter.page
    reporter.walk().send()
    (body,) = house.reports()
    assert (body.identity, body.danger) == (None, None)
    assert not {"sealed_wish", "identity"} & set(body.answers)


def test_a_name_leaves_the_body_and_three_custodians_open_it(reporter: Reporter, kept: House):
    reporter.begin().walk(**NAMED)
    assert NAME in reporter.page
    reporter.send()
    (body,) = kept.reports()
    content = body_bytes(body).decode()
    assert NAME not in content
    assert REACH not in content
    assert body.answers["sealed_wish"] == ["identity", "danger"]
    for aim, said in (
        (Aim.IDENTITY, {"identity": {"name": NAME}}),
        (Aim.DANGER, {"danger_contact": {"reach": REACH}}),
    ):
        sealed = identity_of(body, aim)
        shares = [open_share(sealed.header, index, KEYS[index]) for index in (1, 5, 8)]
        assert open_identity(sealed, shares[: sealed.header.needed]).said == said


def test_who_wants_to_leave_nothing_is_asked_nothing_more(reporter: Reporter, kept: House):
    reporter.begin().walk(sealed_wish={"sealed_wish": ["nothing"]}).send()
    (body,) = kept.reports()
    assert (body.identity, body.danger) == (None, None)


def test_a_name_that_was_left_out_after_all_is_not_sealed(reporter: Reporter, kept: House):
    reporter.begin().walk(**NAMED)
    reporter.press("change:sealed_wish").answer({"sealed_wish": ["nothing"]}).walk().send()
    (body,) = kept.reports()
    assert (body.identity, body.danger) == (None, None)


def test_a_name_does_not_outlive_the_custodians_that_were_to_keep_it(reporter: Reporter, kept: House):
    reporter.begin().walk(**NAMED)
    kept.name_nobody()
    reporter.press("words")
    assert reporter.at == "identity_not_asked"
    reporter.walk().send()
    (body,) = kept.reports()
    assert (body.identity, body.danger) == (None, None)
    assert NAME not in body_bytes(body).decode()
