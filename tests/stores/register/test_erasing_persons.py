"""What a report tells of officers goes with its words, and nothing of others."""

import pytest
from tests.stores.register.officers import add_edge, add_involvement, add_officer, add_posting
from tests.stores.register.telling import tell
from tests.work.book import NOW

from crimebook.identity.edges import pair_of
from crimebook.stores.register.deriving_persons import refresh
from crimebook.stores.register.erasing import take_out
from crimebook.stores.register.models import (
    Incident,
    Involvement,
    InvolvementGround,
    InvolvementStep,
    PersonEdge,
    PersonMember,
    PersonMention,
    PersonPair,
    Posting,
    ShownWeight,
)
from crimebook.stores.register.persons import note_weights_shown
from crimebook.stores.register.reports import SOURCE
from crimebook.stores.register.transactions import next_change, writing

pytestmark = pytest.mark.django_db


def test_mentions_by_its_words_go_with_all_that_hangs_on_them_and_persons_come_apart():
    report = Incident.objects.get(pk=tell(SOURCE, "r1")[0])
    listed = Incident.objects.get(pk=tell("list", "a")[0])
    cited = {"source_id": listed.source_id, "citation_id": listed.citation_id}
    one, other = add_officer("p1", **cited), add_officer("p3", **cited)
    gone = add_officer("p2", source_id=report.source_id, citation_id=report.citation_id)
    stays = add_involvement(one, incident=listed, told_in_id=listed.citation_id)
    InvolvementGround.objects.create(
        involvement=stays, citation_id=report.citation_id, basis="video", analyst="x", at=NOW
    )
    add_involvement(other, incident=report, told_in_id=report.citation_id)
    add_involvement(gone, incident=listed, citation_id=listed.citation_id, told_in_id=listed.citation_id)
    add_posting(gone, citation_id=listed.citation_id)
    for by in ("alice", "bob"):
        add_edge(one, gone, actor=by)
        add_edge(gone, other, actor=by)
    note_weights_shown([pair_of(one.pk, gone.pk)], "alice", NOW)
    with writing():
        refresh([gone.pk], change=next_change())
    assert PersonMember.objects.filter(person=one).count() == 3

    with writing():
        take_out("r1", NOW.date(), change=next_change())
    assert set(PersonMention.objects.values_list("pk", flat=True)) == {one.pk, other.pk}
    for table in (PersonEdge, PersonMember, PersonPair, Posting, ShownWeight):
        assert not table.objects.exists()
    assert [each.pk for each in Involvement.objects.all()] == [stays.pk]
    assert {each.involvement_id for each in InvolvementStep.objects.all()} == {stays.pk}
    assert [each.citation_id for each in InvolvementGround.objects.all()] == [listed.citation_id]
