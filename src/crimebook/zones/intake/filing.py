"""The page of files: what lies in the spool already, what is said of each, and what was refused."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict

from crimebook.evidence.tape import DamagedError, UncleanableError
from crimebook.sealing.errors import ManifestError
from crimebook.sealing.parts import FileRef
from crimebook.stores.spool.refusals import SpoolFullError
from crimebook.terms.errors import NotFoundError
from crimebook.work.receiving.files import Incoming, room_for_files
from crimebook.work.receiving.intake import Intake
from crimebook.zones.intake import telling
from crimebook.zones.intake.steps import Step
from crimebook.zones.intake.tokens import TokenError
from crimebook.zones.intake.uploads import Form, Random

QUESTION = "files"
MIB = 1 << 20


def begin(house: Intake, held: tuple[FileRef, ...], at: datetime, random: Random) -> Incoming:
    """Return the way in for the next file, after those that are held already."""
    recipient = house.recipient(at)
    room_bytes = room_for_files(held, house.folder.max_upload_bytes)
    return Incoming(house.drop, recipient, random, room_bytes)


def refusal_of(posted: Form) -> str:
    """Return why a file was not taken, as a word that the page knows, or ""."""
    match posted.refusal:
        case None if posted.has_found and posted.fields.get("do") != "add-file":
            return "told"  # somebody went on at once, and has not seen yet what the file tells
        case None | TokenError():
            return ""
        case SpoolFullError():
            return "full"
        case ManifestError():
            return "closed"
        case UncleanableError() | DamagedError():
            return "uncleanable"
        case _:
            return "large"


def changed(step: Step, wish: str, of_what: str) -> Step:
    """Return the step with what is said of the files, and without one that is to be removed."""
    if step.fields.get("at") != QUESTION:
        raise NotFoundError("files are taken on the page that asks for them")
    if wish != "remove-file":
        return step
    left = tuple(file for file in step.draft.files if file.sha256 != of_what)
    return step.with_draft(step.draft.with_files(left))


def without(step: Step, hashes: Collection[str]) -> Step:
    """Return the step without the files of which a part is gone, and without their answer."""
    left = still_here(step.draft.files, hashes)
    return step.with_draft(step.draft.with_files(left).without_answer(QUESTION)).reviewing()


def still_here(files: Sequence[FileRef], gone: Collection[str]) -> tuple[FileRef, ...]:
    """Return the files of which no part is gone."""
    return tuple(file for file in files if not {part.sha256 for part in file.parts} & set(gone))


def named(step: Step) -> Step:
    """Return the step with the names that the files came with: they are not the page's to say."""
    fields = step.fields.copy()
    for row, file in enumerate(step.draft.files):
        fields[f"{QUESTION}.{row}.name"] = file.name
    return step.with_fields(fields)


def context(step: Step, house: Intake, values: Mapping[str, Sequence[str]], refusal: str) -> dict[str, Any]:
    """Return what the page of files shows."""
    said = _by_digest(step.fields) or _by_answer(values)
    rows = [
        {
            "name": file.name,
            "size_mib": _size_mib(file),
            "sha256": file.sha256,
            "at": f"{QUESTION}.{row}",
            "told": telling.told(step.fields, file.sha256, step.language),
            **said.get(file.sha256, said.get(str(row), {})),
        }
        for row, file in enumerate(step.draft.files)
    ]
    texts = telling.texts(step.fields, step.language)
    return {"held": rows, "room_mib": room_mib(house, step.draft.files), "refusal": refusal, **texts}


def listed(files: Sequence[FileRef], fields: QueryDict, language: str) -> list[dict[str, Any]]:
    """Return the files that came for a letter, as its page shows them."""
    return [
        {
            "name": file.name,
            "size_mib": _size_mib(file),
            "sha256": file.sha256,
            "told": telling.told(fields, file.sha256, language),
        }
        for file in files
    ]


def room_mib(house: Intake, files: tuple[FileRef, ...]) -> int:
    """Return how many MiB of files there is still room for."""
    return room_for_files(files, house.folder.max_upload_bytes) // MIB


def _size_mib(file: FileRef) -> float:
    return max(0.01, round(file.size / MIB, 2))


def _by_digest(fields: QueryDict) -> dict[str, dict[str, str]]:
    """Return what was typed beside each file, by the file: rows move when one is removed."""
    said: dict[str, dict[str, str]] = {}
    row = 0
    while f"held.{row}" in fields:
        name = f"{QUESTION}.{row}"
        said[str(fields[f"held.{row}"])] = {
            "shows": fields.get(f"{name}.shows", ""),
            "taken": fields.get(f"{name}.taken.words", ""),
        }
        row += 1
    return said


def _by_answer(values: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for name, texts in values.items():
        _, _, rest = name.partition(".")
        row, _, key = rest.partition(".")
        if key in {"shows", "taken.words"} and texts:
            said.setdefault(row, {})["shows" if key == "shows" else "taken"] = texts[-1]
    return said
