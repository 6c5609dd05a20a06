"""Custody events: canonical, chained, and unguessable from their digest."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.custody.events import FIRST, Action, ChainError, Deed, check_chain, digest_of, make_event
from crimebook.terms.errors import InvalidValueError

AT = datetime(2026, 1, 2, 15, tzinfo=timezone(timedelta(hours=3)))
BLIND = bytes(32)


def event(previous: str = FIRST, *, blind: bytes = BLIND, **differences: str):
    deed = Deed("report:1", Action.READ, "alice", AT, **differences)
    return make_event(deed, previous=previous, zone="desk", tool="crimebook test", blind=blind)


def chain(length: int) -> list[bytes]:
    links, previous = [], FIRST
    for number in range(length):
        made = event(previous, reason=str(number))
        links.append(made.body)
        previous = made.digest
    return links


def test_an_event_says_what_who_when_and_why():
    body = json.loads(event(reason="asked by a court").body)
    assert body["object"] == "report:1"
    assert body["action"] == "read"
    assert body["at"] == "2026-01-02T12:00:00Z"
    assert body["reason"] == "asked by a court"
    assert body["v"] == 1


def test_a_naive_time_is_refused():
    with pytest.raises(InvalidValueError, match="naive"):
        make_event(
            Deed("x", Action.READ, "a", datetime(2026, 1, 2)),
            previous=FIRST,
            zone="desk",
            tool="t",
            blind=BLIND,
        )


def test_the_blind_keeps_equal_deeds_apart():
    assert event(blind=bytes(32)).digest != event(blind=bytes([1]) * 32).digest
    assert digest_of(event().body) == event().digest


@given(st.integers(1, 6))
def test_a_whole_chain_checks(length: int):
    check_chain(chain(length))


@given(st.integers(2, 6), st.data())
def test_dropping_any_event_but_the_last_shows(length: int, data: st.DataObject):
    links = chain(length)
    del links[data.draw(st.integers(0, length - 2))]
    with pytest.raises(ChainError):
        check_chain(links)


@given(st.integers(2, 5), st.data())
def test_rewriting_any_byte_of_an_event_but_the_last_shows(length: int, data: st.DataObject):
    links = chain(length)
    number = data.draw(st.integers(0, length - 2))
    body = bytearray(links[number])
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    links[number] = bytes(body)
    with pytest.raises(ChainError, match=f"event ({number}|{number + 1}):"):
        check_chain(links)
