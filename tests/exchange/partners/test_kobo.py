"""Submissions of forms: what a question of a plain name becomes, and what never comes in."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from crimebook.exchange.accounts import Account, Subject, parse_accounts
from crimebook.exchange.partners.kobo import KOBO, STATED_SIGMA_S
from crimebook.exchange.tables import TableError

SAMPLE = Path(__file__).parent / "samples" / "kobo.json"


def accounts(content: bytes) -> tuple[Account, ...]:
    parsed = parse_accounts(KOBO, content)
    assert not parsed.refusals, parsed.refusals
    return parsed.records


def submission(**answers: Any) -> bytes:
    return json.dumps([{"_id": 1, **answers}]).encode()


def one(**answers: Any) -> Account:
    return accounts(submission(**answers))[0]


def refused(**answers: Any) -> list[str]:
    return [each.field for each in parse_accounts(KOBO, submission(**answers)).refusals]


def test_a_submission_is_read_by_the_plain_names_of_its_questions():
    first = accounts(SAMPLE.read_bytes())[0]
    assert first.external_id == "0c5f7a51-8d6e-4c0f-9a55-2f1b6d1f0a01"
    assert first.subject is Subject.INCIDENT
    assert (first.when.first, first.when.words) == (date(2020, 8, 10), "23:15")
    assert first.where.spot is not None
    assert (first.where.spot.point, first.where.spot.radius_m) == ((53.9081, 27.4601), 12.5)
    assert (first.where.words, first.where.towns) == ("an invented stop", "Minsk")
    assert first.text == "Three men hit a passer-by.\n\na bruise on the left arm"
    assert first.actors == ("OMON",)
    assert first.labels == ("beating", "arbitrary_detention")
    assert [link.url for link in first.links] == ["https://example.org/watch?v=1"]
    assert [(each.name, each.media_type) for each in first.files] == [("photo.jpg", "image/jpeg")]


def test_consent_comes_in_by_purpose_with_its_words_and_its_time():
    first, second, third = accounts(SAMPLE.read_bytes())
    assert [(each.purpose, each.answer) for each in first.consents] == [
        ("analysis", "granted"),
        ("icc_un", "refused"),
    ]
    assert first.consents[0].at == datetime(2020, 8, 14, 9, 30, tzinfo=UTC)
    assert [(each.purpose, each.answer) for each in second.consents] == [("anonymous_publication", "granted")]
    assert "да" in second.consents[0].words
    assert third.consents == ()


def test_questions_in_russian_and_belarusian_are_read():
    _, russian, belarusian = accounts(SAMPLE.read_bytes())
    assert (russian.when.first, russian.when.words) == (date(2020, 8, 11), "поздно вечером")
    assert russian.where.words == "у выдуманного моста"
    assert (belarusian.when.first, belarusian.when.words) == (None, "ноччу")
    assert belarusian.where.spot is None
    assert belarusian.text == "Чуў выбухі."


def test_the_phone_and_its_owner_are_not_kept():
    kept = json.dumps([dict(each.row.cells) for each in accounts(SAMPLE.read_bytes())])
    for secret in ("a-collector", "collect:AAAA", "+000000000", "download_url"):
        assert secret not in kept
    assert '"42"' in kept  # a question that nobody knows stays the source's words


def test_when_a_form_was_filled_is_not_when_it_happened():
    when = one(start="2020-08-14T12:00:00.000+03:00", end="2020-08-14T12:20:00.000+03:00").when
    assert (when.first, when.start, when.posted_at) == (None, None, None)


def test_a_time_with_its_offset_is_an_instant_as_good_as_a_persons_word():
    when = one(when="2020-08-10T23:15:00.000+03:00").when
    assert when.start == when.end == datetime(2020, 8, 10, 20, 15, tzinfo=UTC)
    assert when.sigma_s == STATED_SIGMA_S


def test_a_time_without_an_offset_is_a_day_and_its_clock_words():
    when = one(date_and_time="2020-08-10 23:15").when
    assert (when.first, when.words, when.start) == (date(2020, 8, 10), "23:15", None)


def test_odk_centrals_groups_and_points_are_read():
    entry = {
        "__id": "uuid:aaaa-1",
        "__system": {"submissionDate": "2020-08-15T07:00:00.000Z", "submitterName": "somebody"},
        "incident": {
            "date": "2020-08-12",
            "location": {
                "type": "Point",
                "coordinates": [27.4601, 53.9081, 200.0],
                "properties": {"accuracy": 4.0},
            },
        },
        "consent": "yes",
        "repeats@odata.navigationLink": "Submissions('x')",
    }
    account = accounts(json.dumps({"value": [entry], "@odata.context": "x"}).encode())[0]
    assert account.external_id == "aaaa-1"
    assert account.where.spot is not None
    assert account.where.spot.point == (53.9081, 27.4601)
    assert account.where.spot.radius_m == 4.0
    assert account.consents[0].at == datetime(2020, 8, 15, 7, 0, tzinfo=UTC)
    assert not any("somebody" in cell or "Submissions" in cell for cell in account.row.cells.values())


XML = b"""<?xml version="1.0"?>
<data id="form" version="3" xmlns:jr="http://openrosa.org/javarosa">
  <incident><date>2020-08-12</date><where>an invented yard</where></incident>
  <item><note>one</note></item><item><note>two</note></item>
  <deviceid>serial-9</deviceid>
  <meta><instanceID>uuid:bbbb-2</instanceID></meta>
</data>"""


def test_a_submission_in_xml_is_read_with_its_repeats():
    account = accounts(XML)[0]
    assert account.external_id == "bbbb-2"
    assert account.when.first == date(2020, 8, 12)
    assert account.where.words == "an invented yard"
    assert account.row["item/note"] == "one"
    assert account.row["item[2]/note"] == "two"
    assert "deviceid" not in account.row.cells


def test_a_zip_file_of_submissions_is_read():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("one/submission.xml", XML)
        archive.writestr("two/submission.xml", XML.replace(b"bbbb-2", b"bbbb-3"))
        archive.writestr("two/photo.jpg", b"picture")
    assert [each.external_id for each in accounts(file.getvalue())] == ["bbbb-2", "bbbb-3"]


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE data [<!ENTITY a "aaaa">]><data><x>&a;</x></data>',
        b"<data><unclosed></data>",
        b'{"results": [1]}',
        b'{"nothing": 1}',
        b"[" * 100_000,
        b"not json",
        (b"<a>" * 60) + (b"</a>" * 60),
    ],
)
def test_what_is_no_submission_refuses_the_file(content: bytes):
    with pytest.raises(TableError):
        parse_accounts(KOBO, content)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"_id": None}, "_uuid"),
        ({"date": "2020-13-45"}, "date"),
        ({"date": "03/04/2020"}, "date"),
        ({"location": "153.9 27.4"}, "location"),
        ({"_geolocation": [95.0, 27.0]}, "_geolocation"),
        ({"_attachments": "{broken"}, None),
    ],
)
def test_a_wrong_value_refuses_its_submission_by_question(answers: dict[str, Any], field: str | None):
    assert refused(**answers) == ([field] if field else [])


def test_the_point_where_no_point_is_known_is_none():
    assert one(location="0 0 0 0").where.spot is None


def test_the_same_id_twice_is_refused_the_second_time():
    parsed = parse_accounts(KOBO, b'[{"_id": 7}, {"_id": 7}]')
    assert (len(parsed.records), len(parsed.refusals), parsed.rows) == (1, 1, 2)
