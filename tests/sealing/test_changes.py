"""Changes of a manifest: every field that changes is said, and what would hand the book over is grave."""

from dataclasses import fields, replace
from typing import Any

import pytest
from tests.sealing.cast import STRANGER
from tests.sealing.test_manifest import AUGUST, NEW_DESK, OLD_DESK, SEPTEMBER, manifest

from crimebook.sealing.changes import manifest_changes, manifest_facts
from crimebook.sealing.manifest import Custodian, FormerLogKey, WitnessPolicy
from crimebook.terms.notes import COSIGNATURE_TYPE, MLDSA44_COSIGNATURE_TYPE, VerifierKey

ONE, TWO, THREE = (
    Custodian(index, AUGUST.recipient, str(index) * 64, where)
    for index, where in ((1, "LT"), (2, "PL"), (3, "DE"))
)
WITNESS, OTHER_WITNESS = (
    str(VerifierKey(name, COSIGNATURE_TYPE, name.encode().ljust(32)))
    for name in ("witness.example", "other.example")
)
POST_QUANTUM = str(VerifierKey("third.example", MLDSA44_COSIGNATURE_TYPE, bytes(1_312)))
FORMER = FormerLogKey("log.example+0+AA", 512, "4" * 64)
BEFORE = manifest(
    custodians=(ONE, TWO),
    custodians_needed=2,
    zone_keys=(OLD_DESK, NEW_DESK),
    log_key="log.example+1+AA",
    leaves_per_interval=64,
    interval_s=3_600,
    offline_recipient=AUGUST.recipient,
    witnesses=WitnessPolicy(1, (WITNESS,)),
    script_hash="0" * 64,
    former_log_keys=(FORMER,),
)
OCTOBER = replace(SEPTEMBER, month="2020-10", since=SEPTEMBER.until, until="2020-11-01T00:00:00Z")


def changes(**differences: Any) -> list[tuple[str, bool]]:
    after = replace(BEFORE, serial=8, **differences)
    return [(each.text, each.is_grave) for each in manifest_changes(BEFORE, after)[1:]]


def test_the_same_with_the_next_number_changes_nothing_else():
    assert manifest_changes(BEFORE, replace(BEFORE, serial=8))[0].text == "number 7 becomes 8"
    assert changes() == []


def test_the_first_one_says_everything():
    said = [each.text for each in manifest_changes(None, BEFORE)]
    assert said[1:] == list(manifest_facts(BEFORE))
    assert any("2 of 2 custodians" in each for each in said)


@pytest.mark.parametrize(
    ("differences", "said", "is_grave"),
    [
        ({"expires": "2020-10-15T00:00:00Z"}, "good until 2020-10-15", False),
        ({"epochs": (AUGUST, SEPTEMBER, OCTOBER)}, "new: the key", False),
        ({"epochs": (SEPTEMBER,)}, "no longer listed: 2020-08", False),
        ({"leaves_per_interval": 128}, "takes 128 leaves", False),
        ({"witnesses": WitnessPolicy(2, (WITNESS, OTHER_WITNESS))}, "other.example comes", True),
        ({"epochs": (replace(AUGUST, recipient=SEPTEMBER.recipient), SEPTEMBER)}, "another key", True),
        ({"epochs": (replace(AUGUST, month="2020-08.2"), SEPTEMBER)}, "in the place of one", True),
        ({"origin": "other.example/log"}, "becomes other.example/log", True),
        ({"reply_key": "f" * 64}, "the key of answers", True),
        ({"offline_recipient": str(STRANGER.recipient)}, "without a server", True),
        ({"log_key": "log.example+2+BB"}, "the key of the log", True),
        ({"former_log_keys": (replace(FORMER, size=1024),)}, "otherwise: up to 1024 leaves", True),
        ({"former_log_keys": (FORMER, replace(FORMER, key="thief"))}, "up to 512 leaves", True),
        ({"former_log_keys": ()}, "proofs that it signed cannot be checked", True),
        ({"witnesses": WitnessPolicy(2, (WITNESS, POST_QUANTUM))}, "can check 1 of 2 witnesses", True),
        ({"script_hash": "1" * 64}, "the script that seals", True),
        ({"zone_keys": (OLD_DESK, replace(NEW_DESK, until="2020-09-01T00:00:00Z"))}, "signs until", True),
        ({"zone_keys": (NEW_DESK,)}, "cannot be checked", True),
        ({"zone_keys": (OLD_DESK, NEW_DESK, replace(OLD_DESK, key="c" * 64))}, "new: the zone", True),
        ({"custodians": (ONE,), "custodians_needed": 1}, "custodian 2 goes", True),
        ({"custodians": (ONE, TWO, THREE)}, "custodian 3 comes", True),
        ({"custodians": (ONE, replace(TWO, recipient=SEPTEMBER.recipient))}, "2 has other keys", True),
        ({"custodians": (ONE, replace(TWO, sign_key="9" * 64))}, "2 has other keys", True),
        ({"custodians": (ONE, replace(TWO, jurisdiction="DE"))}, "2 is elsewhere", True),
        (
            {"custodians": (ONE, replace(TWO, jurisdiction="DE", sign_key="9" * 64))},
            "2 has other keys",
            True,
        ),
        ({"custodians_needed": 1}, "become 1", True),
        ({"witnesses": WitnessPolicy(0, (WITNESS,))}, "become 0", True),
        ({"witnesses": WitnessPolicy(1, (OTHER_WITNESS,))}, "witness.example goes", True),
    ],
)
def test_what_changes_is_said_and_weighed(differences: dict[str, Any], said: str, is_grave: bool):
    told = [each for each in changes(**differences) if said in each[0]]
    assert [grave for _, grave in told] == [is_grave]


def test_a_key_of_the_log_that_took_its_place_is_told_and_so_is_its_end():
    following = replace(
        BEFORE, log_key="log.example+2+BB", former_log_keys=(FormerLogKey(BEFORE.log_key), FORMER)
    )
    told = [each for each in manifest_changes(BEFORE, following) if "former key" in each.text]
    assert [each.is_grave for each in told] == [False]
    assert told[0].text.endswith("counts, until its successor takes its place")
    ended = replace(following, former_log_keys=(FormerLogKey(BEFORE.log_key, 640, "5" * 64), FORMER))
    told = [each for each in manifest_changes(following, ended) if "former key" in each.text]
    assert [each.is_grave for each in told] == [False]
    assert told[0].text.endswith("counts otherwise: up to 640 leaves")
    assert any("before it the log signed by" in each for each in manifest_facts(ended))


def test_no_field_changes_in_silence():
    """A field that is added to the manifest must be added to what its signer is shown."""
    other: dict[str, Any] = {
        "origin": "o",
        "expires": "2020-12-01T00:00:00Z",
        "epochs": (AUGUST,),
        "reply_key": "f" * 64,
        "offline_recipient": "",
        "custodians": (ONE,),
        "custodians_needed": 1,
        "zone_keys": (NEW_DESK,),
        "log_key": "",
        "leaves_per_interval": 1,
        "interval_s": 1,
        "witnesses": WitnessPolicy(),
        "script_hash": "",
        "former_log_keys": (FormerLogKey("log+2+other"),),
    }
    unsaid = {"version", "serial", "issued"}
    assert other.keys() | unsaid == {each.name for each in fields(BEFORE)}
    for name, value in other.items():
        assert changes(**{name: value}), name
