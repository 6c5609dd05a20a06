"""Promise 6: nobody is a named suspect without cited evidence, a standard of proof and two people.

Whoever writes steps past the use cases, straight into the register, gets no further: which status stands
follows from the grounds and from who said what, whenever it is read.
"""

from pathlib import Path

import pytest
from tests.exchange.partners.forces import personnel
from tests.work.book import NOW, bring, case, file_of

from crimebook.command.involvements import Answer, Status
from crimebook.stores.register.models import InvolvementStep, PersonMention
from crimebook.stores.register.queries.command import find_involvement
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.commanding.involvements import (
    GroundWish,
    InvolvementWish,
    WantingError,
    add_ground,
    add_involvement,
    answer,
    propose,
)

pytestmark = pytest.mark.django_db
SECOND = Actor("second", "Second", Role.REVIEWER)
STANDARD = "reasonable_grounds"


@pytest.fixture
def commander(tmp_path: Path) -> int:
    """Whom a list of posts calls the commander of a regiment, alleged to be involved by that post alone."""
    ensure_operator()
    bring("cases", file_of([case("1")]), tmp_path)
    bring("sfm-personnel", file_of([personnel()]), tmp_path, source="posts")
    post = GroundWish(cited="a-source:1", basis="post")
    mention = PersonMention.objects.get().pk
    wish = InvolvementWish(mention_id=mention, incident="a-source:1", ground=post, mode="commander")
    return add_involvement(operator(), wish, at=NOW)


def forge(number: int, status: Status, actor: str, second: str) -> None:
    """Write a proposal and its confirmation straight into the register."""
    said = {"involvement_id": number, "status": status.value, "standard": STANDARD, "at": NOW}
    proposal = InvolvementStep.objects.create(**said, actor=actor)
    InvolvementStep.objects.create(**said, actor=second, answer="confirmed", answers=proposal)


def status_of(number: int) -> Status:
    return find_involvement(number).standing.status


def test_a_post_alone_is_a_lead_even_where_two_people_wrote_something_else(commander: int):
    with pytest.raises(WantingError):
        propose(
            operator(),
            commander,
            Status.NAMED,
            standard=STANDARD,
            reason="",
            seen=find_involvement(commander).last,
            at=NOW,
        )
    for status in (Status.NAMED, Status.CORROBORATED, Status.READY):
        forge(commander, status, "one", "other")
    assert status_of(commander) is Status.LEAD


def test_one_person_alone_names_nobody_whatever_they_write(commander: int):
    add_ground(operator(), commander, GroundWish(cited="a-source:1", basis="video"), at=NOW)
    for test in ("effective_control", "superior_knowledge", "superior_failed"):
        add_ground(operator(), commander, GroundWish(cited="a-source:1", basis="insider", test=test), at=NOW)
    forge(commander, Status.NAMED, "one", "one")
    assert status_of(commander) is Status.LEAD
    seen = find_involvement(commander).last
    propose(operator(), commander, Status.NAMED, standard=STANDARD, reason="", seen=seen, at=NOW)
    assert status_of(commander) is Status.LEAD
    seen = find_involvement(commander).last
    answer(SECOND, commander, Answer.CONFIRMED, reason="", seen=seen, at=NOW)
    stands = find_involvement(commander).standing
    assert (stands.status, stands.standard, stands.reviewer) == (Status.NAMED, STANDARD, "second")


def test_a_superior_is_named_by_no_ground_without_those_of_the_tests(commander: int):
    add_ground(operator(), commander, GroundWish(cited="a-source:1", basis="video"), at=NOW)
    forge(commander, Status.NAMED, "one", "other")
    stands = find_involvement(commander).standing
    assert (stands.status, stands.decided) == (Status.LEAD, Status.NAMED)
    assert any("effective_control" in str(each) for each in stands.wanting)


def test_what_speaks_for_a_person_stays_with_what_is_alleged(commander: int):
    add_ground(SECOND, commander, GroundWish(cited="a-source:1", basis="document", exculpates=True), at=NOW)
    assert [each.exculpates for each in find_involvement(commander).grounds] == [False, True]
