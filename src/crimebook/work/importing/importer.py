"""Importing one file: parse and place everything first, then one short transaction.

1. The whole file is read, parsed and placed; nothing is written yet, and stopping here leaves no trace.
2. Refused rows are written to the reject file.
3. One transaction decides what is new, known or changed, stores it with its citations and its custody event.

The same file a second time, or twice at once, adds nothing: writers queue up, and the second finds all known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crimebook.custody.events import Action, Deed
from crimebook.exchange.tables import Parsed, Refusal
from crimebook.stores.register import gazetteer as stored_gazetteer
from crimebook.stores.register import sources
from crimebook.stores.register.events import append_event
from crimebook.stores.register.records import Staged
from crimebook.stores.register.sources import BatchFacts, Tally
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.staging.files import SourceFile, write_rejects
from crimebook.terms.digests import Purpose, digest_many
from crimebook.terms.errors import CrimebookError, InvalidValueError
from crimebook.terms.ids import SourceName
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.bodies import institution_toponyms
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import KINDS, Kind, Saved, save

Progress = Callable[[int, int], None]
"""Told after each step how many of how many rows are done."""


class GazetteerChangedError(CrimebookError):
    """Places were read with a gazetteer that is no longer the book's. Nothing was written."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How an import went; the tally's parts are always the file's rows."""

    source: SourceName
    kind: str
    tally: Tally
    refusals: tuple[Refusal, ...]
    reject_file: Path | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file, the source it belongs to, who brings it and when."""

    file: SourceFile
    source: SourceName
    actor: Actor
    at: datetime


def import_file(
    kind_name: str, delivery: Delivery, context: ImportContext, *, rejects_folder: Path, progress: Progress
) -> ImportReport:
    """Import one file and return how each of its rows fared."""
    check_right(delivery.actor, Right.IMPORT)
    kind = KINDS[kind_name]
    parsed = kind.parse(delivery.file.content, context)
    staged, misfits = _stage(kind, parsed, context, progress)
    refusals = tuple(sorted((*parsed.refusals, *misfits), key=lambda each: each.row))
    reject_file = _write_rejects(refusals, delivery, rejects_folder)
    with writing():
        if kind.places_windows and stored_gazetteer.version() != context.gazetteer_version:
            raise GazetteerChangedError(
                f"{delivery.file.name}: the gazetteer changed while the file was read; import it again"
            )
        tally = _commit(kind, delivery, staged, parsed, len(refusals))
    return ImportReport(delivery.source, kind.name, tally, refusals, reject_file)


def _stage(
    kind: Kind, parsed: Parsed[Any], context: ImportContext, progress: Progress
) -> tuple[list[Staged], list[Refusal]]:
    """Return the records, and refusals of rows whose values fit their columns but make no record."""
    staged, misfits = [], []
    for done, record in enumerate(parsed.records, start=1):
        try:
            staged.append(kind.stage(record, context))
        except InvalidValueError as error:
            misfits.append(Refusal(record.row.number, "row", error.fault))
        progress(done, len(parsed.records))
    return staged, misfits


def _commit(
    kind: Kind, delivery: Delivery, staged: Sequence[Staged], parsed: Parsed[Any], refused: int
) -> Tally:
    is_invented = bool(staged) and all(getattr(each.record, "is_invented", False) for each in staged)
    source_id = sources.ensure_source(delivery.source, is_invented=is_invented)
    known = sources.known_digests(source_id, kind.name)
    fresh = [each for each in staged if known.get(each.citation.external_id) != each.citation.digest]
    new = sum(each.citation.external_id not in known for each in fresh)
    tally = Tally(
        rows=parsed.rows,
        new=new,
        known=len(staged) - len(fresh),
        changed=len(fresh) - new,
        refused=refused,
    )
    facts = BatchFacts(kind.name, delivery.file.name, delivery.file.digest, delivery.at, delivery.actor.key)
    batch_id = sources.add_batch(source_id, facts, tally)
    ids = sources.add_citations(source_id, batch_id, [each.citation for each in fresh])
    cited = [(ids[each.citation.external_id], each.record) for each in fresh]
    if cited:
        save(cited, Saved(source_id, next_change(), delivery.actor.key, delivery.at))
    if kind.name == "institutions":
        stored_gazetteer.save_toponyms(source_id, institution_toponyms(parsed.records, delivery.source))
    append_event(
        Deed(
            object_id=f"source:{delivery.source}",
            action=Action.RECEIVED,
            actor=delivery.actor.key,
            at=delivery.at,
            reason=f"{kind.name}: {tally}",
            inputs=(delivery.file.digest,),
            outputs=(digest_many(Purpose.RECORDS, [each.citation.digest for each in fresh]),),
        )
    )
    return tally


def _write_rejects(refusals: Sequence[Refusal], delivery: Delivery, folder: Path) -> Path | None:
    if not refusals:
        return None
    name = f"{delivery.source}-{delivery.file.digest[:16]}.csv"
    return write_rejects(
        folder / name,
        (
            (str(each.row), each.field, each.fault.expected, each.fault.got, each.fault.remedy)
            for each in refusals
        ),
    )
