"""Proposing: pairs are ranked for people to decide; a machine joins nobody, and forgets no word."""

import pytest
from tests.stores.register.officers import add_officer
from tests.work.book import NOW
from tests.work.persons.desk import ALICE, AUDITOR, derived, open_desk, persons, say

from crimebook.identity.edges import Verdict, pair_of
from crimebook.identity.fields.plan import persons_plan
from crimebook.identity.linking.models import load_model
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import PersonEdge, PersonMember
from crimebook.stores.register.queries.persons import find_pair, next_pairs
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import operator
from crimebook.work.persons import proposing
from crimebook.work.persons.proposing import Proposed, propose
from crimebook.work.persons.remaking import PERSONS, remake

pytestmark = pytest.mark.django_db


def run(**chosen: object) -> Proposed:
    given = {"at": NOW, "memory_limit": "300MB", "spill_folder": None, "model": persons_plan()}
    return propose(operator(), **(given | chosen))  # type: ignore[arg-type]


@pytest.fixture
def officers() -> list[int]:
    """Four mentions, of which two are surely and three perhaps of one invented man."""
    open_desk(0)
    told = (
        {"name": "Прыкладавец Адам Вымыслававіч", "badge": "МА-123456", "birth": "1975-06-01"},
        {"name": "Прикладовец Адам", "badge": "МА 123456", "birth": "1975-06-01"},
        {"name": "Prikladovets A."},
        {"name": "Кантрольны Барыс"},
    )
    return [add_officer(f"p{number}", **said).pk for number, said in enumerate(told)]


def test_what_agrees_is_proposed_with_its_terms_and_joined_by_nobody(officers: list[int]):
    done = run()
    assert done.mentions == 4
    assert done.pairs == done.new > 0
    first, *_ = next_pairs("alice")
    assert first.pair == pair_of(*officers[:2])
    assert {"prior", "surname", "given", "badge", "birth"} <= {term.name for term in first.terms}
    assert first.bits == pytest.approx(sum(term.bits for term in first.terms), abs=0.02)
    assert first.model_digest == done.model_digest == persons_plan().digest
    assert not PersonMember.objects.exists()
    assert not PersonEdge.objects.exists()
    assert len(chain_of(PERSONS)) == 1


def test_the_terms_of_every_pair_add_up_to_its_weight_its_company_included(officers: list[int]):
    run(model=load_model("persons"))
    pairs = next_pairs("alice", count=20)
    assert len(pairs) >= 3
    for each in pairs:
        assert each.bits == pytest.approx(sum(term.bits for term in each.terms), abs=0.01)
        assert "company" in {term.name for term in each.terms}
        said = str(next(term.reason for term in each.terms if term.name == "company"))
        assert "stand" in said or "contradict" in said


def test_a_second_run_changes_nothing_and_keeps_what_was_said(officers: list[int]):
    run()
    say(*officers[:2])
    say(officers[0], officers[3], Verdict.DIFFERENT)
    before = derived()
    assert run().new == 0
    assert derived() == before
    assert remake(operator(), at=NOW).corrected == 0
    assert derived() == before
    assert persons() == dict.fromkeys(officers[:2], officers[0])


def test_what_several_processes_read_is_proposed_alike(officers: list[int], monkeypatch: pytest.MonkeyPatch):
    alone = run()
    queue = next_pairs("alice")
    monkeypatch.setattr(proposing, "MANY", 1)
    together = run()
    assert (together.mentions, together.compared, together.pairs) == (
        alone.mentions,
        alone.compared,
        alone.pairs,
    )
    assert next_pairs("alice") == queue


def test_the_weight_of_a_decision_stays_with_it(officers: list[int]):
    run()
    pair = find_pair(pair_of(*officers[:2]))
    assert pair is not None
    say(*officers[:2])
    edge = PersonEdge.objects.get()
    assert (edge.bits, edge.model_digest) == (pair.bits, pair.model_digest)
    assert [term["bits"] for term in edge.terms] == [term.bits for term in pair.terms]
    assert all(term["reason"]["message"] for term in edge.terms)


def test_a_book_without_mentions_has_nothing_to_propose():
    open_desk(0)
    assert run().pairs == 0


def test_proposing_and_making_anew_take_a_right(officers: list[int]):
    for attempt in (
        lambda: propose(AUDITOR, at=NOW, memory_limit="300MB", spill_folder=None),
        lambda: remake(AUDITOR, at=NOW),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert remake(ALICE, at=NOW).mentions == 4
