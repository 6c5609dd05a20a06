"""Recordings of interviews: added by whoever led them, sealed while they arrive, erased like any file."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.work.opening import cast
from tests.zones.desk.test_reports import begun, desk, lead, opened, signed_in, text_of  # noqa: F401 - a fixture

from crimebook.stores.register import reports
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.evidence import blob_object
from crimebook.work.actors import operator
from crimebook.work.evidence import check_evidence
from crimebook.work.opening.desk import Desk
from crimebook.work.opening.erasing import erase_report

VOICE = b"the canary of a voice in clear / " * 40_000


def led(client: Client) -> str:
    ref = begun(client)
    lead(client, ref, "start", safe_now="yes", age="25_to_39")
    lead(client, ref, "account", first_account="аповед голасам")
    assert lead(client, ref, "conduct", was_recorded="yes").status_code == 302
    return ref


def record(client: Client, ref: str, content: bytes = VOICE, name: str = "voice of A.ogg") -> Any:
    return client.post(f"/en/reports/{ref}/record/", {"recording": SimpleUploadedFile(name, content)})


def blobs(desk: Desk) -> list[str]:  # noqa: F811 - the fixture
    return sorted(desk.blobs.names())


def test_a_recording_is_kept_shown_and_given_out_to_whoever_led_the_interview(desk: Desk, tmp_path: Path):  # noqa: F811
    client = signed_in("asker")
    ref = led(client)
    assert "Add a recording" in text_of(client.get(f"/en/reports/{ref}/"))
    assert record(client, ref).status_code == 302
    assert record(client, ref, b"the second", "two.ogg").status_code == 302
    page = text_of(client.get(f"/en/reports/{ref}/"))
    assert "voice of A.ogg" in page
    assert hashlib.sha256(VOICE).hexdigest() in page
    found = [
        b"".join(client.post(f"/en/reports/{ref}/files/{number}/").streaming_content) for number in (1, 2)
    ]
    assert found == [VOICE, b"the second"]
    row = reports.find_report(ref)
    assert (row.files, row.messages_in) == (2, 0)
    for each in reports.attachments_of(row.report_id):
        assert len(chain_of(blob_object(each.blob))) == 1
    told = check_evidence(
        operator(), desk.blobs, tmp_path / "checks", at=cast.NOW, progress=lambda _done, _all: None
    )
    assert told.is_whole


def test_nothing_of_a_recording_stands_in_clear(desk: Desk, tmp_path: Path):  # noqa: F811
    client = signed_in("asker")
    assert record(client, led(client)).status_code == 302
    assert len(blobs(desk)) == 1
    every = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"canary of a voice" not in every
    assert b"voice of A" not in every


@pytest.mark.parametrize("key", ["operator", "second-asker"])
def test_nobody_else_adds_to_an_interview_and_nothing_is_read_of_it(desk: Desk, key: str):  # noqa: F811
    ref = led(signed_in("asker"))
    assert record(signed_in(key), ref).status_code in {302, 404}
    assert blobs(desk) == []
    assert reports.find_report(ref).files == 0


def test_a_report_that_came_by_itself_takes_no_recording(desk: Desk):  # noqa: F811
    ref = opened(desk)
    before = blobs(desk)
    assert record(signed_in("asker"), ref).status_code == 404
    assert blobs(desk) == before


def test_a_forged_form_leaves_nothing(desk: Desk):  # noqa: F811
    client = signed_in("asker")
    ref = led(client)
    forger = Client(enforce_csrf_checks=True)
    forger.cookies = client.cookies
    assert record(forger, ref).status_code == 403
    assert blobs(desk) == []
    assert reports.find_report(ref).files == 0


@pytest.mark.parametrize("posted", [{}, {"recording": SimpleUploadedFile("empty.ogg", b"")}])
def test_nothing_and_an_empty_file_are_no_recording(desk: Desk, posted: dict[str, Any]):  # noqa: F811
    client = signed_in("asker")
    ref = led(client)
    assert client.post(f"/en/reports/{ref}/record/", posted).status_code in {302, 400}
    assert blobs(desk) == []


def test_an_erased_interview_has_no_recording_any_more(desk: Desk):  # noqa: F811
    client = signed_in("asker")
    ref = led(client)
    record(client, ref)
    assert len(blobs(desk)) == 1
    erase_report(desk, operator(), ref, None, at=cast.NOW)
    assert blobs(desk) == []
    assert record(client, ref).status_code == 404
    assert blobs(desk) == []
