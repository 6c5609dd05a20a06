from collections.abc import Callable
from pathlib import Path

import pytest
from tests.stores.register.officers import add_officer
from tests.work import book

from crimebook.command.involvements import Answer, Status
from crimebook.stores.register.members import ensure_member
from crimebook.stores.register.models import (
    Citation,
    CustodyEvent,
    Involvement,
    InvolvementGround,
    InvolvementStep,
    Source,
)
from crimebook.stores.register.persons import standing_around
from crimebook.stores.register.queries.command import find_involvement, involvements_in
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.commanding.involvements import (
    GroundWish,
    InvolvementWish,
    SaidMeanwhileError,
    WantingError,
    WishError,
    add_ground,
    add_involvement,
    answer,
    propose,
)

NOW = book.NOW
SECOND = Actor("second", "Second", Role.REVIEWER)
SAW = GroundWish(cited="a-source:1", basis="recognised", words="knew him by his helmet")


@pytest.fixture
def lead(tmp_path: Path, db: None) -> int:
    """An allegation on one ground, in a book with two sources."""
    ensure_operator()
    ensure_member(SECOND.key, SECOND.name, SECOND.role)
    book.bring("cases", book.file_of([book.case("1")]), tmp_path)
    book.bring("cases", book.file_of([book.case("2", time_text="23:00")]), tmp_path, source="another")
    wish = InvolvementWish(mention_id=add_officer().pk, incident="a-source:1", ground=SAW, degree="direct")
    return add_involvement(operator(), wish, at=NOW)


def last(number: int) -> int:
    return find_involvement(number).last


def move(
    number: int, status: Status, standard: str = "reasonable_grounds", actor: Actor | None = None
) -> Status:
    who = actor or operator()
    return propose(who, number, status, standard=standard, reason="", seen=last(number), at=NOW)


def confirm(number: int, actor: Actor = SECOND, says: Answer = Answer.CONFIRMED) -> Status:
    return answer(actor, number, says, reason="", seen=last(number), at=NOW)


def test_an_allegation_is_a_lead_with_its_ground_and_makes_its_mention_a_suspects(lead: int):
    row = find_involvement(lead)
    assert (row.standing.status, row.incident_ref, row.degree) == (Status.LEAD, "a-source:1", "direct")
    assert [(each.basis, each.citation.ref) for each in row.grounds] == [("recognised", "a-source:1")]
    assert standing_around([row.mention_id]).suspects == {row.mention_id}
    assert involvements_in(row.incident_id) == (row,)


def test_a_second_person_names_and_the_first_does_not(lead: int):
    assert move(lead, Status.NAMED) is Status.LEAD
    with pytest.raises(InvalidValueError, match="a second person"):
        confirm(lead, operator())
    assert confirm(lead) is Status.NAMED
    assert find_involvement(lead).standing.reviewer == SECOND.key


def test_every_step_and_ground_is_told_in_the_chain_of_the_allegation_and_in_a_journal(lead: int):
    move(lead, Status.NAMED)
    confirm(lead, says=Answer.REFUSED)
    add_ground(SECOND, lead, GroundWish(cited="another:2", basis="document", exculpates=True), at=NOW)
    told = CustodyEvent.objects.filter(object_id=f"involvement:{lead}").order_by("pk")
    assert [each.action for each in told] == ["created", "judged", "judged", "derived"]
    assert CustodyEvent.objects.filter(object_id="journal:second").count() == 2


def test_what_wants_a_ground_is_refused_with_what_is_missing(lead: int):
    move(lead, Status.NAMED)
    confirm(lead)
    steps = InvolvementStep.objects.count()
    with pytest.raises(WantingError, match="a second ground, of another source"):
        move(lead, Status.CORROBORATED)
    assert InvolvementStep.objects.count() == steps
    add_ground(operator(), lead, GroundWish(cited="another:2", basis="video"), at=NOW)
    move(lead, Status.CORROBORATED)
    assert confirm(lead) is Status.CORROBORATED


def test_a_post_alone_is_never_more_than_a_lead(lead: int):
    mention = find_involvement(lead).mention_id
    post = GroundWish(cited="a-source:1", basis="post")
    other = add_involvement(
        operator(), InvolvementWish(mention_id=mention, incident="another:2", ground=post), at=NOW
    )
    with pytest.raises(WantingError, match="more than a post"):
        move(other, Status.NAMED)


def test_whoever_decides_upon_an_old_page_is_told_so(lead: int):
    seen = last(lead)
    move(lead, Status.NAMED)
    with pytest.raises(SaidMeanwhileError):
        answer(SECOND, lead, Answer.CONFIRMED, reason="", seen=seen, at=NOW)
    confirm(lead, says=Answer.REFUSED)
    with pytest.raises(SaidMeanwhileError, match="got none"):
        confirm(lead)


def test_a_step_cannot_be_left_out(lead: int):
    with pytest.raises(InvalidValueError, match="after lead one of"):
        move(lead, Status.READY)


def test_the_same_ground_is_not_added_twice(lead: int):
    with pytest.raises(InvalidValueError, match="not among them"):
        add_ground(SECOND, lead, SAW, at=NOW)


@pytest.mark.parametrize(
    "wish",
    [
        lambda: GroundWish(cited="a-source:9", basis="video"),
        lambda: GroundWish(cited="a-source:1", basis="gossip"),
        lambda: GroundWish(cited="a-source:1", basis="video", test="severe_pain"),
        lambda: GroundWish(cited="a-source:1", basis="video", words="x" * 501),
    ],
)
def test_a_ground_of_what_there_is_not_is_refused(lead: int, wish: Callable[[], GroundWish]):
    with pytest.raises((InvalidValueError, NotFoundError)):
        add_ground(operator(), lead, wish(), at=NOW)


def test_who_may_not_judge_alleges_nothing(lead: int):
    auditor = Actor("auditor", "Auditor", Role.AUDITOR)
    with pytest.raises(NotFoundError):
        move(lead, Status.NAMED, actor=auditor)


def test_with_a_standard_it_is_proposed_at_once_and_a_second_person_answers(lead: int):
    mention = find_involvement(lead).mention_id
    wish = InvolvementWish(
        mention_id=mention, incident="another:2", ground=SAW, standard="balance", reason="his own words"
    )
    row = find_involvement(add_involvement(operator(), wish, at=NOW))
    assert (row.standing.status, row.standing.pending and row.standing.pending.status) == (
        Status.LEAD,
        Status.NAMED,
    )
    assert confirm(row.involvement_id) is Status.NAMED


def test_what_a_first_ground_cannot_carry_leaves_nothing_behind(lead: int):
    before = Involvement.objects.count(), CustodyEvent.objects.count()
    mention = find_involvement(lead).mention_id
    post = GroundWish(cited="another:2", basis="post")
    wish = InvolvementWish(mention_id=mention, incident="another:2", ground=post, standard="balance")
    with pytest.raises(WantingError, match="more than a post"):
        add_involvement(operator(), wish, at=NOW)
    assert (Involvement.objects.count(), CustodyEvent.objects.count()) == before


def test_every_field_that_cannot_be_is_named_at_once(lead: int):
    ground = GroundWish(cited="nowhere:1", basis="gossip")
    wish = InvolvementWish(mention_id=0, incident="x", ground=ground, act_id=7, degree="", mode="guilty")
    with pytest.raises(WishError) as told:
        add_involvement(operator(), wish, at=NOW)
    # Of an act nothing is said while nobody knows the incident.
    assert set(told.value.faults) == {"mention", "incident", "degree", "mode", "cited", "basis"}


def test_what_a_report_tells_is_cited_by_those_who_may_read_it(lead: int):
    asked = GroundWish(cited="reports:1", basis="document")
    with pytest.raises(WishError) as told:
        add_ground(SECOND, lead, asked, at=NOW)
    assert set(told.value.faults) == {"cited"}
    report = add_report_citation()
    with pytest.raises(WishError):
        add_ground(SECOND, lead, asked, at=NOW)
    assert add_ground(operator(), lead, asked, at=NOW)
    assert InvolvementGround.objects.filter(citation_id=report).count() == 1


def test_a_standard_of_proof_that_there_is_not_is_refused_whatever_is_proposed(lead: int):
    with pytest.raises(InvalidValueError, match="one of not_assessed"):
        move(lead, Status.WITHDRAWN, standard="certainly")


def add_report_citation() -> int:
    """Add a record of the source of reports, as opening one leaves it."""
    other = Citation.objects.order_by("pk")[0]
    source = Source.objects.create(name="reports")
    return Citation.objects.create(
        source=source, external_id="1", words=[], digest="7" * 64, batch=other.batch
    ).pk
