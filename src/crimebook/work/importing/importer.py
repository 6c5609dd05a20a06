"""Importing one file: read and place everything first, into a staging file, then one transaction.

1. The whole file is read, parsed and placed; the register knows nothing of it yet. Stopped here, the next run
   goes on where this one was.
2. Refused rows are written to the reject file.
3. One transaction decides what is new, known, changed or doubtful, stores it with its citations and its
   custody event, a slice at a time.

The same file a second time, or twice at once, adds nothing: writers queue up, and the second finds all known.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from crimebook.custody.events import Action, Deed
from crimebook.exchange.tables import Refusal
from crimebook.stores.register import doubles, sources
from crimebook.stores.register import gazetteer as stored_gazetteer
from crimebook.stores.register.bulk import Writer, refresh_statistics
from crimebook.stores.register.courier import carrying
from crimebook.stores.register.events import append_event
from crimebook.stores.register.records import NO_TRACES, NewConsent, Staged, Traces
from crimebook.stores.register.saving import Saving
from crimebook.stores.register.sources import BatchFacts, Tally
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.staging.files import SourceFile, write_rejects
from crimebook.stores.staging.lines import StagingFile
from crimebook.terms.digests import DigestOfMany, Purpose
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import SourceName
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.collecting import collecting_seldom
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import KINDS, Kind, save
from crimebook.work.importing.lines import read_line
from crimebook.work.importing.progress import Progress
from crimebook.work.importing.reading import Read, read_file, staging_of

WRITTEN = 8_000
"""Records that are written together: what is known of them is asked first, and while it is asked nothing is
written."""


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
    """A file, the source it belongs to, who brings it and when.

    ``zone`` is the zone in which the source speaks, if the import names one; ``consents`` say how the partner
    came by what it brings. No recorded consent means analysis only.
    """

    file: SourceFile
    source: SourceName
    actor: Actor
    at: datetime
    zone: str = ""
    consents: tuple[NewConsent, ...] = ()


def import_file(
    kind: str | Kind,
    delivery: Delivery,
    context: ImportContext,
    *,
    rejects_folder: Path,
    progress: Progress,
    staging_folder: Path | None = None,
    processes: int = 1,
) -> ImportReport:
    """Import one file and return how each of its rows fared.

    Without a ``staging_folder`` what was read is not kept for a next run. So many ``processes`` read.
    """
    check_right(delivery.actor, Right.IMPORT)
    chosen = KINDS[kind] if isinstance(kind, str) else kind
    with tempfile.TemporaryDirectory(prefix="crimebook-") as passing:
        folder = staging_folder or Path(passing)
        with staging_of(chosen, delivery.file, context, folder) as staging, collecting_seldom():
            try:
                reading = _half(progress, first=True)
                read = read_file(chosen, delivery.file, context, staging, reading, processes)
                reject_file = _write_rejects(read.refusals, delivery, rejects_folder)
                tally = _commit(chosen, delivery, context, staging, read, _half(progress, first=False))
            except CrimebookError:
                staging.remove()
                raise
            staging.remove()
    return ImportReport(delivery.source, chosen.name, tally, read.refusals, reject_file)


def _half(progress: Progress, *, first: bool) -> Progress:
    """Tell the progress of one half of the work: reading, or writing."""

    def tell(done: int, total: int) -> None:
        progress(done if first else total + done, 2 * total)

    return tell


def _commit(
    kind: Kind,
    delivery: Delivery,
    context: ImportContext,
    staging: StagingFile,
    read: Read,
    progress: Progress,
) -> Tally:
    with writing(), carrying() as courier:
        if kind.places_windows and stored_gazetteer.version() != context.gazetteer_version:
            raise GazetteerChangedError(
                f"{delivery.file.name}: the gazetteer changed while the file was read; import it again"
            )
        commit = _Commit(kind, delivery, read, Writer(courier))
        done = len(read.refusals)
        for part in _staged_slices(staging):
            commit.save(part)
            done += len(part)
            progress(done, read.rows)
        return commit.close()


def commit_records(kind: Kind, delivery: Delivery, staged: Sequence[Staged]) -> Tally:
    """Store records that were staged in memory, within the transaction that is open; return their sums.

    For what must not stand in a staging file: the answers of a report that was just opened.
    """
    is_invented = all(bool(getattr(each.record, "is_invented", False)) for each in staged)
    commit = _Commit(kind, delivery, Read(len(staged), (), is_invented), Writer())
    commit.save(staged)
    return commit.close()


class _Commit:
    """The writing of one import, slice by slice, inside one transaction."""

    def __init__(self, kind: Kind, delivery: Delivery, read: Read, writer: Writer) -> None:
        self._kind, self._delivery, self._read = kind, delivery, read
        self._source_id = sources.ensure_source(
            delivery.source, is_invented=read.is_invented, zone=delivery.zone
        )
        self._is_first = not sources.has_citations(self._source_id)
        self._writer = writer
        self._batch_id = sources.reserve_batch(self._writer)
        self._change = next_change()
        self._noting = doubles.Noting(self._change, writer)
        self._digest = DigestOfMany(Purpose.RECORDS)
        self._new = self._known = self._changed = 0

    def save(self, staged: Sequence[Staged]) -> None:
        """Store what of a slice is new or changed."""
        external_ids = [each.citation.external_id for each in staged]
        known = (
            {} if self._is_first else sources.known_digests(self._source_id, self._kind.name, external_ids)
        )
        fresh = [each for each in staged if known.get(each.citation.external_id) != each.citation.digest]
        new = {each.citation.external_id for each in fresh} - known.keys()
        if fresh:
            self._store(fresh)
        self._new += len(new)
        self._known += len(staged) - len(new)
        self._changed += len(fresh) - len(new)

    def _store(self, fresh: Sequence[Staged]) -> None:
        """Store records with their citations, and the traits by which they are known again."""
        citations = [each.citation for each in fresh]
        cited, returned = sources.add_citations(
            self._source_id, self._batch_id, citations, self._writer, are_all_new=self._is_first
        )
        for each in citations:
            self._digest.add(each.digest)
        records = [(cited[each.citation.external_id], each.record) for each in fresh]
        saving = Saving(
            self._source_id,
            self._change,
            self._delivery.actor.key,
            self._delivery.at,
            self._writer,
            returned,
            self._is_first,
        )
        ids = save(records, saving)
        for subject in ("incident", "recording"):
            self._note_traits(subject, ids[subject], cited, fresh)
        self._writer.settle()

    def _note_traits(
        self, subject: str, ids: dict[str, int], cited: dict[str, int], fresh: Sequence[Staged]
    ) -> None:
        items = [
            (subject, ids[each.citation.external_id], cited[each.citation.external_id], traits)
            for each in fresh
            if each.citation.external_id in ids and ((traits := _traits(each)) or not self._is_first)
        ]
        self._noting.note(items)

    def close(self) -> Tally:
        """Write the import's own row and its event; return its sums."""
        delivery, kind = self._delivery, self._kind
        refresh_statistics(self._writer.written, rows=self._read.rows)
        doubtful = sum(len(told) for told in self._noting.close().values())
        tally = Tally(
            rows=self._read.rows,
            new=self._new - doubtful,
            known=self._known,
            changed=self._changed,
            refused=len(self._read.refusals),
            doubtful=doubtful,
        )
        facts = BatchFacts(
            kind.name,
            delivery.file.name,
            delivery.file.digest,
            delivery.at,
            delivery.actor.key,
            kind.mapping,
        )
        sources.add_batch(self._source_id, self._batch_id, facts, tally, self._writer)
        sources.add_consents(self._source_id, delivery.consents, self._writer)
        self._writer.close()
        if kind.toponyms is not None:
            toponyms = kind.toponyms(delivery.file.open().read(), delivery.source)
            stored_gazetteer.save_toponyms(self._source_id, toponyms)
        append_event(
            Deed(
                object_id=f"source:{delivery.source}",
                action=Action.RECEIVED,
                actor=delivery.actor.key,
                at=delivery.at,
                reason=f"{kind.name}: {tally}",
                inputs=(delivery.file.digest,),
                outputs=(self._digest.result(),),
            )
        )
        return tally


def _traits(staged: Staged) -> tuple[tuple[str, str], ...]:
    traces: Traces = getattr(staged.record, "traces", NO_TRACES)
    return traces.traits


def _staged_slices(staging: StagingFile) -> Iterator[list[Staged]]:
    entries = (read_line(line) for line in staging.lines())
    staged = (entry for entry in entries if isinstance(entry, Staged))
    while part := list(islice(staged, WRITTEN)):
        yield part


def _write_rejects(refusals: tuple[Refusal, ...], delivery: Delivery, folder: Path) -> Path | None:
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
