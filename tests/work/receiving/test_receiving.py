"""Receiving: what is handed in, what is kept up, and what an operator is told."""

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.zones.intake.houses import House, make_house

from crimebook.sealing.envelope import ReportBody
from crimebook.sealing.errors import BodyTooLongError, ManifestError, ManifestExpiredError
from crimebook.sealing.manifest import parse_manifest
from crimebook.sealing.parts import MAX_PARTS, PART_CONTENT_BYTES, seal_part
from crimebook.stores.spool.refusals import MissingPartsError
from crimebook.unsealing.manifest import sign_manifest
from crimebook.work.receiving.bodies import answers_of, place_answers
from crimebook.work.receiving.bundles import bundle_digest
from crimebook.work.receiving.checking import check_intake
from crimebook.work.receiving.files import Incoming, TooLargeError, room_for_files
from crimebook.work.receiving.intake import Intake
from crimebook.work.receiving.keeping import keep
from crimebook.work.receiving.reports import Draft, hand_in

NOW = datetime.now(UTC).replace(microsecond=0)
DRAFT = Draft(
    "report/1.0.0", "en", "witness", "ab" * 16, "cd" * 32, "ef" * 32, {"first_account": "I saw it."}
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A folder whose keys are good now."""
    return make_house(tmp_path / "intake")


@pytest.fixture
def intake(house: House) -> Intake:
    """The intake of that folder."""
    return Intake.at(house.path)


def incoming(intake: Intake, room_bytes: int = 1 << 30) -> Incoming:
    """Return the way in of a file."""
    return Incoming(intake.drop, intake.keys(NOW).manifest.recipient_at(NOW), os.urandom, room_bytes)


TEXTS = st.text(max_size=30)


@given(st.dictionaries(TEXTS.filter(lambda key: key not in {"way", "first_account"}), TEXTS), TEXTS)
def test_answers_come_back_from_where_they_were_placed(answers: dict[str, str], account: str):
    given_answers = {**answers, **({"first_account": account} if account else {})}
    placed, text = place_answers("medic", given_answers)
    body = ReportBody("report/1.0.0", "en", placed, text, "ab" * 32, "cd" * 32, "2020-08-20")
    assert answers_of(body) == ("medic", given_answers)


def test_an_account_that_was_not_given_in_words_stays_among_the_answers():
    placed, text = place_answers("victim", {"first_account": {"unsaid": True}})
    assert (placed["first_account"], text) == ({"unsaid": True}, "")


def test_what_was_handed_in_can_be_opened_by_the_desk(intake: Intake, house: House):
    receipt = hand_in(intake, replace(DRAFT, entropy=bytes(16)), at=NOW)
    (body,) = house.reports()
    assert receipt.is_new
    assert (body.text, body.day, body.nonce) == ("I saw it.", NOW.date().isoformat(), DRAFT.nonce)
    assert body.mailbox_id


def test_the_same_draft_makes_one_report(intake: Intake, house: House):
    first, again = hand_in(intake, DRAFT, at=NOW), hand_in(intake, DRAFT, at=NOW)
    assert (first.is_new, again.is_new, first.envelope) == (True, False, again.envelope)
    assert len(house.reports()) == 1


def test_files_are_rounded_up_by_decoys_that_nobody_can_tell(intake: Intake, house: House):
    way_in = incoming(intake)
    way_in.take(bytes(PART_CONTENT_BYTES * 16 + 1))
    file = way_in.finish("film.mp4")
    hand_in(intake, replace(DRAFT, files=(file,)), at=NOW)
    (body,) = house.reports()
    assert (len(file.parts), len(body.decoys)) == (17, 1)
    assert len(house.file(body)) == file.size


def test_a_report_is_not_kept_without_its_parts(intake: Intake, house: House):
    way_in = incoming(intake)
    way_in.take(b"short")
    file = way_in.finish("note.txt")
    for part in (house.path / "spool" / "parts").rglob("*/*"):
        part.unlink()
    with pytest.raises(MissingPartsError):
        hand_in(intake, replace(DRAFT, files=(file,)), at=NOW)
    assert house.reports() == []


def test_a_file_beyond_its_room_is_refused_while_it_comes(intake: Intake):
    way_in = incoming(intake, room_bytes=10)
    with pytest.raises(TooLargeError):
        way_in.take(bytes(11))


def test_room_counts_decoys_in():
    assert room_for_files((), 1 << 50) == MAX_PARTS * PART_CONTENT_BYTES
    assert room_for_files((), 1000) == 1000


def test_what_is_too_long_for_a_report_is_refused(intake: Intake, house: House):
    with pytest.raises(BodyTooLongError):
        hand_in(intake, replace(DRAFT, answers={"first_account": "x" * (1 << 20)}), at=NOW)


def test_nothing_is_sealed_to_keys_that_are_too_old(intake: Intake, house: House):
    with pytest.raises(ManifestExpiredError):
        hand_in(intake, DRAFT, at=NOW + timedelta(days=90))
    assert house.reports() == []


def test_a_new_manifest_is_taken_up_without_a_restart(intake: Intake, house: House):
    assert intake.keys(NOW).manifest.serial == 1
    house.sign(since=NOW - timedelta(hours=1), until=NOW + timedelta(days=60), serial=2)
    assert intake.keys(NOW).manifest.serial == 2


def test_a_manifest_that_was_read_before_still_expires(intake: Intake):
    assert intake.keys(NOW).manifest.serial == 1
    with pytest.raises(ManifestExpiredError):
        intake.keys(NOW + timedelta(days=90))
    with pytest.raises(ManifestError):
        intake.recipient(NOW + timedelta(days=90))
    assert intake.recipient(NOW) == intake.keys(NOW).manifest.recipient_at(NOW)


def test_a_manifest_that_was_read_before_does_not_vouch_for_another(intake: Intake, house: House):
    assert intake.keys(NOW).manifest.serial == 1
    signed = (house.path / "manifest.txt").read_bytes()
    (house.path / "manifest.txt").write_bytes(signed.replace(b'"serial":1', b'"serial":22'))
    for _ in range(2):
        with pytest.raises(ManifestError):
            intake.keys(NOW)


def test_an_older_manifest_is_not_taken_up_again(intake: Intake, house: House):
    house.sign(since=NOW - timedelta(hours=1), until=NOW + timedelta(days=60), serial=7)
    assert intake.keys(NOW).manifest.serial == 7
    house.sign(since=NOW - timedelta(hours=1), until=NOW + timedelta(days=61), serial=6)
    with pytest.raises(ManifestError):
        intake.keys(NOW)


def test_parts_of_no_report_go_and_those_of_a_report_stay(intake: Intake, house: House):
    orphan = seal_part(b"", house.identity.recipient, os.urandom)
    way_in = incoming(intake)
    way_in.take(b"kept")
    hand_in(intake, replace(DRAFT, files=(way_in.finish("kept.txt"),)), at=NOW)
    keep(intake, NOW)
    import hashlib  # noqa: PLC0415 - only here

    intake.drop.put_part(hashlib.sha256(orphan).hexdigest(), orphan)
    for hours in (1, 30, 60):
        keep(intake, NOW + timedelta(hours=hours))
    assert intake.drop.missing([hashlib.sha256(orphan).hexdigest()]) != ()
    assert house.file(house.reports()[0]) == b"kept"


def test_a_good_intake_has_nothing_that_stops_it(house: House):
    findings = check_intake(house.path, NOW, swap=False)
    assert not any(each.stops for each in findings)
    assert any("sealed to the key of 2020-08" in each.text for each in findings)


@pytest.mark.parametrize("name", ["intake.toml", "root.txt", "manifest.txt"])
def test_what_is_missing_is_named(house: House, name: str):
    (house.path / name).unlink()
    stopping = [each.text for each in check_intake(house.path, NOW, swap=False) if each.stops]
    assert len(stopping) == 1
    assert name.removesuffix(".txt") in stopping[0]


def test_a_manifest_that_is_too_old_stops_the_intake(house: House):
    stopping = [
        each.text for each in check_intake(house.path, NOW + timedelta(days=90), swap=False) if each.stops
    ]
    assert "expired" in stopping[0]


def test_what_should_be_known_is_said_and_stops_nothing(house: House):
    notices = [
        each for each in check_intake(house.path, NOW + timedelta(days=20), swap=True) if not each.is_good
    ]
    assert not any(each.stops for each in notices)
    said = " ".join(each.text for each in notices)
    for word in (
        "swap is on",
        "expires in less than 14 days",
        "contacts.toml",
        "offline.html",
        "places.toml",
    ):
        assert word in said


@pytest.mark.parametrize(
    "line", ['exit = "http://plain.example/"', "unknown = 1", 'languages = ["pl"]', 'onion = "x.onion"', "="]
)
def test_a_configuration_is_read_strictly(house: House, line: str):
    text = (house.path / "intake.toml").read_text()
    key = line.partition(" =")[0]
    kept = "\n".join(each for each in text.splitlines() if not each.startswith(f"{key} "))
    (house.path / "intake.toml").write_text(f"{kept}\n{line}\n")
    (finding,) = check_intake(house.path, NOW, swap=False)
    assert finding.stops


def test_the_scripts_are_compared_with_those_that_the_manifest_names(house: House, tmp_path: Path):
    scripts = tmp_path / "js"
    (scripts / "vendor").mkdir(parents=True)
    for name, content in (("a.js", b"one"), ("vendor/b.js", b"two"), ("B.js", b"three")):
        (scripts / name).write_bytes(content)
    lines = [
        f"{hashlib.sha256((scripts / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("B.js", "a.js", "vendor/b.js")
    ]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    assert bundle_digest(scripts) == digest
    for named, is_good, word in (("", False, "names no scripts"), (digest, True, "are those")):
        sign_scripts(house, named)
        found = check_intake(house.path, NOW, swap=False, scripts=scripts)
        (finding,) = [each for each in found if word in each.text]
        assert (finding.is_good, finding.stops) == (is_good, False)
    (scripts / "a.js").write_bytes(b"evil")
    found = [each.text for each in check_intake(house.path, NOW, swap=False, scripts=scripts)]
    assert any(f"the manifest names {digest}" in each for each in found)


def sign_scripts(house: House, script_hash: str) -> None:
    """Sign a manifest that names scripts."""
    note = (house.path / "manifest.txt").read_bytes()
    manifest = parse_manifest(note, [house.root.root], NOW)
    changed = replace(manifest, script_hash=script_hash, serial=manifest.serial + 1)
    (house.path / "manifest.txt").write_bytes(sign_manifest(changed, house.root))


def test_known_places_are_read(house: House):
    (house.path / "places.toml").write_text(
        '[[places]]\ncode = "centre-1"\nen = "Centre"\nru = "Центр"\nbe = "Цэнтр"\n', encoding="utf-8"
    )
    (place,) = Intake.at(house.path).places
    assert (place.code, place.label("be")) == ("centre-1", "Цэнтр")
