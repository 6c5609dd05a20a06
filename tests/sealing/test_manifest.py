from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.sealing.cast import DESK, ORIGIN, REPLY_KEY, STRANGER

from crimebook.sealing.errors import EnvelopeError, ManifestError, ManifestExpiredError
from crimebook.sealing.manifest import (
    TITLE,
    Custodian,
    Epoch,
    FormerLogKey,
    Manifest,
    WitnessPolicy,
    ZoneKey,
    manifest_text,
    parse_manifest,
)
from crimebook.terms.errors import InvalidValueError
from crimebook.unsealing.manifest import RootKey, sign_manifest, sign_note

KEY = RootKey("book.example/root", b"1" * 32, b"2" * 32)
ROOTS = (KEY.root,)
AT = datetime(2020, 8, 9, 12, tzinfo=UTC)
AUGUST = Epoch("2020-08", str(DESK.recipient), "2020-08-01T00:00:00Z", "2020-09-01T00:00:00Z")
SEPTEMBER = Epoch("2020-09", str(STRANGER.recipient), "2020-09-01T00:00:00Z", "2020-10-01T00:00:00Z")
OLD_DESK = ZoneKey("desk", "a" * 64, "2020-08-01T00:00:00Z", "2020-08-09T00:00:00Z")
NEW_DESK = ZoneKey("desk", "b" * 64, "2020-08-09T00:00:00Z")
FORMER = FormerLogKey("log.example+3+AA", 512, "c" * 64)
EARLIER = FormerLogKey("log.example+4+AA", 128, "d" * 64)
CUSTODIANS = tuple(
    Custodian(index, str(STRANGER.recipient), "a" * 64, where) for index, where in ((1, "LT"), (2, "PL"))
)


def manifest(**differences: Any) -> Manifest:
    plain = Manifest(
        ORIGIN, 7, "2020-08-01T00:00:00Z", "2020-09-15T00:00:00Z", (AUGUST, SEPTEMBER), REPLY_KEY.hex()
    )
    return replace(plain, **differences)


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param(manifest(), id="the least"),
        pytest.param(
            manifest(
                custodians=CUSTODIANS,
                custodians_needed=2,
                zone_keys=(OLD_DESK, NEW_DESK),
                offline_recipient=str(STRANGER.recipient),
                witnesses=WitnessPolicy(1, ("witness.example+1+AA",)),
                script_hash="0" * 64,
                log_key="log.example+1+AA",
                former_log_keys=(FormerLogKey("log.example+2+AA"), FORMER, EARLIER),
                leaves_per_interval=64,
                interval_s=3_600,
            ),
            id="with all that the ledger brings",
        ),
    ],
)
def test_what_the_root_signed_is_what_is_read(signed: Manifest):
    assert parse_manifest(sign_manifest(signed, KEY), ROOTS, AT) == signed


def test_each_month_has_its_key_from_its_first_instant_to_before_the_next():
    read = manifest()
    assert read.recipient_at(AT) == DESK.recipient
    border = datetime(2020, 9, 1, tzinfo=UTC)
    assert read.recipient_at(border - timedelta(microseconds=1)) == DESK.recipient
    assert read.recipient_at(border) == STRANGER.recipient
    assert read.reply_public == REPLY_KEY


@pytest.mark.parametrize("at", [datetime(2020, 7, 31, tzinfo=UTC), datetime(2020, 10, 1, tzinfo=UTC)])
def test_a_moment_without_a_key_seals_nothing(at: datetime):
    with pytest.raises(ManifestError, match="epoch"):
        manifest().recipient_at(at)


def test_an_expired_manifest_is_refused_from_the_instant_it_names():
    note = sign_manifest(manifest(), KEY)
    end = datetime(2020, 9, 15, tzinfo=UTC)
    parse_manifest(note, ROOTS, end - timedelta(seconds=1))
    with pytest.raises(ManifestExpiredError, match="2020-09-15"):
        parse_manifest(note, ROOTS, end)


def test_a_time_without_its_zone_is_refused():
    with pytest.raises(InvalidValueError):
        parse_manifest(sign_manifest(manifest(), KEY), ROOTS, datetime(2020, 8, 9))


def test_a_changed_manifest_is_refused():
    note = sign_manifest(manifest(), KEY)
    changed = note.replace(str(DESK.recipient).encode(), str(STRANGER.recipient).encode())
    assert changed != note
    with pytest.raises(ManifestError):
        parse_manifest(changed, ROOTS, AT)


def test_a_manifest_of_another_root_is_refused():
    with pytest.raises(ManifestError):
        parse_manifest(sign_manifest(manifest(), replace(KEY, ed25519_seed=b"3" * 32)), ROOTS, AT)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("another note\n", id="another note of the same root"),
        pytest.param(f"{TITLE}\n{{}}\n", id="an empty manifest"),
        pytest.param(manifest_text(manifest()).replace(",", ", ", 1), id="another writing"),
        pytest.param(manifest_text(manifest()).replace('"version":1', '"version":2'), id="a future version"),
        pytest.param(manifest_text(manifest()) + "more\n", id="a line more"),
    ],
)
def test_another_text_of_the_same_root_is_refused(text: str):
    with pytest.raises(ManifestError):
        parse_manifest(sign_note(text, KEY), ROOTS, AT)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"origin": ""}, id="no origin"),
        pytest.param({"serial": 0}, id="no serial number"),
        pytest.param({"reply_key": "0"}, id="a reply key that is none"),
        pytest.param({"script_hash": "0"}, id="a script's hash that is none"),
        pytest.param({"issued": "2020-08-01"}, id="a day for an instant"),
        pytest.param({"expires": "2020-08-01T00:00:00Z"}, id="expired when issued"),
        pytest.param({"epochs": (SEPTEMBER, AUGUST)}, id="months in another order"),
        pytest.param(
            {"epochs": (AUGUST, replace(SEPTEMBER, since="2020-08-31T00:00:00Z"))}, id="months that overlap"
        ),
        pytest.param({"epochs": (AUGUST, replace(SEPTEMBER, month="2020-08"))}, id="a month twice"),
        pytest.param({"epochs": (replace(AUGUST, recipient="age1qqq"),)}, id="a classical recipient"),
        pytest.param(
            {"custodians": (CUSTODIANS[0], replace(CUSTODIANS[1], recipient="")), "custodians_needed": 2},
            id="a custodian without a recipient",
        ),
        pytest.param(
            {"custodians": (CUSTODIANS[0], replace(CUSTODIANS[1], sign_key="")), "custodians_needed": 2},
            id="a custodian without a key of answers",
        ),
        pytest.param({"custodians": CUSTODIANS[::-1], "custodians_needed": 2}, id="custodians out of order"),
        pytest.param({"custodians": CUSTODIANS}, id="custodians without a quorum"),
        pytest.param({"custodians": CUSTODIANS, "custodians_needed": 1}, id="one custodian who opens alone"),
        pytest.param({"custodians": CUSTODIANS, "custodians_needed": 3}, id="a quorum that cannot be had"),
        pytest.param({"custodians_needed": 2}, id="a quorum of nobody"),
        pytest.param({"custodians": CUSTODIANS[:1] * 2, "custodians_needed": 2}, id="a custodian twice"),
        pytest.param(
            {
                "custodians": (CUSTODIANS[0], replace(CUSTODIANS[1], jurisdiction="pl")),
                "custodians_needed": 2,
            },
            id="a jurisdiction that is none",
        ),
        pytest.param({"zone_keys": (replace(NEW_DESK, key="0"),)}, id="a zone's key that is none"),
        pytest.param({"zone_keys": (NEW_DESK, replace(NEW_DESK, until=OLD_DESK.until))}, id="a key twice"),
        pytest.param({"zone_keys": (NEW_DESK, replace(OLD_DESK, until=""))}, id="two that sign for a zone"),
        pytest.param({"zone_keys": (replace(NEW_DESK, since="2020"),)}, id="a zone's key since a year"),
        pytest.param(
            {"zone_keys": (replace(OLD_DESK, until=OLD_DESK.since),)}, id="a zone's key for no time"
        ),
        pytest.param({"offline_recipient": "x"}, id="an offline key that is none"),
        pytest.param({"witnesses": WitnessPolicy(1, ())}, id="more witnesses wanted than there are"),
        *(
            pytest.param({"log_key": "log+1+AA", "former_log_keys": keys}, id=f"former keys: {what}")
            for what, keys in {
                "the one of now": (replace(FORMER, key="log+1+AA"),),
                "one twice": (FORMER, FORMER),
                "none": (replace(FORMER, key=""),),
                "the oldest first": (EARLIER, FORMER),
                "two that sign": (FormerLogKey("a"), FormerLogKey("b")),
                "an older one that signs": (FORMER, FormerLogKey("a")),
                "a size below nothing": (replace(FORMER, size=-1),),
                "a size without a root": (replace(FORMER, root=""),),
                "a root without a size": (replace(FORMER, size=0),),
                "a size that no reader holds": (replace(FORMER, size=1 << 53),),
                "too many": tuple(replace(FORMER, key=f"log+{number}") for number in range(17)),
            }.items()
        ),
        pytest.param({"former_log_keys": (FORMER,)}, id="a former key without one of now"),
    ],
)
def test_a_manifest_that_cannot_be_is_not_signed(fault: dict[str, Any]):
    with pytest.raises(EnvelopeError):
        sign_manifest(manifest(**fault), KEY)


def test_as_many_custodians_as_open_an_identity_never_stand_in_one_jurisdiction():
    five = tuple(
        replace(CUSTODIANS[0], index=index, jurisdiction=where)
        for index, where in enumerate(("LT", "PL", "LT", "DE", "LT"), start=1)
    )
    with pytest.raises(EnvelopeError, match=r"at most 2 custodians in one jurisdiction.*got 3 in LT"):
        sign_manifest(manifest(custodians=five, custodians_needed=3), KEY)
    sign_manifest(manifest(custodians=five, custodians_needed=4), KEY)
    elsewhere = (*five[:4], replace(five[4], jurisdiction="DE"))
    sign_manifest(manifest(custodians=elsewhere, custodians_needed=3), KEY)
