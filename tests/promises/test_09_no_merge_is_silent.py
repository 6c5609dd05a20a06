"""Promise 9: no merge is silent and every merge can be undone."""

import json
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.stores.register.telling import SAME_VIDEO, VIDEO, seen, tell
from tests.work.book import NOW, open_test_book

from crimebook.custody.events import check_chain
from crimebook.identity.edges import Verdict, pair_of
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import Citation, Doubt, Incident, Judgement, Window
from crimebook.work.doubling import judge, take_back
from crimebook.work.reading.besides import besides
from crimebook.work.reading.doubles import open_doubt
from crimebook.work.reading.incidents import open_incident

pytestmark = pytest.mark.django_db


def state() -> dict[str, object]:
    """Everything that a merge could change."""
    return {
        "incidents": list(Incident.objects.order_by("pk").values()),
        "citations": list(Citation.objects.order_by("pk").values()),
        "windows": list(Window.objects.order_by("pk").values()),
        "doubts": list(
            Doubt.objects.order_by("pk").values("pk", "kind", "key", "members", "weight", "is_open")
        ),
    }


def test_a_merge_has_a_name_a_reason_and_an_end(tmp_path: Path):
    actor = open_test_book()
    first, _ = tell("one", "a", links=(VIDEO,), windows=(seen(),), title="Beaten at the square")
    second, _ = tell("other", "b", links=(SAME_VIDEO,), windows=(seen(0, 90),), title="Beaten at the square")
    third, _ = tell("third", "c", links=(VIDEO,), windows=(seen(0.5),))
    before = state()
    # However heavy the doubt, nothing is one until a person has said so.
    doubt = open_doubt(actor, Doubt.objects.get(kind="link").pk, at=NOW)
    assert doubt.doubt.weight > 10
    assert not Incident.objects.exclude(leader=None).exists()

    judge(actor, doubt.doubt.doubt_id, Verdict.SAME, pairs=None, seen=0, reason="one video", at=NOW)
    # Both records stay, each with its own words, and each says with which it is one and who said so.
    assert Incident.objects.get(pk=second).leader_id == first
    page = open_incident(actor, "other:b", at=NOW)
    assert page.title == "Beaten at the square"
    assert [each.ref for each in page.besides.together] == ["one:a", "other:b", "third:c"]
    assert [(said.verdict, said.actor, said.reason) for said in page.besides.decided] == [
        ("same", actor.name, "one video")
    ]
    for ref in ("one:a", "other:b", "third:c"):
        chain = chain_of(ref)
        check_chain(chain)
        assert [json.loads(body)["action"] for body in chain if json.loads(body)["action"] != "read"] == [
            "merged"
        ]
    assert state()["citations"] == before["citations"]
    assert state()["windows"] == before["windows"]

    shown = open_doubt(actor, doubt.doubt.doubt_id, at=NOW)
    take_back(actor, doubt.doubt.doubt_id, shown.decisions[0].change, seen=shown.seen, at=NOW)
    assert state() == before
    assert besides("incident", third).together == ()
    # What was said stays said: the merge and its end.
    assert [each.verdict for each in Judgement.objects.order_by("pk")] == [
        "same",
        "same",
        "withdrawn",
        "withdrawn",
    ]


def test_a_contradiction_never_passes_silently():
    actor = open_test_book()
    ids = [tell(source, "a", links=(VIDEO,))[0] for source in ("one", "other", "third")]
    doubt = Doubt.objects.get(kind="link").pk
    for verdict, one, other in (
        (Verdict.SAME, ids[0], ids[1]),
        (Verdict.SAME, ids[1], ids[2]),
        (Verdict.DIFFERENT, ids[0], ids[2]),
    ):
        seen_now = open_doubt(actor, doubt, at=NOW).seen
        judge(actor, doubt, verdict, pairs=[pair_of(one, other)], seen=seen_now, at=NOW)
    page = open_doubt(actor, doubt, at=NOW)
    (conflict,) = page.conflicts
    assert conflict.apart.verdict == "different"
    assert [said.verdict for said in conflict.chain] == ["same", "same"]
    assert page.doubt.is_open
    assert not Incident.objects.exclude(leader=None).exists()


def test_the_database_refuses_to_forget_a_judgement():
    actor = open_test_book()
    tell("one", "a", links=(VIDEO,))
    tell("other", "b", links=(VIDEO,))
    judge(actor, Doubt.objects.get(kind="link").pk, Verdict.SAME, pairs=None, seen=0, at=NOW)
    for statement in (
        "UPDATE register_judgement SET verdict = 'different'",
        "DELETE FROM register_judgement",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Judgement.objects.get().verdict == "same"
