"""Whose keys count: the zone's, each in its time, also over the moment that one follows another."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from tests.work.book import NOW

from crimebook.custody.events import Action, Deed
from crimebook.custody.signatures import EventSignature, KeyKind, Signer, check_signed
from crimebook.custody.signatures import Role as KeyRole
from crimebook.custody.webauthn import SignatureError
from crimebook.sealing.manifest import Manifest, ZoneKey
from crimebook.stores.register.events import append_event, signed_chain_of
from crimebook.stores.register.transactions import noting
from crimebook.stores.vault.folder import Vault
from crimebook.stores.vault.zonekeys import ZoneSigner, replace_zone_key
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.instants import format_instant, parse_instant
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.opening import rotating
from crimebook.work.opening.rotating import replace_desk_key
from crimebook.work.opening.signingkeys import desk_keys
from crimebook.work.signers import ZONE_CHAIN, enrol_zone, parse_key, zone_signers
from crimebook.work.signing import signer_of

LATER = NOW + timedelta(days=3)
TEXT = format_instant(NOW)


@pytest.fixture
def vault(tmp_path: Path, settings: object, db: None) -> Vault:
    settings.CUSTODY_KEY = lambda zone: signer_of(tmp_path, zone)  # type: ignore[attr-defined]
    ensure_operator()
    return Vault(tmp_path, os.urandom)


def note(at: object, name: str = "x") -> None:
    with noting():
        append_event(Deed(name, Action.READ, "operator", at))  # type: ignore[arg-type]


def check(object_id: str, current: bytes) -> None:
    for kept in signed_chain_of(object_id):
        check_signed(kept.event, [EventSignature.parse(kept.signature)], zone_signers(current))


def signer_listed(key: ZoneKey) -> Signer:
    until = parse_instant(key.until) if key.until else None
    since = parse_instant(key.since)
    return Signer(key.zone, KeyRole.ZONE, KeyKind.ED25519, bytes.fromhex(key.key), since, until)


def test_a_key_counts_from_the_beginning_of_the_book(vault: Vault, tmp_path: Path):
    note(NOW - timedelta(days=1))
    check("x", signer_of(tmp_path).public)
    enrol_zone(operator(), signer_of(tmp_path).key_id, at=NOW)
    check("x", signer_of(tmp_path).public)
    check(ZONE_CHAIN, signer_of(tmp_path).public)


def test_after_a_key_was_replaced_both_count_each_in_its_time(vault: Vault, tmp_path: Path):
    enrol_zone(operator(), signer_of(tmp_path).key_id, at=NOW)
    note(NOW)
    old = signer_of(tmp_path)
    replace_desk_key(vault, operator(), os.urandom, at=LATER)
    note(LATER)
    assert signer_of(tmp_path).public != old.public
    check("x", signer_of(tmp_path).public)
    check(ZONE_CHAIN, signer_of(tmp_path).public)


def test_a_stranger_who_goes_by_the_next_manifest_checks_every_event(vault: Vault, tmp_path: Path):
    enrol_zone(operator(), signer_of(tmp_path).key_id, at=NOW)
    before = Manifest(
        "log.example/book", 1, "", "", (), "", zone_keys=desk_keys(vault, None, TEXT, os.urandom)
    )
    replace_desk_key(vault, operator(), os.urandom, at=LATER)
    note(LATER + timedelta(minutes=1))
    drafted = format_instant(LATER + timedelta(days=2))
    listed = [signer_listed(each) for each in desk_keys(vault, before, drafted, os.urandom)]
    for kept in (*signed_chain_of("x"), *signed_chain_of(ZONE_CHAIN)):
        check_signed(kept.event, [EventSignature.parse(kept.signature)], listed)


def test_what_the_old_key_signs_after_it_was_replaced_does_not_count(
    vault: Vault, tmp_path: Path, settings: object
):
    enrol_zone(operator(), signer_of(tmp_path).key_id, at=NOW)
    seed = vault.path("zones", "desk").read_bytes()  # type: ignore[arg-type]
    replace_desk_key(vault, operator(), os.urandom, at=LATER)
    settings.CUSTODY_KEY = lambda zone: ZoneSigner(zone, seed)  # type: ignore[attr-defined]
    note(LATER + timedelta(minutes=1))
    with pytest.raises(SignatureError, match="counted then"):
        check("x", signer_of(tmp_path).public)


class KilledError(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("is_enrolled", [True, False])
@pytest.mark.parametrize("killed_at", range(6))
def test_a_change_of_the_key_that_is_killed_anywhere_loses_no_signature(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int, *, is_enrolled: bool
):
    if is_enrolled:
        enrol_zone(operator(), signer_of(tmp_path).key_id, at=NOW)
    note(NOW)
    steps = iter(range(killed_at + 1))

    def killing(plain: Callable[..., object]) -> Callable[..., object]:
        def step(*values: object, **named: object) -> object:
            done = plain(*values, **named)
            if next(steps, None) is None:
                raise KilledError
            return done

        return step

    with monkeypatch.context() as patch:
        patch.setattr(Vault, "put_again", killing(Vault.put_again))
        for name in ("append_event", "replace_desk_signer", "enrol_zone", "forget_signers"):
            patch.setattr(rotating, name, killing(getattr(rotating, name)))
        with suppress(KilledError):
            replace_desk_key(vault, operator(), os.urandom, at=LATER)
    note(LATER + timedelta(minutes=1))
    check("x", signer_of(tmp_path).public)
    again = LATER + timedelta(days=1)
    replace_desk_key(vault, operator(), os.urandom, at=again)
    note(again + timedelta(minutes=1))
    check("x", signer_of(tmp_path).public)
    check(ZONE_CHAIN, signer_of(tmp_path).public)
    drafted = desk_keys(vault, None, format_instant(again + timedelta(days=1)), os.urandom)
    listed = [signer_listed(each) for each in drafted]
    for kept in (*signed_chain_of("x"), *signed_chain_of(ZONE_CHAIN)):
        check_signed(kept.event, [EventSignature.parse(kept.signature)], listed)


def test_a_running_desk_signs_by_the_new_key_however_often_it_was_replaced(tmp_path: Path):
    vault = Vault(tmp_path, os.urandom)
    for _ in range(6):
        signer_of(tmp_path)
        assert replace_zone_key(vault, os.urandom).public == signer_of(tmp_path).public


def test_only_who_keeps_the_keys_enrols_one(vault: Vault):
    with pytest.raises(NotFoundError):
        enrol_zone(Actor("x", "X", Role.REVIEWER), "0" * 64, at=NOW)


def test_what_is_no_key_is_refused():
    with pytest.raises(InvalidValueError):
        parse_key("key")
