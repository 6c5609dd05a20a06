"""Custody events: canonical, chained, and unguessable from their digest."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.custody.events import (
    FIRST,
    Action,
    ChainError,
    Deed,
    check_chain,
    digest_of,
    make_event,
    parse_event,
)
from crimebook.terms.errors import InvalidValueError

AT = datetime(2026, 1, 2, 15, tzinfo=timezone(timedelta(hours=3)))
BLIND = bytes(32)


def event(previous: str = FIRST, *, blind: bytes = BLIND, **differences: Any):
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


@given(st.text(st.characters(codec="utf-8")), st.lists(st.text(st.characters(codec="utf-8")), max_size=3))
def test_an_event_is_read_as_it_is_written(reason: str, inputs: list[str]):
    made = event(reason=reason, inputs=tuple(inputs))
    read = parse_event(made.body)
    assert (read.body, read.digest, read.zone, read.blind) == (made.body, made.digest, "desk", BLIND)
    assert (read.deed.at, read.deed.inputs) == (AT, tuple(inputs))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: b"", id="nothing"),
        pytest.param(lambda _: b"null", id="no event"),
        pytest.param(lambda body: body + b" ", id="a space"),
        pytest.param(lambda body: body.replace(b'"v":1', b'"v":2'), id="another version"),
        pytest.param(lambda body: body.replace(b'"read"', b'"invented"'), id="an unknown act"),
        pytest.param(lambda body: body.replace(b'"alice"', b"1"), id="an actor without a name"),
        pytest.param(lambda body: body.replace(b'"inputs":[]', b'"inputs":[1]'), id="a number for an input"),
        pytest.param(lambda body: body.replace(b'"inputs":[]', b'"inputs":""'), id="no list"),
        pytest.param(
            lambda body: body.replace(b"12:00:00Z", b"15:00:00+03:00"), id="another writing of a time"
        ),
        pytest.param(lambda body: body.replace(b'"v":1', b'"v":1,"w":1'), id="a field more"),
        pytest.param(lambda body: body.replace(b',"zone":"desk"', b""), id="a field less"),
        pytest.param(lambda body: body.replace(b'"v":1', b'"v":1,"v":1'), id="a field twice"),
    ],
)
def test_another_writing_is_no_event(spoil: Callable[[bytes], bytes]):
    body = event().body
    assert spoil(body) != body
    with pytest.raises(ChainError):
        parse_event(spoil(body))


def test_an_event_of_another_object_is_no_link():
    links = chain(2)
    deed = Deed("report:2", Action.READ, "alice", AT)
    stranger = make_event(deed, previous=digest_of(links[1]), zone="desk", tool="t", blind=BLIND)
    with pytest.raises(ChainError, match="another object"):
        check_chain([*links, stranger.body])
