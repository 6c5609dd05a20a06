"""Words on matches: kept by the database itself, gone with an erased incident, and what stands of them."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.stores.register.telling import tell
from tests.work.book import NOW, open_test_book

from crimebook.spacetime.verdicts import MatchState, MatchWord
from crimebook.stores.register.erasing import take_out
from crimebook.stores.register.models import MatchVerdict
from crimebook.stores.register.reports import SOURCE
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.register.verdicts import (
    MatchedPair,
    Said,
    ShownMatch,
    add_verdict,
    confirmed_pairs,
    erase_verdicts,
    last_word_of,
    verdicts_of,
    verdicts_on,
)
from crimebook.terms.windows import SubjectKind

pytestmark = pytest.mark.django_db

SHOWN = ShownMatch(11, 12, 5.5, ({"name": "time", "bits": 5.5},), "bits/3", is_placed=True)


@pytest.fixture
def pair() -> MatchedPair:
    open_test_book()
    return MatchedPair(tell("one", "a")[0], SubjectKind.RECORDING, 7)


def say(pair: MatchedPair, verdict: MatchWord, actor: str = "one", takes_back: int | None = None) -> int:
    shown = None if takes_back else SHOWN
    said = Said(pair, verdict, shown, takes_back=takes_back)
    return add_verdict(said, actor=actor, at=NOW, reason="the same bus", change=1)


@pytest.mark.parametrize(
    "statement", ["UPDATE register_matchverdict SET reason = 'other'", "DELETE FROM register_matchverdict"]
)
def test_a_word_is_neither_changed_nor_deleted(pair, statement):
    say(pair, MatchWord.CONFIRMED)
    with (
        pytest.raises(DatabaseError, match="kept as they were written"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert MatchVerdict.objects.get().reason == "the same bus"


def test_a_word_that_decides_says_why(pair):
    said = Said(pair, MatchWord.CONFIRMED, SHOWN)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_verdict(said, actor="one", at=NOW, reason="", change=1)


def test_a_pair_is_confirmed_while_nobody_rejects_it(pair):
    say(pair, MatchWord.CONFIRMED)
    (found,) = confirmed_pairs()
    assert (found.pair, found.window_id, found.other_id, found.actors) == (pair, 11, 12, ("one",))
    number = say(pair, MatchWord.REJECTED, "other")
    assert confirmed_pairs() == ()
    assert verdicts_of(pair.incident_id)[0].state is MatchState.DISPUTED
    say(pair, MatchWord.WITHDRAWN, "other", takes_back=number)
    assert [each.actors for each in confirmed_pairs()] == [("one",)]


def test_what_stood_before_a_word_stands_again_once_it_is_taken_back(pair):
    first = say(pair, MatchWord.UNSURE)
    second = say(pair, MatchWord.CONFIRMED)
    last = last_word_of("one")
    assert last is not None
    assert last.number == second
    say(pair, MatchWord.WITHDRAWN, takes_back=second)
    (found,) = verdicts_on(SubjectKind.RECORDING, 7)
    assert ([each.number for each in found.standing], found.state) == ([first], MatchState.UNSURE)
    assert len(found.rows) == 3


def test_words_go_with_a_report_that_is_erased_for_good_and_not_before():
    open_test_book()
    pair = MatchedPair(tell(SOURCE, "r1")[0], SubjectKind.RECORDING, 7)
    say(pair, MatchWord.CONFIRMED)
    say(pair, MatchWord.WITHDRAWN, takes_back=say(pair, MatchWord.UNSURE))
    assert erase_verdicts("r1") == 0
    with writing():
        take_out("r1", NOW.date(), change=next_change())
        assert (confirmed_pairs(), verdicts_on(SubjectKind.RECORDING, 7)) == ((), ())
        assert erase_verdicts("r1") == 3
    assert not MatchVerdict.objects.exists()
