"""ProofMode bundles: what a proof says, what was measured anew, and what never comes in."""

import contextlib
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.partners.mutations import damaged

from crimebook.exchange import bundles
from crimebook.exchange.accounts import Account, Subject, parse_accounts
from crimebook.exchange.partners.phones import PHONE_CLOCK_SIGMA_S
from crimebook.exchange.partners.proofmode import PROOFMODE
from crimebook.exchange.tables import TableError

MEDIA = b"an invented picture"
DIGEST = hashlib.sha256(MEDIA).hexdigest()
SECRETS = {
    "DeviceID": "serial-1",
    "DeviceID Vendor": "vendor-1",
    "Wifi MAC": "02:00:00:00:00:01",
    "IPv4": "10.0.0.7",
    "IPv6": "fe80::7",
    "CellInfo": "cell-7",
    "Network": "a-home-network",
    "SafetyCheck": "token-7",
    "A field of next year": "another-secret",
}


def proof(**differences: Any) -> dict[str, Any]:
    fields = {
        "File Hash SHA256": DIGEST,
        "File Path": "/storage/emulated/0/a-person/IMG_1.jpg",
        "File Created": "2020-08-10T20:15:00.000Z",
        "File Modified": "2020-08-10T20:15:04.000Z",
        "Proof Generated": "2020-08-10T20:15:09Z",
        "Location.Latitude": "53.9081",
        "Location.Longitude": "27.4601",
        "Location.Accuracy": "8.2",
        "Location.Time": "1597090500000",
        "Manufacturer": "a-maker",
        "Notes": "",
        **SECRETS,
    }
    return {**fields, **differences}


def zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def bundle(media: bytes = MEDIA, **differences: Any) -> bytes:
    return zipped(
        {
            "IMG_1.jpg": media,
            "IMG_1.jpg.asc": b"signature",
            f"{DIGEST}.proof.json": json.dumps(proof(**differences)).encode(),
            f"{DIGEST}.ots": b"stamp",
            "pubkey.asc": b"key",
        }
    )


def one(content: bytes) -> Account:
    parsed = parse_accounts(PROOFMODE, content)
    assert not parsed.refusals, parsed.refusals
    return parsed.records[0]


def test_a_proof_is_a_recording_where_and_when_the_phone_says():
    account = one(bundle())
    assert account.subject is Subject.RECORDING
    assert account.external_id == DIGEST
    assert (account.kind, account.title) == ("photo", "IMG_1.jpg")
    assert account.when.start == datetime(2020, 8, 10, 20, 15, tzinfo=UTC)
    assert account.when.end == datetime(2020, 8, 10, 20, 15, 4, tzinfo=UTC)
    assert account.when.sigma_s == PHONE_CLOCK_SIGMA_S
    assert account.where.spot is not None
    assert (account.where.spot.point, account.where.spot.radius_m) == ((53.9081, 27.4601), 8.2)
    assert [(each.name, each.digest, each.size_bytes) for each in account.files] == [
        ("IMG_1.jpg", DIGEST, len(MEDIA))
    ]


def test_the_phone_and_its_networks_are_not_kept():
    words = json.dumps(dict(one(bundle()).row.cells))
    for secret in (*SECRETS.values(), "a-person"):
        assert secret not in words


def test_a_file_that_is_not_what_its_proof_says_is_refused():
    parsed = parse_accounts(PROOFMODE, bundle(media=b"another picture"))
    assert [each.field for each in parsed.refusals] == ["File Hash SHA256"]
    assert "changed after its proof" in str(parsed.refusals[0].fault)
    assert (parsed.rows, len(parsed.records)) == (1, 0)


def test_a_renamed_file_is_found_by_its_digest():
    content = zipped({"renamed.jpg": MEDIA, f"{DIGEST}.proof.json": json.dumps(proof()).encode()})
    assert one(content).files[0].name == "renamed.jpg"


def test_a_proof_without_its_file_comes_in_unmeasured():
    account = one(zipped({f"{DIGEST}.proof.json": json.dumps(proof()).encode()}))
    assert account.files[0].size_bytes is None
    assert "bundle sha256" not in account.row.cells


def test_a_proof_as_a_table_is_read_and_the_json_wins():
    fields = proof(Manufacturer="of-the-table")
    table = f"{','.join(fields)},\n{','.join(map(str, fields.values()))},\n".encode()
    name = f"{DIGEST}.proof"
    alone = one(zipped({f"{name}.csv": table, "IMG_1.jpg": MEDIA}))
    assert alone.row["Manufacturer"] == "of-the-table"
    both = one(zipped({f"{name}.csv": table, f"{name}.json": json.dumps(proof()).encode()}))
    assert both.row["Manufacturer"] == "a-maker"


def test_what_the_phone_did_not_know_stays_unknown():
    account = one(
        bundle(
            **{"Location.Latitude": "", "Location.Longitude": "", "File Created": "", "File Modified": "0"}
        )
    )
    assert account.where.spot is None
    assert account.when.start is None
    assert account.when.posted_at == datetime(2020, 8, 10, 20, 15, 9, tzinfo=UTC)


def test_a_file_written_for_longer_than_one_films_was_copied():
    when = one(bundle(**{"File Modified": "2021-01-01T00:00:00Z"})).when
    assert when.start == when.end == datetime(2020, 8, 10, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("differences", "field"),
    [
        ({"File Hash SHA256": "abc"}, "File Hash SHA256"),
        ({"File Hash SHA256": ""}, "File Hash SHA256"),
        ({"Location.Latitude": "91"}, "Location.Latitude"),
        ({"Location.Latitude": "north"}, "Location.Latitude"),
        ({"File Created": "yesterday"}, "File Created"),
    ],
)
def test_a_wrong_value_refuses_its_proof(differences: dict[str, str], field: str):
    parsed = parse_accounts(PROOFMODE, bundle(**differences))
    assert [each.field for each in parsed.refusals] == [field]


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", b"PK\x03\x04broken", zipped({"IMG_1.jpg": MEDIA}), zipped({"a.proof.json": b"[1]"})],
)
def test_what_is_no_bundle_refuses_the_file(content: bytes):
    with pytest.raises(TableError):
        parse_accounts(PROOFMODE, content)


def test_a_bundle_made_to_stop_the_reader_is_refused_unread():
    with pytest.raises(TableError, match="packed size"):
        parse_accounts(PROOFMODE, zipped({"a.proof.json": b" " * 50_000_000}))


def test_limits_on_how_many_and_how_much_hold(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundles, "MAX_MEMBERS", 1)
    with pytest.raises(TableError, match="at most 1 files"):
        parse_accounts(PROOFMODE, bundle())
    monkeypatch.setattr(bundles, "MAX_MEMBERS", 10)
    monkeypatch.setattr(bundles, "MAX_BYTES", 10)
    with pytest.raises(TableError, match="unpacks to at most 10 bytes"):
        parse_accounts(PROOFMODE, bundle())
    monkeypatch.setattr(bundles, "MAX_BYTES", 10_000_000)
    monkeypatch.setattr(bundles, "MAX_TEXT_BYTES", 10)
    with pytest.raises(TableError, match="records of at most 10 bytes"):
        parse_accounts(PROOFMODE, bundle())


def test_a_bundle_whose_picture_is_damaged_is_refused():
    content = bytearray(zipped({"IMG_1.jpg": bytes(range(256)) * 40, "a.proof.json": b"{}"}))
    content[60:70] = b"\x00" * 10
    with pytest.raises(TableError, match="broken"):
        parse_accounts(PROOFMODE, bytes(content))


def test_a_path_that_climbs_out_is_a_name_like_any_other():
    content = zipped({"../../etc/IMG_1.jpg": MEDIA, f"../{DIGEST}.proof.json": json.dumps(proof()).encode()})
    assert one(content).files[0].name == "IMG_1.jpg"


@settings(max_examples=500, derandomize=True, database=None)
@given(st.data())
def test_damaged_proofs_in_a_whole_zip_file_are_refused_or_told(data: st.DataObject):
    """Damage what is in the zip file: damage to the file around it seldom gets past its check sums."""
    fields = json.dumps(proof(), ensure_ascii=False).encode()
    proofs = data.draw(damaged(fields, ".json"))
    table = data.draw(damaged(f"{','.join(proof())},\n{','.join(proof().values())},\n".encode(), ".csv"))
    content = zipped({"IMG_1.jpg": MEDIA, "a.proof.json": proofs, "b.proof.csv": table})
    with contextlib.suppress(TableError):
        parsed = parse_accounts(PROOFMODE, content)
        assert parsed.rows == len(list(PROOFMODE.read_rows(content)))
