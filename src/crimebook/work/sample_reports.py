"""The sample book's sealed reports: invented, and on the whole way of a real one.

Keys are made, an intake's folder is laid out, each report is sealed and put into the spool, collected to two
shelves and opened. The passphrases stand here for all to read: a sample keeps nobody's secret.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from crimebook.asking.flow import sent_answers
from crimebook.asking.questionnaire import Questionnaire, load_form
from crimebook.sealing.agefile import Random
from crimebook.stores.intake.folder import write_intake
from crimebook.stores.register.reports import count_by_state
from crimebook.stores.vault.folder import Room, Vault
from crimebook.terms.digests import sha256_hex
from crimebook.work.actors import Actor
from crimebook.work.collecting import collect_folder
from crimebook.work.importing.context import ImportContext
from crimebook.work.opening.desk import Desk, DeskFolders, desk_of
from crimebook.work.opening.keymaking import KeyOrder, make_keys
from crimebook.work.opening.keyring import Passphrases
from crimebook.work.opening.opening import Opening, open_reports
from crimebook.work.opening.publishing import MANIFEST, ROOT_PUBLIC
from crimebook.work.receiving.intake import Intake
from crimebook.work.receiving.reports import Draft, hand_in

PASSPHRASES = Passphrases("the first half of the sample", "the second half of the sample")
ROOT_PASSPHRASE = "the root of the sample"  # noqa: S105 - of a sample
ORIGIN = "crimebook.example/sample"
EXIT = "https://www.wikipedia.org/"
"""Where "leave this page" leads in the sample; an operator names a site of their own."""


@dataclass(frozen=True, slots=True)
class SamplePlaces:
    """Where the sample's desk keeps its things, where its root lies, and where its intake is."""

    desk: DeskFolders
    root: Path
    intake: Path


def make_sample_intake(places: SamplePlaces, *, name: str, at: datetime, random: Random) -> Desk:
    """Make the keys that are missing and an intake that seals to them; return the desk unlocked."""
    vault, root = Vault(places.desk.vault, random), Vault(places.root, random)
    order = KeyOrder(at, origin=ORIGIN, root_name="crimebook-sample-root", root_passphrase=ROOT_PASSPHRASE)
    keyring, _ = make_keys(vault, root, PASSPHRASES, order, random)
    write_intake(
        places.intake,
        name=name,
        exit_url=EXIT,
        spool=places.desk.spool,
        manifest=vault.read(Room.PUBLIC, MANIFEST),
        root=vault.read(Room.PUBLIC, ROOT_PUBLIC),
    )
    return desk_of(places.desk, keyring, random)


def bring_sample_reports(
    desk: Desk, intake: Path, actor: Actor, context: ImportContext, *, at: datetime
) -> Opening:
    """Hand the invented reports in like anyone else's, collect them and open them.

    A sample that has a report already gets no more: what is sealed again would be another one.
    """
    if count_by_state():
        return Opening((), ())
    form = load_form()
    receiving = Intake.at(intake)
    try:
        for place, told in enumerate(_invented()):
            hand_in(receiving, _draft(form, place, told), at=at, random=desk.random)
    finally:
        receiving.close()
    collect_folder(desk, actor, desk.folders.spool, at=at)
    return open_reports(desk, actor, context, at=at, is_invented=True)


def _invented() -> list[dict[str, Any]]:
    text = resources.files("crimebook.work.sample_book").joinpath("reports.toml").read_text("utf-8")
    reports: list[dict[str, Any]] = tomllib.loads(text)["report"]
    return reports


def _draft(form: Questionnaire, place: int, told: dict[str, Any]) -> Draft:
    """Return the same draft each time: a sample whose making was stopped brings no report twice."""
    seed = [sha256_hex(f"{ORIGIN}/{place}/{what}".encode()) for what in ("id", "nonce", "leaf", "words")]
    return Draft(
        form.name,
        told["language"],
        told["way"],
        submission_id=seed[0][:32],
        nonce=seed[1],
        leaf=seed[2],
        answers=sent_answers(form, told["way"], told["answers"]),
        entropy=bytes.fromhex(seed[3])[:16] if told.get("words") else b"",
    )
