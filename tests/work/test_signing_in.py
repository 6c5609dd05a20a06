"""A sign-in link works once, for a while, and only its digest is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.work.book import NOW, open_test_book

from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import SignInLink
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Role, find_actor
from crimebook.work.signing_in import (
    DESK_CHAIN,
    LINK_HOURS,
    end_sessions,
    offer_link,
    open_link,
    sign_out,
    use_link,
)

pytestmark = pytest.mark.django_db


def test_a_link_signs_in_once():
    token = offer_link(open_test_book(), at=NOW)
    assert use_link(token, at=NOW) == "operator"
    assert use_link(token, at=NOW) is None


def test_looking_at_a_link_does_not_use_it_up():
    token = offer_link(open_test_book(), at=NOW)
    assert open_link(token, at=NOW)
    assert open_link(token, at=NOW)
    assert use_link(token, at=NOW) == "operator"
    assert not open_link(token, at=NOW)


def test_an_old_link_is_over():
    token = offer_link(open_test_book(), at=NOW)
    late = NOW + timedelta(hours=LINK_HOURS)
    assert not open_link(token, at=late)
    assert use_link(token, at=late) is None


def test_a_guessed_link_is_nobody():
    open_test_book()
    assert use_link("guessed", at=NOW) is None


def test_the_token_itself_is_nowhere():
    token = offer_link(open_test_book(), at=NOW)
    link = SignInLink.objects.get()
    assert token not in link.digest
    assert all(token.encode() not in body for body in chain_of("member:operator"))


def test_coming_and_going_are_events():
    actor = open_test_book()
    use_link(offer_link(actor, at=NOW), at=NOW)
    sign_out(actor, at=NOW)
    actions = [body.split(b'"action":"')[1].split(b'"')[0] for body in chain_of("member:operator")]
    assert actions == [b"sign-in-offered", b"signed-in", b"signed-out"]


def test_a_stranger_is_no_actor():
    assert find_actor("stranger") is None


def test_all_sessions_and_links_end_at_once(client: Client):
    actor = open_test_book()
    unused, used = (offer_link(actor, at=NOW) for _ in range(2))
    use_link(used, at=NOW)
    session = client.session
    session["member"] = actor.key
    session.set_expiry(datetime.now(UTC) + timedelta(days=400))
    session.save()
    ended = end_sessions(actor, at=NOW)
    assert (ended.sessions, ended.links) == (1, 1)
    assert use_link(unused, at=NOW) is None
    assert dict(client.session) == {}
    assert b"1 sessions and 1 links ended" in chain_of(DESK_CHAIN)[-1]
    assert use_link(offer_link(actor, at=NOW), at=NOW) == "operator"


def test_only_who_may_rule_the_keys_ends_sessions():
    open_test_book()
    with pytest.raises(NotFoundError):
        end_sessions(Actor("carol", "Carol", Role.REVIEWER), at=NOW)
