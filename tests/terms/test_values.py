"""Small terms: references, instants, digests, canonical bytes, reasons, views."""

import hashlib
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.terms.canonical import canonical_json
from crimebook.terms.digests import (
    Purpose,
    digest_many,
    digest_value,
    parse_digest,
    sha256_hex,
    tagged_digest,
)
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.ids import NOT_SOURCES, Ref, check_source_name
from crimebook.terms.instants import (
    at_local,
    format_instant,
    from_epoch_s,
    parse_instant,
    parse_zone,
    to_epoch_s,
)
from crimebook.terms.reasons import Reason, join_reasons, reason
from crimebook.terms.windows import View

MINSK = ZoneInfo("Europe/Minsk")


@pytest.mark.parametrize("text", sorted(NOT_SOURCES))
def test_no_source_is_called_as_the_book_calls_its_own_things(text: str):
    with pytest.raises(InvalidValueError, match=f"got '{text}'; give it another name, as {text}-list"):
        check_source_name(text)
    assert check_source_name(f"{text}-list") == f"{text}-list"


@pytest.mark.parametrize("text", ["belarus-cases:13", "belarus-channels:mkbelarus/7549", "a:b:c"])
def test_a_reference_reads_back(text: str):
    assert str(Ref.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "13", ":13", "Source:1", "source:", "source: 1", "source:a b", "s" * 70 + ":1"]
)
def test_what_is_no_reference_is_refused(text: str):
    with pytest.raises(InvalidValueError, match="SOURCE:ID"):
        Ref.parse(text)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.sampled_from([UTC, MINSK])))
def test_an_instant_reads_back(moment: datetime):
    # RFC 3339 has no seconds in an offset; the zone's old local mean times do.
    if moment.utcoffset().total_seconds() % 60 == 0:
        # Python calls two writings of an hour that comes twice unequal (PEP 495), so instants are compared.
        assert parse_instant(format_instant(moment)).timestamp() == moment.timestamp()
    assert from_epoch_s(to_epoch_s(moment)) == pytest.approx(moment, abs=datetime.resolution)


@pytest.mark.parametrize(
    "text", ["2020-08-09", "2020-08-09T22:00Z", "2020-08-09T22:00:00", "2020-08-09 22:00:00Z"]
)
def test_a_time_without_seconds_or_offset_is_refused(text: str):
    with pytest.raises(InvalidValueError):
        parse_instant(text)


def test_local_hours_run_past_midnight_by_the_wall_clock():
    assert at_local(date(2020, 8, 9), 26, MINSK).isoformat() == "2020-08-10T02:00:00+03:00"
    assert (
        at_local(date(2020, 10, 24), 27, ZoneInfo("Europe/Berlin")).isoformat() == "2020-10-25T03:00:00+01:00"
    )


def test_a_zone_that_is_none_is_refused():
    for name in ("Minsk", "", "../etc/passwd"):
        with pytest.raises(InvalidValueError):
            parse_zone(name)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), values))
def test_the_order_of_keys_does_not_change_the_bytes(value: dict[str, object]):
    assert canonical_json(value) == canonical_json(dict(reversed(value.items())))


def test_canonical_bytes_are_those_of_the_specification():
    # RFC 8785, section 3.2.3: the sample object, keys sorted by UTF-16 code units.
    value = {"€": "Euro Sign", "\r": "Carriage Return", "1": "One", "\U0001f600": "Smiley", "ö": "o"}
    assert canonical_json(value).startswith(b'{"\\r":"Carriage Return","1":"One"')


@pytest.mark.parametrize("value", [2**60, float("nan"), {1, 2}, b"bytes"])
def test_what_json_cannot_carry_exactly_is_refused(value: object):
    with pytest.raises(InvalidValueError):
        canonical_json(value)


def test_a_tag_separates_purposes():
    tag = hashlib.sha256(Purpose.CITATION.encode()).digest()
    assert tagged_digest(Purpose.CITATION, b"x") == hashlib.sha256(tag + tag + b"x").hexdigest()
    assert tagged_digest(Purpose.CITATION, b"x") != tagged_digest(Purpose.RECORDS, b"x")
    assert len(set(map(str, Purpose))) == len(Purpose)


def test_a_digest_over_many_depends_on_their_order():
    one, other = sha256_hex(b"1"), digest_value(Purpose.RECORDS, ["2"])
    assert digest_many(Purpose.RECORDS, [one, other]) != digest_many(Purpose.RECORDS, [other, one])
    assert parse_digest(one) == one
    with pytest.raises(InvalidValueError):
        parse_digest(one.upper())


def test_a_reason_can_be_said_in_another_language_after_it_was_stored():
    stored = reason("{distance_m} m away", distance_m=80).to_json()
    again = Reason.from_json(stored)
    assert str(again) == "80 m away"
    assert again.say("за {distance_m} м") == "за 80 м"
    assert join_reasons([again, reason("no braces { here")]) == "80 m away; no braces { here"


@pytest.mark.parametrize("view", [(-1, 60, 10), (360, 60, 10), (0, 0, 10), (0, 361, 10), (0, 60, 0)])
def test_a_view_that_looks_nowhere_is_refused(view: tuple[float, float, float]):
    with pytest.raises(InvalidValueError):
        View(*view)
