"""Links that were archived: recordings, messages, and links that are gone."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crimebook.exchange.accounts import Account, Subject, parse_accounts
from crimebook.exchange.partners.auto_archiver import AUTO_ARCHIVER
from crimebook.exchange.tables import TableError

SAMPLE = (Path(__file__).parent / "samples" / "auto-archiver.csv").read_bytes()


def accounts(content: bytes) -> tuple[Account, ...]:
    parsed = parse_accounts(AUTO_ARCHIVER, content)
    assert not parsed.refusals, parsed.refusals
    return parsed.records


def test_a_link_with_a_picture_is_a_recording_known_by_when_it_was_posted():
    video = accounts(SAMPLE)[0]
    assert (video.subject, video.kind, video.duration_s) == (Subject.RECORDING, "video", 65.0)
    assert video.when.posted_at == datetime(2020, 8, 10, 21, 5, tzinfo=UTC)
    assert video.when.start is None
    assert video.url == "https://example.org/v/1"
    assert [(link.url, link.text) for link in video.links] == [
        ("https://example.org/v/1", "yt-dlp: success"),
        ("https://archive.example.org/1/page.html", "archive"),
        ("https://archive.example.org/1/shot.png", "screenshot"),
        ("https://archive.example.org/1/a.wacz", "wacz"),
    ]
    assert [(each.name, each.digest) for each in video.files] == [("page.html", "2" * 64)]
    assert video.row["Our note"] == "seen by us"


def test_words_without_a_picture_are_a_message():
    message = accounts(SAMPLE)[1]
    assert (message.subject, message.kind, message.text) == (
        Subject.MESSAGE,
        "public_post",
        "A message in words.",
    )
    assert message.when.posted_at == datetime(2020, 8, 10, 20, 0, tzinfo=UTC)


def test_a_link_that_could_not_be_archived_is_still_a_link():
    gone = accounts(SAMPLE)[2]
    assert (gone.subject, gone.kind, gone.when.posted_at) == (Subject.RECORDING, "undetermined", None)
    assert gone.links[0].text == "nothing archived"


def test_an_id_is_the_links_own_and_not_its_place_in_the_sheet():
    lines = SAMPLE.splitlines()
    turned = b"\n".join((lines[0], *reversed(lines[1:]))) + b"\n"
    assert {each.external_id for each in accounts(turned)} == {each.external_id for each in accounts(SAMPLE)}


def test_older_names_of_columns_are_known():
    old = b"url,status,archive,timestamp,title\nhttps://example.org/1,ok,https://a.example.org/1,2020-08-10T10:00:00Z,x\n"
    assert accounts(old)[0].when.posted_at == datetime(2020, 8, 10, 10, 0, tzinfo=UTC)


def test_empty_lines_are_no_rows_and_a_link_twice_is_refused():
    parsed = parse_accounts(
        AUTO_ARCHIVER, b"Link,Note\n,\nhttps://example.org/1,\nhttps://example.org/1,\n,words\n"
    )
    assert parsed.rows == 3
    assert [each.field for each in parsed.refusals] == ["Link", "id"] or [
        each.field for each in parsed.refusals
    ] == ["id", "Link"]


def metadata(**differences: Any) -> dict[str, Any]:
    return {
        "status": "telegram: success",
        "metadata": {
            "url": "https://example.org/t/1",
            "title": "An invented post",
            "timestamp": 1597093200.0,
            "_processed_at": "2022-01-01T00:00:00+00:00",
        },
        "media": [
            {
                "filename": "folder/x/clip.mp4",
                "urls": ["https://archive.example.org/clip.mp4"],
                "_mimetype": "video/mp4",
                "properties": {"hash": "SHA-256:" + "3" * 64, "duration": 12.5},
            },
            {
                "filename": "page.html",
                "urls": [],
                "_mimetype": "text/html",
                "properties": {"id": "_final_media"},
            },
        ],
        **differences,
    }


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(metadata()),
        json.dumps([metadata()]),
        json.dumps({"id": "a", "url": "u", "result": metadata()}),
        json.dumps(metadata()) + "\n" + json.dumps(metadata(metadata={"url": "https://example.org/2"})),
    ],
)
def test_its_metadata_is_read_alone_in_a_list_and_one_a_line(content: str):
    account = accounts(content.encode())[0]
    assert (account.kind, account.duration_s) == ("video", 12.5)
    assert account.when.posted_at == datetime(2020, 8, 10, 21, 0, tzinfo=UTC)
    assert [(each.name, each.digest, each.media_type) for each in account.files] == [
        ("clip.mp4", "3" * 64, "video/mp4"),
        ("page.html", None, "text/html"),
    ]


def test_metadata_with_words_alone_is_a_message():
    facts = {"url": "https://example.org/3", "content": "words"}
    assert accounts(json.dumps(metadata(metadata=facts, media=[])).encode())[0].subject is Subject.MESSAGE


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"[1]", b"{}", b'{"metadata": {', b"status,metadata,media\n1,2,3\n"]
)
def test_what_is_no_archive_refuses_the_file(content: bytes):
    with pytest.raises(TableError):
        parse_accounts(AUTO_ARCHIVER, content)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"javascript:alert(1),2020-08-10", "Link"),
        (b"https://example.org/1,soon", "Upload timestamp"),
    ],
)
def test_a_wrong_value_refuses_its_row(line: bytes, field: str):
    parsed = parse_accounts(AUTO_ARCHIVER, b"Link,Upload timestamp\n" + line + b"\n")
    assert [each.field for each in parsed.refusals] == [field]
