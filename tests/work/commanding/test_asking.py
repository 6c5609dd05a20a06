from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.stores.register.officers import add_officer
from tests.work import book

from crimebook.command.certainty import Certainty
from crimebook.command.presence import presences
from crimebook.custody.events import Action
from crimebook.stores.register.models import CustodyEvent, Incident, Posting, Unit
from crimebook.stores.register.queries import command as stored
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.intervals import FourPoint
from crimebook.terms.reasons import join_reasons
from crimebook.work.actors import ensure_operator, operator
from crimebook.work.commanding.asking import open_chain, open_presences, open_whereabouts
from crimebook.work.commanding.postings import PostWish, add_posting, end_posting

NOW = book.NOW
THAT_NIGHT = datetime(2020, 8, 10, 20, tzinfo=UTC)
YEARS = FourPoint.exact(datetime(2019, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))


def body(number: str, parent: str = "") -> dict[str, str]:
    return {"id": number, "name_en": f"Body {number}", "parent": parent, "is_invented": "yes"}


def deployment(number: str, **differing: str) -> dict[str, str]:
    plain = {"id": number, "is_invented": "yes", "unit": "regiment", "lat": "53.907", "lon": "27.460"}
    return plain | {"radius_m": "100", "time": "2020-08-10T18:00:00Z/2020-08-11T03:00:00Z"} | differing


@pytest.fixture
def force(tmp_path: Path, db: None) -> int:
    """A regiment under a directorate, one case, one deployment, and an officer who commands the regiment."""
    ensure_operator()
    book.bring("cases", book.file_of([book.case("1")]), tmp_path)
    book.bring("institutions", book.file_of([body("top"), body("regiment", "top")]), tmp_path)
    book.bring("deployments", book.file_of([deployment("d1")]), tmp_path)
    mention = add_officer().pk
    add_posting(operator(), post(mention, is_command=True, kind="head", time=YEARS), at=NOW)
    return mention


def post(officer: int, **differing: object) -> PostWish:
    plain = {"mention_id": officer, "cited": "a-source:1", "unit": "a-source:regiment"}
    return PostWish(**(plain | differing))  # type: ignore[arg-type]


def test_a_chain_names_who_commanded_with_the_source_and_tells_what_nobody_says(force: int):
    found = open_chain(operator(), "a-source:regiment", THAT_NIGHT, at=NOW)
    first, second = found.chain.steps
    assert [found.units[step.unit].ref for step in found.chain.steps] == ["a-source:regiment", "a-source:top"]
    (holding,) = first.holders
    assert holding.certainty is Certainty.CERTAIN
    row = found.postings[holding.posting.number]
    assert (row.mention_id, row.person_id, row.citation.ref) == (force, force, "a-source:1")
    assert "administratively" in join_reasons(first.gaps)
    # The list of bodies gives no time: it is followed, and said to be uncited.
    assert second.certainty is Certainty.UNCITED
    assert found.relations[second.links[0].relation.number].citation.ref == "a-source:regiment"


def test_a_post_that_was_read_wrongly_stands_no_more_and_its_row_stays(force: int):
    (row,) = stored.postings_of([force])
    end_posting(operator(), row.posting_id, reason="another officer", at=NOW)
    assert stored.postings_of([force]) == ()
    assert Posting.objects.count() == 1
    told = CustodyEvent.objects.filter(object_id=f"posting:{row.posting_id}").order_by("pk")
    assert [each.action for each in told] == [Action.CREATED, Action.DISCARDED]
    with pytest.raises(NotFoundError):
        end_posting(operator(), row.posting_id, reason="again", at=NOW)


def test_whereabouts_are_found_by_a_mentions_reference_and_by_a_persons_number(force: int):
    by_number = open_whereabouts(operator(), str(force), THAT_NIGHT, at=NOW)
    by_ref = open_whereabouts(operator(), "a-source:p1", THAT_NIGHT, at=NOW)
    assert by_number == by_ref
    (stay,) = by_number.whereabouts.stays
    assert by_number.deployments[stay.deployment.number].ref == "a-source:d1"
    for unknown in ("999", "9" * 18, "a-source:p9"):
        with pytest.raises(NotFoundError):
            open_whereabouts(operator(), unknown, THAT_NIGHT, at=NOW)


def test_nobody_is_anywhere_after_their_death(force: int):
    dead = add_officer("p2", death="2020-08-09").pk
    add_posting(operator(), post(dead, is_command=True), at=NOW)
    chain = open_chain(operator(), "a-source:regiment", THAT_NIGHT, at=NOW).chain
    held = [each.posting.mention for step in chain.steps for each in (*step.holders, *step.uncited)]
    assert held == [force]
    gaps = open_whereabouts(operator(), str(dead), THAT_NIGHT, at=NOW).whereabouts.gaps
    assert "had died" in join_reasons(gaps)


def test_a_deployment_concluded_from_a_case_is_beside_it_and_does_not_count(force: int, tmp_path: Path):
    unit = Unit.objects.get(external_id="regiment").pk
    (told,) = stored.deployments_of([unit])
    (case,) = stored.cases_beside(told)
    assert [each.counts for each in presences((told,), case)] == [True]
    book.bring("deployments", book.file_of([deployment("d1", derived_from="a-source:1")]), tmp_path)
    (derived,) = stored.deployments_of([unit])
    assert derived.derived_from == {case.number}
    assert [each.counts for each in presences((derived,), case)] == [False]


def test_a_deployment_concluded_from_another_telling_of_a_case_does_not_count_for_it(
    force: int, tmp_path: Path
):
    told_again = book.case("7")
    book.bring("cases", book.file_of([told_again]), tmp_path, source="another")
    book.bring("deployments", book.file_of([deployment("d1", derived_from="another:7")]), tmp_path)
    first, second = (
        Incident.objects.get(source__name="a-source"),
        Incident.objects.get(source__name="another"),
    )

    def counted() -> list[bool]:
        return [each.counts for each in open_presences(operator(), "a-source:1", at=NOW).presences]

    assert counted() == [True]
    Incident.objects.filter(pk=second.pk).update(leader=first)
    assert counted() == [False]
    Incident.objects.filter(pk=second.pk).update(leader=None)
    Incident.objects.filter(pk=first.pk).update(leader=second)
    assert counted() == [False]


def test_a_unit_that_was_where_somebody_was_held_was_at_that_leg_of_the_case(force: int, tmp_path: Path):
    leg = {
        "id": "l1",
        "incident": "a-source:1",
        "leg": "1",
        "is_invented": "yes",
        "step": "",
        "place_words": "",
    }
    where = {
        "lat": "53.80",
        "lon": "27.70",
        "radius_m": "100",
        "time": "2020-08-11T10:00:00Z/2020-08-13T10:00:00Z",
    }
    book.bring("detentions", book.file_of([leg | where]), tmp_path)
    guards = deployment("d2", **where | {"time": "2020-08-12T00:00:00Z/2020-08-12T12:00:00Z"})
    book.bring("deployments", book.file_of([guards]), tmp_path)
    found = open_presences(operator(), "a-source:1", at=NOW)
    refs = [found.deployments[each.deployment.number].ref for each in found.presences]
    # Whoever was held was there for certain; the case itself happened at some instant of the night.
    assert refs == ["a-source:d2", "a-source:d1"]


def test_a_deployment_concluded_from_a_case_that_is_not_here_is_refused(force: int, tmp_path: Path):
    rows = book.file_of([deployment("d2", derived_from="a-source:none")])
    assert book.bring("deployments", rows, tmp_path).tally.refused == 1


@pytest.mark.parametrize(
    "differing",
    [
        {"kind": "king"},
        {"rank": "police.king"},
        {"unit": "", "unit_words": " "},
        {"unit": "nowhere"},
        {"cited": "a-source:none"},
        {"mention_id": 0},
        {"title": "x" * 501},
    ],
)
def test_a_post_of_what_there_is_not_is_refused(force: int, differing: dict[str, object]):
    with pytest.raises((InvalidValueError, NotFoundError)):
        add_posting(operator(), post(force, **differing), at=NOW)
    assert Posting.objects.count() == 1
