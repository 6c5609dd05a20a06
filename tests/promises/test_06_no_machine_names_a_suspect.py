"""Promise 6, as far as there are pages: words about actors stay mentions, and no machine resolves them."""

import secrets
from pathlib import Path

import pytest
from tests.stores.register.officers import add_posting
from tests.work.book import NOW, bring, case, file_of, match, open_test_book
from tests.work.vetting.cast import IHAR, RITA, asked, officer, open_register

from crimebook.command.involvements import Answer, Status
from crimebook.identity.vetting import Answer as VettingAnswer
from crimebook.stores.register.models import Claim, Unit
from crimebook.stores.register.queries.command import find_involvement
from crimebook.terms.errors import InvalidValueError
from crimebook.work.actors import Actor, Role
from crimebook.work.commanding.involvements import (
    GroundWish,
    InvolvementWish,
    add_ground,
    add_involvement,
    answer,
    propose,
)
from crimebook.work.reading.incidents import open_incident
from crimebook.work.reading.units import open_unit
from crimebook.work.vetting.confirming import confirm
from crimebook.work.vetting.questions import question

pytestmark = pytest.mark.django_db


def test_a_mention_that_looks_like_a_unit_is_resolved_by_nobody(tmp_path: Path):
    actor = open_test_book()
    body = {"id": "omon", "name_en": "OMON of a city", "name_be": "", "parent": "", "place": "", "note": ""}
    bring("institutions", file_of([body]), tmp_path)
    bring("cases", file_of([case("1", perpetrator_units="OMON|a major with helmet 3307")]), tmp_path)
    match(tmp_path)
    page = open_incident(actor, "a-source:1", at=NOW)
    assert [mention.unit_ref for mention in page.mentions if mention.role == "alleged_actor"] == ["", ""]
    assert [choice.value for choice in open_unit(actor, "a-source:omon", at=NOW).mentions] == ["OMON"]
    assert Unit.objects.count() == 1
    assert Claim.objects.count() == 0


def test_whoever_asks_is_told_implicated_only_on_what_two_people_saw(db: None):
    """A post, a lead and one source's word are mentions; so it is told by two, to the two."""
    open_register()
    mention = officer()
    add_posting(mention)
    lead = GroundWish(cited="a-source:1", basis="recognised")
    wish = InvolvementWish(mention_id=mention.pk, incident="a-source:1", ground=lead)
    alleged = add_involvement(IHAR, wish, at=NOW)
    assert told() is VettingAnswer.MENTIONED_ONLY
    step(alleged, Status.NAMED)
    assert told() is VettingAnswer.MENTIONED_ONLY
    add_ground(IHAR, alleged, GroundWish(cited="another:2", basis="video"), at=NOW)
    assert told() is VettingAnswer.MENTIONED_ONLY
    step(alleged, Status.CORROBORATED)
    assert told() is VettingAnswer.IMPLICATED
    add_ground(RITA, alleged, GroundWish(cited="another:2", basis="document", exculpates=True), at=NOW)
    step(alleged, Status.CLEARED)
    assert told() is VettingAnswer.CLEARED


def step(alleged: int, to: Status) -> None:
    """Let one person propose a status, who cannot confirm it, and another confirm it."""
    seen = find_involvement(alleged).last
    propose(IHAR, alleged, to, standard="reasonable_grounds", reason="", seen=seen, at=NOW)
    seen = find_involvement(alleged).last
    with pytest.raises(InvalidValueError, match="second person"):
        answer(IHAR, alleged, Answer.CONFIRMED, reason="", seen=seen, at=NOW)
    answer(RITA, alleged, Answer.CONFIRMED, reason="", seen=seen, at=NOW)


def told() -> VettingAnswer:
    """Ask the vetting question as two people do."""
    token = asked(Actor(f"one-{secrets.token_hex(4)}", "One", Role.INVESTIGATOR))
    return confirm(RITA, token, seen=question(token).seen, at=NOW).answer
