"""FollowTheMoney: each schema in its place, dates as prefixes, and no person's name."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.exchange.accounts import Account, LinkWords, Subject, When, parse_accounts
from crimebook.exchange.partners.followthemoney import ADDRESS_RADIUS_M, FOLLOW_THE_MONEY
from crimebook.exchange.partners.ftm_dates import enclosing, over_by, prefix_of
from crimebook.exchange.partners.ftm_schemas import PERSONS, SUBJECTS, TIES
from crimebook.exchange.tables import Parsed, TableError
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError

SAMPLE = (Path(__file__).parent / "samples" / "followthemoney.jsonl").read_bytes()
PARSED = parse_accounts(FOLLOW_THE_MONEY, SAMPLE)
BY_ID = {str(each.external_id): each for each in PARSED.records}


def parse(schema: str = "Event", **properties: Any) -> Parsed[Account]:
    entity = {"id": "x1", "schema": schema, "properties": {"name": ["a name"], **properties}}
    return parse_accounts(FOLLOW_THE_MONEY, json.dumps(entity).encode())


def when(schema: str = "Event", **properties: list[str]) -> When:
    return parse(schema, **properties).records[0].when


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_an_event_is_an_incident_with_its_address_and_its_source():
    event = BY_ID["e1"]
    assert event.subject is Subject.INCIDENT
    assert (event.when.start, event.when.end) == (at(2020, 8, 9, 21, 48), at(2020, 8, 9, 22, 10, 31))
    assert event.where.spot is not None
    assert (event.where.spot.point, event.where.spot.radius_m) == ((53.9023, 27.5618), ADDRESS_RADIUS_M)
    assert (event.where.words, event.where.towns) == ("the bakery, 1 Mill Street, Oldtown", "Oldtown")
    assert event.labels == ("raid", "bakery")
    assert event.url == "https://news.example.org/raid"
    assert event.links == (LinkWords("https://news.example.org/raid", "Oldtown Gazette"),)
    assert event.text == "Masked men carried the ovens away."


def test_a_nested_address_is_an_address_too():
    where = BY_ID["e2"].where
    assert where.spot is not None
    assert (where.spot.point, where.words, where.towns) == ((53.95, 27.6), "2 Mill Street", "Newtown")


def test_a_month_is_all_its_days_and_several_dates_are_enclosed():
    assert BY_ID["e2"].when == When(first=date(2020, 8, 1), last=date(2020, 8, 31))
    assert BY_ID["e3"].when == When(first=date(2020, 1, 1), last=date(2021, 2, 3))


def test_what_was_only_published_has_only_that_and_a_day_ends_last_in_the_west():
    assert BY_ID["v1"].when == When(posted_at=at(2020, 8, 11, 12))
    assert BY_ID["n1"].when == When(posted_at=at(2020, 8, 11, 6, 1))


def test_a_file_keeps_its_facts_and_a_checksum_of_another_kind_stays_words():
    video, sound = BY_ID["v1"], BY_ID["v2"]
    assert (video.subject, video.kind, video.duration_s) == (Subject.RECORDING, "video", 12.5)
    assert (video.files[0].name, video.files[0].media_type) == ("raid.mp4", "video/mp4")
    assert (video.files[0].size_bytes, video.files[0].digest) == (1_048_576, None)
    assert (sound.files[0].digest or "").startswith("e3b0c442")
    assert (sound.when.start, sound.when.end) == (at(2020, 8, 10, 5), at(2020, 8, 10, 6))
    assert BY_ID["i1"].when.start == at(2020, 8, 10, 2, 30, 10)


def test_a_body_is_a_unit_with_its_names_and_its_parent():
    brigade, ministry, company = BY_ID["o1"], BY_ID["o2"], BY_ID["o3"]
    assert brigade.subject is Subject.UNIT
    assert brigade.names == (("und", "Third Bakery Brigade"), ("be", "Трэцяя брыгада ўзброеных пекараў"))
    assert (brigade.parent, company.parent, ministry.parent) == ("o2", "o2", None)
    assert ministry.where.towns == "Oldtown"


def test_no_name_of_a_person_comes_in():
    assert [(each.row, each.field) for each in PARSED.refusals] == [
        (1, "schema"),
        (16, "schema"),
        (17, "schema"),
        (18, "schema"),
        (19, "schema"),
    ]
    remedies = {each.row: each.fault.remedy for each in PARSED.refusals}
    assert (
        remedies[17]
        == remedies[18]
        == "a person is no record: name them in a table of records, and they are sealed"
    )
    assert "Organization" in remedies[16]
    kept = "".join(cell for each in PARSED.records for _, cell in each.row.words)
    for name in ("An Invented Clerk", "clerk@example.org", "An Invented Baker", "Somebody or something"):
        assert name in SAMPLE.decode()
        assert name not in kept


def test_a_nested_person_refuses_the_entity_that_holds_it():
    person = {"id": "p", "schema": "Person", "properties": {"name": ["x"]}}
    assert [each.field for each in parse(involved=[person]).refusals] == ["involved"]
    holder = {"id": "o", "schema": "Organization", "properties": {"directors": [person]}}
    assert [each.field for each in parse(organizer=[holder]).refusals] == ["directors"]


@pytest.mark.parametrize("schema", sorted(PERSONS | TIES))
def test_persons_and_ties_are_refused_with_their_remedy(schema: str):
    refusal = parse(schema).refusals[0]
    assert (refusal.field, refusal.fault.remedy) == (
        "schema",
        "a person is no record: name them in a table of records, and they are sealed",
    )


@pytest.mark.parametrize("schema", SUBJECTS)
def test_every_kind_is_a_term_of_the_codebook(schema: str):
    found, book = SUBJECTS[schema], Codebook.load()
    name = {Subject.RECORDING: "recording_kinds", Subject.MESSAGE: "communication_kinds"}.get(found.subject)
    assert (name is None) == (found.kind == "")
    assert name is None or book.vocabulary(name).find_term(found.kind)
    assert not found.evidence_kind or book.vocabulary("evidence_kinds").find_term(found.evidence_kind)


@pytest.mark.parametrize(
    ("schema", "properties", "field"),
    [
        ("Event", {"date": ["2020-13"]}, "date"),
        ("Event", {"date": ["2020-W07"]}, "date"),
        ("Event", {"date": ["9999"]}, "date"),
        ("Event", {"date": ["2020-08-09T25"]}, "date"),
        ("Event", {"date": ["2020-08-09T21:48+99:99"]}, "date"),
        ("Event", {"date": "2020"}, "date"),
        ("Event", {"date": [2020]}, "date"),
        ("Event", {"startDate": ["2020-08-09"], "endDate": ["2020-08-08"]}, "endDate"),
        ("Event", {"name": [None]}, "name"),
        ("Event", {"address": [{"id": [], "schema": "Address", "properties": 5}]}, "properties"),
        ("Event", {"address": [{"schema": "Address", "properties": {"latitude": ["1"]}}]}, "longitude"),
        ("Event", {"address": [{"schema": ["Address"], "properties": {}}]}, "address"),
        ("Video", {"duration": ["1e30"]}, "duration"),
        ("Video", {"duration": ["-5"]}, "duration"),
        ("Video", {"fileName": ["a"], "fileSize": ["many"]}, "fileSize"),
        ("Video", {"fileName": ["a"], "contentHash": ["z" * 64]}, "contentHash"),
        ("Organization", {"name": []}, "name"),
        ("Organization", {"parent": ["x1"]}, "parent"),
        ("Organization", {"parent": ["a b"]}, "parent"),
        ("Starship", {}, "schema"),
    ],
)
def test_a_wrong_value_is_refused_by_field(schema: str, properties: dict[str, Any], field: str):
    assert [each.field for each in parse(schema, **properties).refusals] == [field]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"[]", b"5", b'{"id": "a"}', SAMPLE[:-20], b'{"schema": ["Event"], "id": "a"}']
)
def test_another_file_is_refused_whole_with_its_line(content: bytes):
    with pytest.raises(TableError, match=r"line \d+|empty"):
        parse_accounts(FOLLOW_THE_MONEY, content)


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@given(days, st.sampled_from(("%Y", "%Y-%m", "%Y-%m-%d")))
def test_a_prefix_holds_its_day(day: date, pattern: str):
    prefix = prefix_of(day.strftime(pattern))
    assert prefix.first <= day <= prefix.last
    assert over_by(prefix) > datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)


@given(st.lists(days, min_size=1, max_size=4))
def test_what_encloses_dates_holds_each(several: list[date]):
    whole = enclosing([prefix_of(day.isoformat()) for day in several])
    assert (whole.first, whole.last) == (min(several), max(several))


def test_a_time_among_days_is_a_day():
    assert when(date=["2020-08-09T21", "2020-08-10"]) == When(first=date(2020, 8, 9), last=date(2020, 8, 10))


@pytest.mark.parametrize("text", ["", "20", "2020-", "2020-08-09T", "2020/08", "2020-08-09T21:60", "٢٠٢٠"])
def test_what_is_no_prefix_is_refused(text: str):
    with pytest.raises(InvalidValueError):
        prefix_of(text)
