"""The team: somebody is added once, by who may, under a name that events can bear."""

import pytest
from tests.work.book import NOW

from crimebook.stores.register.events import signed_chain_of
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Role, ensure_operator, find_actor, operator
from crimebook.work.signing_in import offer_link_to, use_link
from crimebook.work.teaming import add_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _book(db: None) -> None:
    ensure_operator()


def add(key: str = "rita", name: str = "Rita") -> None:
    add_member(operator(), key, name, Role.REVIEWER, at=NOW)


def test_who_was_added_signs_in_by_a_link_and_both_are_told():
    add()
    assert find_actor("rita") == Actor("rita", "Rita", Role.REVIEWER)
    token = offer_link_to(operator(), "rita", at=NOW)
    assert use_link(token, at=NOW) == "rita"
    told = [(each.event.deed.action, each.event.deed.actor) for each in signed_chain_of("member:rita")]
    assert told == [("created", "operator"), ("sign-in-offered", "operator"), ("signed-in", "rita")]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("Rita", "x"),
        ("", "x"),
        ("a:b", "x"),
        ("program", "x"),
        ("operator", "x"),
        ("ok", " "),
        ("ok", "\u202e"),
    ],
)
def test_a_name_that_events_cannot_bear_is_refused(key: str, name: str):
    with pytest.raises(InvalidValueError):
        add(key, name)


def test_nobody_is_added_twice_and_only_by_who_may():
    add()
    with pytest.raises(InvalidValueError):
        add()
    ihar = Actor("ihar", "Ihar", Role.INVESTIGATOR)
    for call in (
        lambda: add_member(ihar, "olha", "Olha", Role.REGISTRAR, at=NOW),
        lambda: offer_link_to(ihar, "rita", at=NOW),
        lambda: offer_link_to(operator(), "nobody", at=NOW),
    ):
        with pytest.raises(NotFoundError):
            call()
