"""What is put in force: only what the pinned root signed, only the newest, and only our own keys."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.work.opening import cast

from crimebook.custody.checkpoints import Checkpoint, MlDsa44Key, SigningKey
from crimebook.custody.keychanges import sign_key_change
from crimebook.sealing.errors import EnvelopeError, ManifestError, ManifestExpiredError
from crimebook.sealing.fingerprints import fingerprint
from crimebook.sealing.manifest import (
    MAX_SERIAL,
    MAX_STEP,
    FormerLogKey,
    Manifest,
    WitnessPolicy,
    ZoneKey,
)
from crimebook.stores.intake.folder import IntakeFolderError, write_intake
from crimebook.stores.vault.folder import Room, Vault
from crimebook.stores.vault.zonekeys import replace_zone_key, zone_signer
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.notes import NoteError, Root, VerifierKey
from crimebook.unsealing.manifest import RootKey, sign_manifest, sign_note
from crimebook.work.logkey import log_key, make_next_log_key, put_change, take_next_log_key
from crimebook.work.opening.keymaking import draft_manifest, make_missing, open_archive, replace_month
from crimebook.work.opening.publishing import (
    MANIFEST,
    change_root,
    current_manifest,
    install_manifest,
    pin,
    pin_root,
    pinned_roots,
)
from crimebook.work.opening.rooting import (
    RootOrder,
    last_signed,
    make_root,
    open_root,
    public_root,
    sign_change,
    sign_draft,
)
from crimebook.work.opening.signingkeys import event_signers, replace_desk_signer
from crimebook.work.policies import policy_of
from crimebook.work.receiving.installing import install_note
from crimebook.work.receiving.intake import Intake


@dataclass(frozen=True)
class Keeping:
    """A desk, a root on its stick, and an intake."""

    vault: Vault
    stick: Vault
    intake: Path

    def draft(self, **differing: Any) -> Manifest:
        return draft_manifest(self.vault, cast.order(**differing), os.urandom)

    def sign(self, manifest: Manifest, stick: Vault | None = None) -> bytes:
        return sign_draft(stick or self.stick, manifest, open_root(stick or self.stick, cast.ROOT))

    def install(self, note: bytes) -> None:
        """Install at both sides, as both check alike."""
        install_manifest(self.vault, note, cast.NOW)
        install_note(self.intake, note, cast.NOW)

    def in_force(self) -> tuple[int, int]:
        """Return the numbers at the desk and at the intake."""
        house = Intake.at(self.intake)
        return current_manifest(self.vault).serial, house.keys(cast.NOW).manifest.serial


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    """A book whose first manifest is in force."""
    made = Keeping(Vault(tmp_path / "vault"), Vault(tmp_path / "stick"), tmp_path / "intake")
    open_archive(made.vault, cast.passphrases(), cast.order(), os.urandom)
    make_missing(made.vault, cast.order(), os.urandom)
    root = make_root(made.stick, RootOrder("book.example/root", cast.ROOT, cast.CHEAP), os.urandom)
    pin_root(made.vault, root, fingerprint(root))
    note = made.sign(made.draft())
    write_intake(
        made.intake,
        name="Questions",
        exit_url="https://weather.example/",
        spool=tmp_path / "spool",
        manifest=note,
        root=str(root).encode(),
    )
    made.install(note)
    return made


def test_a_signed_draft_is_put_in_force_at_both_sides_and_again_is_no_harm(keeping: Keeping):
    note = keeping.sign(keeping.draft())
    keeping.install(note)
    keeping.install(note)
    assert keeping.in_force() == (2, 2)


@pytest.mark.parametrize("is_intake", [False, True], ids=["desk", "intake"])
def test_an_older_one_is_refused_and_what_is_in_force_stays(keeping: Keeping, is_intake: bool):
    first = keeping.vault.read(Room.PUBLIC, MANIFEST)
    keeping.install(keeping.sign(keeping.draft()))
    with pytest.raises(ManifestError, match="a number above 2"):
        take(keeping, is_intake)(first)
    assert keeping.in_force() == (2, 2)


def test_an_intake_whose_manifest_was_lost_still_takes_no_older_one(keeping: Keeping):
    first = keeping.vault.read(Room.PUBLIC, MANIFEST)
    keeping.install(keeping.sign(keeping.draft()))
    assert keeping.in_force() == (2, 2)
    (keeping.intake / "manifest.txt").unlink()
    with pytest.raises(ManifestError, match="a number above 1"):
        install_note(keeping.intake, first, cast.NOW)
    install_note(keeping.intake, keeping.vault.read(Room.PUBLIC, MANIFEST), cast.NOW)
    assert keeping.in_force() == (2, 2)


@pytest.mark.parametrize("is_intake", [False, True], ids=["desk", "intake"])
def test_another_of_the_same_number_is_refused(keeping: Keeping, is_intake: bool):
    key = open_root(keeping.stick, cast.ROOT)
    other = replace(current_manifest(keeping.vault), expires="2026-02-20T00:00:00Z")
    with pytest.raises(ManifestError, match="a number above 1"):
        take(keeping, is_intake)(sign_manifest(other, key))


@pytest.mark.parametrize("is_intake", [False, True], ids=["desk", "intake"])
def test_what_another_root_signed_is_refused(keeping: Keeping, is_intake: bool):
    stranger = RootKey.make("book.example/root", os.urandom)
    with pytest.raises(ManifestError):
        take(keeping, is_intake)(sign_manifest(keeping.draft(), stranger))
    assert keeping.in_force() == (1, 1)


@pytest.mark.parametrize("is_intake", [False, True], ids=["desk", "intake"])
def test_a_manifest_of_another_book_of_the_same_root_is_refused(keeping: Keeping, is_intake: bool):
    key = open_root(keeping.stick, cast.ROOT)
    with pytest.raises(ManifestError):
        take(keeping, is_intake)(sign_manifest(replace(keeping.draft(), origin="other.example"), key))


def test_an_expired_one_is_refused(keeping: Keeping):
    note = keeping.sign(keeping.draft())
    with pytest.raises(ManifestExpiredError):
        install_manifest(keeping.vault, note, cast.NOW + timedelta(days=90))


@pytest.mark.parametrize("what", ["month", "reply", "zone", "offline"])
def test_a_key_that_this_desk_did_not_make_is_refused_though_the_root_signed_it(keeping: Keeping, what: str):
    draft, stranger = keeping.draft(), cast.words_of(7)
    differing: dict[str, Any] = {
        "month": {"epochs": (replace(draft.epochs[0], recipient=str(stranger.recipient)), *draft.epochs[1:])},
        "reply": {"reply_key": "a" * 64},
        "zone": {"zone_keys": (replace(draft.zone_keys[0], key="b" * 64),)},
        "offline": {"offline_recipient": str(stranger.recipient)},
    }
    note = keeping.sign(replace(draft, **differing[what]))
    with pytest.raises(ManifestError, match="this desk made"):
        install_manifest(keeping.vault, note, cast.NOW)
    assert current_manifest(keeping.vault).serial == 1


def test_nothing_is_taken_before_a_root_was_compared(tmp_path: Path, keeping: Keeping):
    with pytest.raises(ManifestError, match="a root that is pinned"):
        install_manifest(Vault(tmp_path / "bare"), keeping.sign(keeping.draft()), cast.NOW)
    (keeping.intake / "root.txt").unlink()
    with pytest.raises(IntakeFolderError):
        install_note(keeping.intake, keeping.sign(replace(keeping.draft(), serial=9)), cast.NOW)


def test_a_root_is_pinned_by_its_whole_fingerprint_and_once(keeping: Keeping, tmp_path: Path):
    root = public_root(keeping.stick)
    other = RootKey.make("other.example/root", os.urandom).root
    with pytest.raises(NoteError):
        pin_root(keeping.vault, other, fingerprint(root))
    with pytest.raises(ManifestError, match="take a change"):
        pin_root(keeping.vault, other, fingerprint(other))
    assert pinned_roots(keeping.vault) == (root,)


def test_a_root_in_the_place_of_a_seized_one_goes_on_with_the_numbers_and_the_seized_one_counts_no_more(
    keeping: Keeping, tmp_path: Path
):
    stick = Vault(tmp_path / "new-stick")
    new = make_root(stick, RootOrder("book.example/root-2", cast.ROOT, cast.CHEAP), os.urandom)
    pin_root(keeping.vault, new, fingerprint(new), is_instead=True)
    (keeping.intake / "root.txt").write_text(str(new))
    forged = keeping.sign(keeping.draft())
    for is_intake in (False, True):
        with pytest.raises(ManifestError):
            take(keeping, is_intake)(forged)
    drafted = keeping.draft()
    assert drafted.serial == 2
    keeping.install(keeping.sign(drafted, stick))
    assert keeping.in_force() == (2, 2)


def test_a_change_of_the_root_leads_both_sides_and_the_old_root_counts_until_the_new_one_signs(
    keeping: Keeping, tmp_path: Path
):
    new_stick = Vault(tmp_path / "new-stick")
    old, new = (
        public_root(keeping.stick),
        make_root(new_stick, RootOrder("book.example/root-2", cast.ROOT, cast.CHEAP), os.urandom),
    )
    keys = open_root(keeping.stick, cast.ROOT), open_root(new_stick, cast.ROOT)
    note = sign_change(keeping.stick, keys[0], new_stick, keys[1], at=cast.NOW)
    assert change_root(keeping.vault, note) == install_note(keeping.intake, note, cast.NOW) == new
    assert pinned_roots(keeping.vault) == (new, old)
    keeping.install(keeping.sign(keeping.draft()))
    assert keeping.in_force() == (2, 2)
    keeping.install(keeping.sign(replace(keeping.draft(), serial=3), new_stick))
    assert keeping.in_force() == (3, 3)
    assert pinned_roots(keeping.vault) == Intake.at(keeping.intake).roots == (new,)
    late = keeping.sign(replace(keeping.draft(), serial=4))
    for is_intake in (False, True):
        with pytest.raises(ManifestError):
            take(keeping, is_intake)(late)


def test_a_change_that_the_old_root_did_not_sign_changes_nothing(keeping: Keeping, tmp_path: Path):
    thief, other = Vault(tmp_path / "thief"), Vault(tmp_path / "other")
    for vault, name in ((thief, "book.example/root"), (other, "book.example/root-2")):
        make_root(vault, RootOrder(name, cast.ROOT, cast.CHEAP), os.urandom)
    sign_draft(thief, keeping.draft(), open_root(thief, cast.ROOT))
    keys = open_root(thief, cast.ROOT), open_root(other, cast.ROOT)
    note = sign_change(thief, keys[0], other, keys[1], at=cast.NOW)
    before = pinned_roots(keeping.vault), Intake.at(keeping.intake).roots
    with pytest.raises(ManifestError):
        change_root(keeping.vault, note)
    with pytest.raises(ManifestError):
        install_note(keeping.intake, note, cast.NOW)
    assert (pinned_roots(keeping.vault), Intake.at(keeping.intake).roots) == before


def test_what_people_decided_stays_until_they_decide_otherwise(keeping: Keeping):
    decided = draft_manifest(
        keeping.vault, cast.order(), os.urandom, leaves_per_interval=64, interval_s=3600, log_key="log+1+AA"
    )
    keeping.install(keeping.sign(decided))
    following = keeping.draft(at=cast.NOW + timedelta(hours=1))
    assert (following.serial, following.leaves_per_interval, following.log_key) == (3, 64, "log+1+AA")


def test_events_are_checked_by_a_replaced_key_of_the_desk_before_a_manifest_names_it(keeping: Keeping):
    manifest = current_manifest(keeping.vault)
    (first,) = event_signers(keeping.vault, manifest, os.urandom)
    assert (first.name, first.until, first.key_id) == ("desk", None, manifest.zone_keys[0].key)
    later = cast.NOW + timedelta(hours=1)
    signer = replace_desk_signer(keeping.vault, os.urandom, later)
    ended, second = event_signers(keeping.vault, manifest, os.urandom)
    assert (ended.public, ended.until) == (first.public, later + timedelta(seconds=1))
    assert (second.public, second.since, second.until) == (signer.public, later, None)


def test_a_draft_lists_the_log_s_keys_of_before_and_up_to_where_they_count(keeping: Keeping):
    first, origin = keeping.draft(), keeping.draft().origin
    assert first.former_log_keys == ()
    following = make_next_log_key(keeping.vault, origin, os.urandom)
    waiting = keeping.draft()
    assert waiting.log_key == str(following.of_log)
    assert waiting.former_log_keys == (FormerLogKey(first.log_key),), "it signs until the change"
    keeping.install(keeping.sign(waiting))
    last = Checkpoint(origin, 12, b"r" * 32)
    put_change(keeping.vault, sign_key_change(last, log_key(keeping.vault, origin, os.urandom), following))
    ended = (FormerLogKey(first.log_key, 12, (b"r" * 32).hex()),)
    assert keeping.draft().former_log_keys == ended, "stopped before the key was taken"
    take_next_log_key(keeping.vault)
    keeping.install(keeping.sign(keeping.draft()))
    assert current_manifest(keeping.vault).former_log_keys == ended
    third = make_next_log_key(keeping.vault, origin, os.urandom)
    assert keeping.draft().former_log_keys == (FormerLogKey(waiting.log_key), *ended)
    keeping.install(keeping.sign(keeping.draft()))
    put_change(keeping.vault, sign_key_change(replace(last, size=20), following, third))
    take_next_log_key(keeping.vault)
    assert [each.size for each in keeping.draft().former_log_keys] == [20, 12]
    policy = policy_of(keeping.draft())
    assert policy is not None
    assert [each.size for each in policy.former] == [20, 12]
    foreign = draft_manifest(keeping.vault, cast.order(), os.urandom, log_key="log+1+AA")
    assert foreign.former_log_keys == (), "of a key of others nothing is known"


def test_a_draft_is_refused_whose_witnesses_no_browser_could_count(keeping: Keeping):
    keys = (SigningKey("one", b"1" * 32).of_witness, MlDsa44Key("two", b"2" * 32).of_witness)
    for quorum, named in ((2, keys), (0, keys[1:])):
        with pytest.raises(InvalidValueError, match="a page in a browser can check"):
            decide_witnesses(keeping, quorum, *named)
    assert decide_witnesses(keeping, 1, *keys).witnesses.quorum == 1
    assert decide_witnesses(keeping, 0).witnesses.keys == ()


def decide_witnesses(keeping: Keeping, quorum: int, *keys: VerifierKey) -> Manifest:
    policy = WitnessPolicy(quorum, tuple(map(str, keys)))
    return draft_manifest(keeping.vault, cast.order(), os.urandom, witnesses=policy)


def test_a_month_that_was_replaced_is_sealed_to_the_new_key(keeping: Keeping):
    before = keeping.draft()
    assert replace_month(keeping.vault, "2026-01", os.urandom) == "2026-01.2"
    assert replace_month(keeping.vault, "2026-01", os.urandom) == "2026-01.3"
    after = keeping.draft()
    assert [each.month for each in after.epochs] == ["2026-01.3", "2026-02"]
    assert after.epochs[0].recipient != before.epochs[0].recipient
    assert replace_month(keeping.vault, "2026-offline", os.urandom) == "2026-offline.2"
    assert keeping.draft().offline_recipient != before.offline_recipient
    keeping.install(keeping.sign(keeping.draft()))


def test_a_zone_key_that_was_replaced_is_ended_and_stays_listed(keeping: Keeping):
    (first,) = current_manifest(keeping.vault).zone_keys
    later = cast.NOW + timedelta(hours=1, microseconds=900_000)
    signer = replace_desk_signer(keeping.vault, os.urandom, later)
    drafted = keeping.draft(at=later + timedelta(days=2)).zone_keys
    # It counts from when it took the place, not from when a draft named it, and the other a second longer.
    assert drafted[1] == ZoneKey("desk", signer.key_id, "2026-01-02T13:00:00Z")
    assert drafted[0] == replace(first, until="2026-01-02T13:00:01Z")
    keeping.install(keeping.sign(keeping.draft()))


def test_a_zone_key_between_two_manifests_is_listed_too(keeping: Keeping):
    first = zone_signer(keeping.vault, os.urandom)
    made = [
        replace_desk_signer(keeping.vault, os.urandom, cast.NOW + timedelta(hours=hours)) for hours in (1, 2)
    ]
    drafted = keeping.draft(at=cast.NOW + timedelta(hours=3)).zone_keys
    assert [each.key for each in drafted] == [each.key_id for each in (first, *made)]
    assert [bool(each.until) for each in drafted] == [True, True, False]
    keeping.install(keeping.sign(keeping.draft()))


def test_a_zone_key_that_nobody_noted_counts_from_the_draft(keeping: Keeping):
    signer = replace_zone_key(keeping.vault, os.urandom)
    drafted = keeping.draft().zone_keys
    assert (drafted[1].key, drafted[1].since) == (signer.key_id, keeping.draft().issued)


def test_a_manifest_of_an_earlier_version_hands_on_its_name_and_its_number(keeping: Keeping):
    text = '{"origin":"old.example/log","serial":41}'
    key = open_root(keeping.stick, cast.ROOT)
    keeping.vault.put_again(Room.PUBLIC, MANIFEST, sign_note(f"crimebook/manifest/v1\n{text}\n", key))
    drafted = keeping.draft()
    assert (drafted.origin, drafted.serial) == ("old.example/log", 42)


def test_what_a_root_signed_last_is_what_is_in_force(keeping: Keeping):
    assert last_signed(keeping.stick) == current_manifest(keeping.vault)
    assert isinstance(pinned_roots(keeping.vault)[0], Root)


def test_pinning_what_was_made_here_needs_no_comparing(tmp_path: Path):
    root = RootKey.make("sample", os.urandom).root
    pin(Vault(tmp_path), root)
    assert pinned_roots(Vault(tmp_path)) == (root,)


def take(keeping: Keeping, is_intake: bool) -> Callable[[bytes], object]:
    if is_intake:
        return lambda note: install_note(keeping.intake, note, cast.NOW)
    return lambda note: install_manifest(keeping.vault, note, cast.NOW)


def leapt(keeping: Keeping, serial: int, stick: Vault | None = None) -> bytes:
    """A manifest of a number, of the keys that are in force, as whoever has the root can sign it."""
    manifest = replace(current_manifest(keeping.vault), serial=serial)
    return sign_manifest(manifest, open_root(stick or keeping.stick, cast.ROOT))


@pytest.mark.parametrize("is_intake", [False, True], ids=["desk", "intake"])
def test_a_number_that_leaps_is_refused_for_nothing_could_follow_it(keeping: Keeping, is_intake: bool):
    keeping.in_force()
    for serial in (1 + MAX_STEP + 1, MAX_SERIAL):
        with pytest.raises(ManifestError, match="at most 1001"):
            take(keeping, is_intake)(leapt(keeping, serial))
    assert keeping.in_force() == (1, 1)
    take(keeping, is_intake)(leapt(keeping, 1 + MAX_STEP))


def test_a_manifest_that_was_put_into_an_intake_by_hand_may_not_leap_either(keeping: Keeping):
    assert keeping.in_force() == (1, 1)
    (keeping.intake / "manifest.txt").write_bytes(leapt(keeping, 2_000))
    with pytest.raises(ManifestError, match="at most 1001"):
        Intake.at(keeping.intake).keys(cast.NOW)
    with pytest.raises(EnvelopeError):
        leapt(keeping, MAX_SERIAL + 1)


def test_the_desk_goes_on_above_what_an_intake_was_made_to_see(keeping: Keeping, tmp_path: Path):
    for serial in (1_000, 1_999, 2_500):
        install_note(keeping.intake, leapt(keeping, serial), cast.NOW)
        assert keeping.in_force() == (1, serial)
    stick = Vault(tmp_path / "new-stick")
    new = make_root(stick, RootOrder("book.example/root-2", cast.ROOT, cast.CHEAP), os.urandom)
    pin_root(keeping.vault, new, fingerprint(new), is_instead=True)
    (keeping.intake / "root.txt").write_text(str(new))
    with pytest.raises(ManifestError, match="a number above 2499"):
        install_note(keeping.intake, keeping.sign(keeping.draft(), stick), cast.NOW)
    above = draft_manifest(keeping.vault, cast.order(), os.urandom, serial=2_501)
    keeping.install(keeping.sign(above, stick))
    assert keeping.in_force() == (2_501, 2_501)
