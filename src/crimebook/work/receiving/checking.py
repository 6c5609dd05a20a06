"""What an operator must mend before an intake may be opened, and what they should know, in plain words."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from crimebook.sealing.errors import ManifestError
from crimebook.stores.intake.folder import CONFIGURATION, CONTACTS, MANIFEST, OFFLINE_FORM, PLACES
from crimebook.stores.intake.machine import has_swap
from crimebook.stores.spool.limits import Limits
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.instants import parse_instant
from crimebook.work.receiving.bundles import bundle_digest
from crimebook.work.receiving.intake import Intake

SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is as it should be, and whether the intake can run without."""

    text: str
    is_good: bool
    is_needed: bool = True

    @property
    def stops(self) -> bool:
        """Whether the intake must not be opened."""
        return self.is_needed and not self.is_good


def check_intake(
    path: Path, at: datetime, *, swap: bool | None = None, scripts: Path | None = None
) -> tuple[Finding, ...]:
    """Look at an intake's folder and return what was found; nothing is written but the empty spool.

    ``scripts`` is the folder of the scripts that its pages load.
    """
    try:
        intake = Intake.at(path)
    except InvalidValueError as error:
        return (Finding(f"{CONFIGURATION}: {error}", is_good=False),)
    findings = (Finding(f"{CONFIGURATION} says who this intake is: {intake.folder.name}", is_good=True),)
    return (
        *findings,
        *_check_keys(intake, at),
        *_check_spool(intake),
        *_check_pages(intake),
        *(_check_scripts(intake, scripts, at) if scripts else ()),
        *_check_machine(has_swap() if swap is None else swap),
    )


def _check_keys(intake: Intake, at: datetime) -> Iterator[Finding]:
    try:
        for name, digest in intake.root_fingerprints():
            yield Finding(f"the root {name} has the fingerprint {digest}: compare it", is_good=True)
        manifest = intake.keys(at).manifest
    except InvalidValueError as error:
        yield Finding(f"{MANIFEST}: {error}", is_good=False)
        return
    yield Finding(
        f"{MANIFEST} number {manifest.serial} is signed, and good until {manifest.expires}", is_good=True
    )
    if parse_instant(manifest.expires) - at < SOON:
        yield Finding(
            "the manifest expires in less than 14 days: get the next", is_good=False, is_needed=False
        )
    try:
        epoch = manifest.epoch_at(at)
    except ManifestError as error:
        yield Finding(f"{MANIFEST}: {error}", is_good=False)
        return
    yield Finding(f"reports are sealed to the key of {epoch.month}", is_good=True)


def _check_spool(intake: Intake) -> Iterator[Finding]:
    spool = intake.folder.spool
    try:
        intake.drop.close()
    except OSError as error:
        yield Finding(f"the spool {spool} cannot be written: {type(error).__name__}", is_good=False)
        return
    yield Finding(f"the spool is {spool}", is_good=True)
    free, reserve = shutil.disk_usage(spool).free, Limits().text_reserve_bytes
    yield Finding(
        f"{free >> 20} MiB are free; below {reserve >> 20} MiB files are refused and words still taken",
        is_good=free > 2 * reserve,
        is_needed=False,
    )


def _check_pages(intake: Intake) -> Iterator[Finding]:
    folder = intake.folder
    try:
        has_contacts = bool(intake.contacts.contacts)
        places = len(intake.places)
    except InvalidValueError as error:
        yield Finding(str(error), is_good=False)
        return
    told = (
        (
            has_contacts,
            f"{CONTACTS} names whom to turn to for help",
            f"{CONTACTS} names nobody to turn to for help",
        ),
        (bool(places), f"{PLACES} lists {places} places", f"{PLACES} is not there: places are said in words"),
        (
            bool(folder.onion),
            f"the onion address is {folder.onion}",
            "there is no onion address: the clear web shows who comes",
        ),
        (
            folder.has_offline_form(),
            f"{OFFLINE_FORM} is handed out",
            f"{OFFLINE_FORM} is not there: nobody can report without a line",
        ),
        (
            bool(folder.hosts or folder.onion),
            f"answers to {', '.join(folder.hosts) or folder.onion}",
            "answers on loopback only: name hosts",
        ),
    )
    for is_good, good, bad in told:
        yield Finding(good if is_good else bad, is_good=is_good, is_needed=False)


def _check_scripts(intake: Intake, scripts: Path, at: datetime) -> Iterator[Finding]:
    """Compare the scripts with those that the manifest names; another version of the program has others."""
    served = bundle_digest(scripts)
    try:
        named = intake.keys(at).manifest.script_hash
    except InvalidValueError:
        return  # said where the keys are checked
    if not named:
        text = f"the manifest names no scripts: nobody can compare those served here, {served}"
    elif named == served:
        text = f"the scripts are those that the manifest names: {served}"
    else:
        text = (
            f"the scripts are {served}, and the manifest names {named}: install the version it was made for"
        )
    yield Finding(text, is_good=named == served, is_needed=False)


def _check_machine(swap: bool) -> Iterator[Finding]:  # noqa: FBT001 - what was seen of the machine
    text = (
        "swap is on: what is in memory may reach a disk; turn it off, or encrypt it with a key of each start"
    )
    yield Finding(text if swap else "swap is off", is_good=not swap, is_needed=False)
