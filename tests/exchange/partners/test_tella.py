"""Tella exports: files with their metadata, reports, and what never comes in."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crimebook.exchange.accounts import Account, Subject, parse_accounts
from crimebook.exchange.partners.tella import TELLA
from crimebook.exchange.tables import TableError

SAMPLE = (Path(__file__).parent / "samples" / "tella.csv").read_bytes()
DIGEST = "1" * 64


def one(content: bytes) -> Account:
    parsed = parse_accounts(TELLA, content)
    assert not parsed.refusals, parsed.refusals
    return parsed.records[0]


def test_metadata_of_a_file_is_its_recording():
    account = one(SAMPLE)
    assert (account.external_id, account.subject, account.kind) == (DIGEST, Subject.RECORDING, "video")
    assert account.when.start == datetime(2020, 8, 10, 20, 15, tzinfo=UTC)
    assert account.where.spot is not None
    assert (account.where.spot.point, account.where.spot.radius_m) == ((53.9081, 27.4601), 8.5)
    assert account.files[0].digest == DIGEST


@pytest.mark.parametrize(
    "secret",
    ["cell-1", "home-network", "10.0.0.5", "::1", "an-operator", "02:00:00", "serial-1", "a-person"],
)
def test_the_phone_and_its_networks_are_not_kept(secret: str):
    assert secret not in json.dumps(dict(one(SAMPLE).row.cells), ensure_ascii=False)


def test_the_same_in_json_is_read_the_same():
    entry = {
        "fileHashSHA256": DIGEST,
        "fileName": "clip.mp4",
        "timestamp": 1597090500000,
        "myLocation": {"latitude": 53.9081, "longitude": 27.4601, "accuracy": 8.5, "timestamp": 1},
        "cells": ["cell-1"],
        "wifis": ["home-network"],
        "deviceID": "serial-1",
    }
    table, value = one(SAMPLE), one(json.dumps([entry]).encode())
    assert (table.when, table.where.spot, table.files) == (value.when, value.where.spot, value.files)
    assert "serial-1" not in json.dumps(dict(value.row.cells))


def test_a_report_is_an_incident_without_its_author():
    report = {
        "id": "r-1",
        "title": "An invented report",
        "description": "What was seen.",
        "createdAt": "2020-08-14T10:00:00Z",
        "author": {"username": "a-person@example.org"},
        "files": [{"fileName": "a.jpg", "type": "image/jpeg", "size": 10, "bucket": "secret-bucket"}],
    }
    account = one(json.dumps({"results": [report]}).encode())
    assert (account.subject, account.external_id, account.text) == (Subject.INCIDENT, "r-1", "What was seen.")
    assert account.when.first is None
    assert [(each.name, each.media_type, each.size_bytes) for each in account.files] == [
        ("a.jpg", "image/jpeg", 10)
    ]
    words = json.dumps(dict(account.row.cells))
    assert "a-person" not in words
    assert "secret-bucket" not in words


def zipped(media: bytes, digest: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("folder/clip.mp4", media)
        archive.writestr("folder/clip.csv", SAMPLE.replace(DIGEST.encode(), digest.encode()))
    return file.getvalue()


def test_a_zip_file_is_measured_anew():
    digest = hashlib.sha256(b"film").hexdigest()
    account = one(zipped(b"film", digest))
    assert account.files[0].size_bytes == 4
    parsed = parse_accounts(TELLA, zipped(b"another film", digest))
    assert [each.field for each in parsed.refusals] == ["File hash"]


def test_a_stamp_of_zero_is_no_time():
    assert one(SAMPLE.replace(b"1597090500000", b"0")).when.start is None


def test_tables_one_below_the_other_are_read():
    second = SAMPLE.replace(DIGEST.encode(), b"2" * 64)
    assert len(parse_accounts(TELLA, SAMPLE + second).records) == 2


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"[1]", b"PK\x03\x04x", b"\xff\xfe\x00"])
def test_what_is_no_export_refuses_the_file(content: bytes):
    with pytest.raises(TableError):
        parse_accounts(TELLA, content)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (DIGEST.encode(), b"xyz", "File hash"),
        (b"53.9081", b"95", "Location latitude"),
        (b"1597090500000", b"soon", "Timestamp"),
    ],
)
def test_a_wrong_value_refuses_its_row(old: bytes, new: bytes, field: str):
    parsed = parse_accounts(TELLA, SAMPLE.replace(old, new))
    assert [each.field for each in parsed.refusals] == [field]
