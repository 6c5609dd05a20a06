"""Items and names: what is written is read back, and nothing else is read."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stores.spool.cast import mailbox, sha256

from crimebook.stores.spool.items import Heading, Item, parse_item
from crimebook.stores.spool.layout import (
    FIRST_BUCKET,
    ItemKind,
    bucket_hour,
    bucket_name,
    hold_name,
    message_name,
    message_prefix,
    parse_hold,
)
from crimebook.terms.errors import InvalidValueError

DIGESTS = st.binary(max_size=4).map(sha256)
TOKENS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(st.binary(), st.lists(DIGESTS, unique=True), DIGESTS, TOKENS, TOKENS)
def test_a_report_is_read_as_it_was_written(sealed, parts, name, worker, token):
    hold = hold_name(name, worker, token) if parts else ""
    item = Item(Heading(ItemKind.REPORT, sha256(sealed), tuple(parts), hold), sealed)
    assert parse_item(name, item.to_bytes()) == item
    assert not parts or parse_hold(hold) == (name, worker)


@given(st.binary(), DIGESTS, st.integers(0, 2**32 - 1))
def test_a_message_is_read_as_it_was_written(sealed, box, counter):
    item = Item(Heading(ItemKind.MESSAGE, sha256(sealed), mailbox=box, counter=counter), sealed)
    assert parse_item(box, item.to_bytes()) == item


@given(st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC)))
def test_a_bucket_tells_the_hour_and_sorts_by_it(instant):
    hour = instant.replace(minute=0, second=0, microsecond=0)
    assert bucket_hour(bucket_name(instant)) == hour
    assert bucket_name(instant) > FIRST_BUCKET
    assert bucket_hour(FIRST_BUCKET) == datetime.min.replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "..", "a" * 64, f"{'a' * 64}.{'b' * 32}.{'c' * 31}", f"{'a' * 64}.x.y"])
def test_what_is_no_hold_is_refused(text):
    with pytest.raises(InvalidValueError):
        parse_hold(text)


def test_names_of_a_mailboxs_messages_begin_alike_and_differ():
    names = {message_name(mailbox(1), counter, sealed) for counter in (1, 2) for sealed in (b"a", b"b")}
    assert len(names) == 4
    assert {name[:16] for name in names} == {message_prefix(mailbox(1))}
    assert message_prefix(mailbox(2)) != message_prefix(mailbox(1))
