"""No use case can finish without its custody event; a new one without an entry fails here."""

import importlib
import inspect
import os
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from tests.work.book import open_test_book
from tests.work.opening import cast
from tests.work.opening.holders import SAID, make_holders, name_custodians
from tests.work.use_cases import KEYS, NO_USE_CASE, TOLD, World, fill

from crimebook import work
from crimebook.sealing.envelope import with_identities
from crimebook.sealing.identity import Custody
from crimebook.stores.register.models import CustodyEvent
from crimebook.work import journal, signing_in
from crimebook.work.actors import Actor, Right, operator
from crimebook.work.opening.desk import unlock_desk
from crimebook.work.opening.publishing import current_manifest
from crimebook.work.reading import chains
from crimebook.work.signing import passing_signer

ROOT = "crimebook.work."


class NoKeyError(Exception):
    """The zone's key is gone, so that no event can be written."""


def takes_actor(function: Callable[..., Any]) -> bool:
    """Whether an actor comes in, as such or within a dataclass."""
    given = [hint for name, hint in function.__annotations__.items() if name != "return"]
    return any(each is Actor or _holds_actor(each) for each in given)


def _holds_actor(hint: Any) -> bool:
    return is_dataclass(hint) and any(field.type is Actor for field in fields(hint))


def use_cases() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in pkgutil.walk_packages(work.__path__, ROOT):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            is_own = inspect.isfunction(function) and function.__module__ == found.name
            if is_own and not name.startswith("_") and takes_actor(function):
                yield f"{found.name.removeprefix(ROOT)}.{name}", function


def test_every_function_that_takes_an_actor_is_called_below_or_is_no_use_case_for_a_reason():
    found = dict(use_cases())
    assert len(found) > 90
    assert {name for name, each in found.items() if each not in TOLD} == set(NO_USE_CASE)
    assert set(TOLD) <= set(found.values()), "an entry of a function that there no longer is"
    assert all(len(reason) > 10 for reason in NO_USE_CASE.values())


def test_an_actor_is_found_however_it_comes_in():
    def bare(actor: Actor) -> None: ...

    def none(name: str) -> None: ...

    assert takes_actor(bare)
    assert not takes_actor(none)
    assert "importing.gazetteers.import_gazetteer" in dict(use_cases()), "its actor is in its delivery"


@pytest.fixture
def made(tmp_path: Path, db: None) -> World:
    """A book with something to do for everybody."""
    folder = tmp_path / "book"
    folder.mkdir()
    open_test_book()
    fill(folder)
    desk = cast.make_desk(folder)
    holders = make_holders(folder)
    name_custodians(desk, folder, holders)
    custody = Custody.of(current_manifest(desk.vault))
    told = replace(cast.body(desk, KEYS), files=(), decoys=())
    sealed = cast.seal_files(desk, b"a photograph")
    whole = replace(told, files=sealed.files, decoys=sealed.decoys)
    ref = cast.bring(desk, with_identities(whole, SAID, custody, os.urandom), sealed)
    return World(folder, operator(), desk, holders, ref)


@contextmanager
def world(made: World, folder: Path, settings: Any) -> Iterator[World]:
    """Lend a copy of the book, of which nothing is left."""
    copy = folder / "copy"
    shutil.copytree(made.folder, copy)
    settings.CUSTODY_KEY = passing_signer
    try:
        with transaction.atomic():
            desk = unlock_desk(cast.folders(copy), cast.passphrases(), os.urandom)
            # What a custodian follows lies in their folder, and goes with the copy.
            holders = {
                index: each.copied_to(copy / f"custodian-{index}") for index, each in made.holders.items()
            }
            yield replace(made, folder=copy, desk=desk, holders=holders)
            transaction.set_rollback(True)
    finally:
        shutil.rmtree(copy)


def unruled_kinds() -> set[str]:
    """Return the kinds of objects with events of which `chains` does not say who may see them."""
    objects = set(CustodyEvent.objects.values_list("object_id", flat=True))
    refused = {each for each in objects if chains.right_of(each) is Right.AUDIT}
    return {each.partition(":")[0] for each in refused} - set(chains.KINDS)


NAMES = {f"{each.__module__.removeprefix(ROOT)}.{each.__name__}": each for each in TOLD}


def fault_of(name: str, made: World, folder: Path, settings: Any) -> str:
    """Return what is wrong with a use case; nothing where it is told, and fails where it cannot be."""
    prepare = TOLD[NAMES[name]]
    try:
        with world(made, folder, settings) as mine:
            call = prepare(mine)
            before = CustodyEvent.objects.count()
            call()
            told = CustodyEvent.objects.order_by("id")[before:]
            if unruled := unruled_kinds():
                return f"nothing says who may see the chains of {sorted(unruled)}"
            if not any(each.actor in {mine.actor.key, "custodian:1", "custodian:2"} for each in told):
                return "no event of its actor"
        with world(made, folder, settings) as mine:
            call = prepare(mine)
            settings.CUSTODY_KEY = no_key
            with suppress(NoKeyError):
                call()
                return "finished, though no event could be written"
    except Exception as error:  # noqa: BLE001 - all use cases are to be heard
        return f"{type(error).__name__}: {error}"
    return ""


EXPORTS = {
    "chain_exporting.export_chain": "exported",
    "custodians.give_opening": "read",
    "custodians.give_request": "read",
    "custodians.give_veto": "read",
    "custodians.release": "identity-opened",
    "mapping.mapping_file": "read",
    "opening.filewriting.write_file": "exported",
    "reading.chains.open_proof": "read",
    "reading.reports.open_file": "exported",
}
"""All that leaves the book as a file, and how it is told: a person's words or acts as an export."""


@pytest.mark.parametrize(("name", "action"), EXPORTS.items())
def test_what_leaves_the_book_is_told_as_what_it_is(
    made: World, tmp_path: Path, settings: Any, name: str, action: str
):
    with world(made, tmp_path, settings) as mine:
        call = TOLD[NAMES[name]](mine)
        before = CustodyEvent.objects.count()
        call()
        assert action in {each.action for each in CustodyEvent.objects.order_by("id")[before:]}


def no_key(_zone: str) -> Any:
    raise NoKeyError


def test_each_is_told_and_cannot_finish_untold(made: World, tmp_path: Path, settings: Any):
    faults = {name: fault_of(name, made, tmp_path, settings) for name in sorted(NAMES)}
    assert {name: fault for name, fault in faults.items() if fault} == {}


def test_a_kind_of_object_that_nobody_thought_of_would_be_found(
    made: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    name = "signing_in.end_sessions"
    assert fault_of(name, made, tmp_path, settings) == ""
    monkeypatch.setattr(signing_in, "DESK_CHAIN", "hall:sessions")
    assert fault_of(name, made, tmp_path, settings) == "nothing says who may see the chains of ['hall']"


def test_a_use_case_that_tells_nothing_would_be_found(
    made: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(journal, "note", lambda *_args, **_named: None)
    assert fault_of("reading.incidents.open_incident", made, tmp_path, settings) == "no event of its actor"
