"""Promise 9, of persons: people alone join them, in sight of all, and what they joined can be undone."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.stores.register.officers import add_involvement, add_officer, add_posting
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, recording
from tests.work.persons.desk import ALICE, BOB, part, persons, say, torn, undo

from crimebook.custody.events import check_chain
from crimebook.identity.doubles import Term
from crimebook.identity.edges import Verdict, pair_of
from crimebook.stores.register import models
from crimebook.stores.register.deriving_persons import remake, replace_pairs
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.persons import Weight
from crimebook.stores.register.transactions import next_change, writing
from crimebook.terms.reasons import reason
from crimebook.work.reading.persons import open_person

pytestmark = pytest.mark.django_db

CARRIED = (
    "Citation", "Consent", "Incident", "Involvement", "InvolvementGround", "InvolvementStep", "Match",
    "PersonMention", "Posting", "Window",
)  # fmt: skip
"""All that a merge or a split of persons could carry, or lose."""


def state() -> dict[str, list[dict[str, Any]]]:
    return {name: list(getattr(models, name).objects.order_by("pk").values()) for name in CARRIED}


@pytest.fixture
def officers(tmp_path: Path) -> list[int]:
    """Three mentions, each with a post, in an incident with a match and a consent; one is a suspect's."""
    open_test_book()
    bring("cases", file_of([case(str(number)) for number in range(3)]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    match(tmp_path)
    ids = []
    for number, incident in enumerate(models.Incident.objects.order_by("pk")):
        officer = add_officer(f"p{number}", incident=incident, citation_id=incident.citation_id)
        add_posting(officer, f"h{number}", title=f"post {number}")
        models.Consent.objects.create(
            source_id=incident.source_id,
            citation_id=incident.citation_id,
            purpose="analysis",
            answer="granted",
        )
        ids.append(officer.pk)
    add_involvement(models.PersonMention.objects.get(pk=ids[2]))
    return ids


def hanging_on(person: int) -> dict[str, set[int]]:
    """Return what is reached from a person: by its mentions, and by their incidents."""
    mentions = models.PersonMention.objects.filter(pk__in=[k for k, v in reached().items() if v == person])
    incidents = list(mentions.values_list("incident_id", flat=True))
    rows = {
        "mentions": mentions,
        "postings": models.Posting.objects.filter(mention__in=mentions),
        "involvements": models.Involvement.objects.filter(mention__in=mentions),
        "matches": models.Match.objects.filter(incident_id__in=incidents),
        "consents": models.Consent.objects.filter(citation_id__in=mentions.values("citation_id")),
    }
    return {name: set(found.values_list("pk", flat=True)) for name, found in rows.items()}


def reached() -> dict[int, int]:
    alone = {pk: pk for pk in models.PersonMention.objects.values_list("pk", flat=True)}
    return alone | persons()


def together(*parts: dict[str, set[int]]) -> dict[str, set[int]]:
    return {name: set().union(*(each[name] for each in parts)) for name in parts[0]}


def test_a_merge_and_a_split_carry_all_that_hangs_on_mentions_and_touch_none_of_it(officers: list[int]):
    before, own = state(), {each: hanging_on(each) for each in officers}
    assert all(own[each]["matches"] and own[each]["consents"] and own[each]["postings"] for each in officers)
    one, other, suspect = officers
    say(one, other, reason="one badge")
    assert hanging_on(one) == together(own[one], own[other])
    assert say(other, suspect).waits
    # What Alice alone said reaches a suspect now, and waits until it was said by two.
    assert say(other, suspect, by=BOB).halted == (pair_of(one, other),)
    assert persons() == {other: other, suspect: other}
    say(one, other, by=BOB)
    assert hanging_on(one) == together(*own.values())
    page = open_person(ALICE, suspect, at=NOW)
    assert {each.title for each in page.postings} == {"post 0", "post 1", "post 2"}
    assert page.person_id == one

    (cut,) = part(one, other, suspect, by=BOB).edges
    assert (hanging_on(one), hanging_on(other)) == (own[one], together(own[other], own[suspect]))
    undo(cut, by=BOB)
    assert hanging_on(one) == together(*own.values())
    # Nothing that hangs on a mention was touched by any of it.
    assert state() == before
    with writing():
        assert remake(change=next_change()).corrected == 0


def test_a_merge_has_names_reasons_and_an_end(officers: list[int]):
    one, other, suspect = officers
    weight = Weight(40.0, (Term("badge", 40.0, reason("the names are written alike")),), "model")
    with writing():
        replace_pairs({pair_of(one, other): weight}, change=next_change())
    # However heavy, nothing is one until a person has said so; of a suspect two people have to.
    assert persons() == {}
    (edge,) = say(one, other, reason="one badge").edges
    assert say(other, suspect).waits
    assert persons() == {one: one, other: one}
    for mention in (one, other):
        chain = chain_of(f"person-mention:{mention}")
        check_chain(chain)
        first = json.loads(chain[0])
        assert (first["action"], first["actor"]) == ("merged", "alice")
        assert first["reason"].endswith("one badge")
    said = open_person(BOB, one, at=NOW).decisions
    assert [(each.verdict, each.actor, each.reason) for each in said][-1] == ("same", "alice", "one badge")
    undo(edge)
    assert persons() == {}
    verdicts = list(models.PersonEdge.objects.order_by("pk").values_list("verdict", flat=True))
    assert verdicts == ["same", "same", "withdrawn"]


def test_a_contradiction_between_decisions_never_passes_silently(officers: list[int]):
    one, other, suspect = officers
    for by in (ALICE, BOB):
        say(one, other, by=by)
    say(one, suspect, Verdict.DIFFERENT)
    for by in (ALICE, BOB):
        decided = say(other, suspect, by=by)
    assert torn() == set(officers)
    assert set(reached().items()) == {(each, each) for each in officers}
    (conflict,) = open_person(ALICE, one, at=NOW).conflicts
    assert conflict.apart.verdict == "different"
    assert "contradicts" in "".join(
        json.loads(body)["reason"] for body in chain_of(f"person-mention:{suspect}")
    )
    assert decided.edges


def test_the_database_refuses_to_forget_a_decision_on_persons(officers: list[int]):
    say(*officers[:2])
    for statement in (
        "UPDATE register_personedge SET verdict = 'different'",
        "DELETE FROM register_personedge",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert models.PersonEdge.objects.get().verdict == "same"
