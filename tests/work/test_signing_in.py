"""A sign-in link works once, for a while, and only its digest is kept."""

from datetime import timedelta

import pytest
from tests.work.book import NOW, open_test_book

from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import SignInLink
from crimebook.work.actors import find_actor
from crimebook.work.signing_in import LINK_HOURS, offer_link, open_link, sign_out, use_link

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
