"""Importing one file: every row is read and placed into a staging file, and stored in one transaction.

1. The file is read, parsed and placed; the register knows nothing of it yet. Stopped here, the next run goes
   on where this one was.
2. One transaction decides what is new, known, changed or doubtful, and stores it with its citations, a slice
   at a time. It begins when all is read; on PostgreSQL a large file is written while it is read, and the
   transaction ends after the reading has, or is taken back with it.
3. Refused rows are written to the reject file, then the sums and the custody event, and all is committed.

The same file a second time, or twice at once, adds nothing: writers queue up, and the second finds all known.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from crimebook.custody.events import Action, Deed
from crimebook.exchange.tables import Refusal
from crimebook.stores.register import doubles, identities, sources
from crimebook.stores.register import gazetteer as stored_gazetteer
from crimebook.stores.register.bulk import Writer, refresh_statistics
from crimebook.stores.register.courier import carrying, works_beside
from crimebook.stores.register.events import append_event
from crimebook.stores.register.filling import PutAside, checked_at_once, filling
from crimebook.stores.register.records import NO_TRACES, NewConsent, Staged, Traces
from crimebook.stores.register.saving import Saving
from crimebook.stores.register.sources import BatchFacts, Tally
from crimebook.stores.register.transactions import next_change, writing
from crimebook.stores.staging.files import SourceFile, write_rejects
from crimebook.terms.digests import DigestOfMany, Purpose
from crimebook.terms.errors import CrimebookError
from crimebook.terms.ids import SourceName
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.importing.collecting import collecting_seldom
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.following import Reading
from crimebook.work.importing.kinds import KINDS, Kind, save
from crimebook.work.importing.lines import read_line
from crimebook.work.importing.progress import Progress
from crimebook.work.importing.reading import Read
from crimebook.work.retelling import AT_ONCE, compare_new

WRITTEN_BYTES = 32 * 1024**2
"""Bytes of lines that are written together at the most: a sealed identity has some 20 kB."""

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
    sealed: int = 0
    """How many identities were sealed and are in the book now."""
    left_out: int = 0
    """How many rows said something of a person that was not kept."""
    uncompared: int = 0
    """How many incidents, of a very large import, wait for `retelling.compare_all`."""


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
    with ExitStack() as stack:
        folder = staging_folder or Path(stack.enter_context(TemporaryDirectory(prefix="crimebook-")))
        reading = Reading(chosen, delivery.file, context, folder, processes)
        _begin(stack, reading)
        return import_reading(reading, delivery, rejects_folder=rejects_folder, progress=progress)


def import_reading(
    reading: Reading, delivery: Delivery, *, rejects_folder: Path, progress: Progress
) -> ImportReport:
    """Import a file as `import_file` does; if its reading was begun before, follow it."""
    check_right(delivery.actor, Right.IMPORT)
    way = _Way(reading, progress)
    with collecting_seldom():
        try:
            if not (works_beside() and reading.is_begun):
                reading.read_whole(way.tell)
            report = _commit(delivery, reading, rejects_folder, way)
        except CrimebookError:
            reading.remove()
            raise
    reading.remove()
    return report


def _begin(stack: ExitStack, reading: Reading) -> None:
    """Let a reading begin in its thread, where it is other processes that read; it ends with the stack."""
    if works_beside() and reading.is_by_processes:
        # Entered before the reading, the thread is waited for after the reading was told to end.
        thread = stack.enter_context(ThreadPoolExecutor(1, "reading"))
        reading.begin(thread)
    stack.enter_context(reading)


class _Way:
    """How far an import is: half of the way is reading, half is writing, and both may go on at once."""

    def __init__(self, reading: Reading, progress: Progress) -> None:
        self._reading, self._progress = reading, progress
        self.rows_written = 0

    def tell(self) -> None:
        """Tell whoever asked."""
        self._progress(self._reading.rows_read + self.rows_written, 2 * self._reading.rows)


def _commit(delivery: Delivery, reading: Reading, rejects_folder: Path, way: _Way) -> ImportReport:
    """Write what is read, in one transaction that ends after the reading has; return how each row fared."""
    kind = reading.kind
    with (
        checked_at_once(rows=reading.rows) as check,
        writing(),
        filling(rows=_rows_to_fill(delivery, reading)) as aside,
        carrying() as courier,
    ):
        if kind.places_windows and stored_gazetteer.version() != reading.context.gazetteer_version:
            raise GazetteerChangedError(
                f"{delivery.file.name}: the gazetteer changed while the file was read; import it again"
            )
        commit = _Commit(kind, delivery, Writer(courier), aside)
        for part in _parts(reading.lines(way.tell)):
            commit.save([each for each in map(read_line, part) if isinstance(each, Staged)])
            way.rows_written += len(part)
            way.tell()
        read = reading.result()
        reject_file = _write_rejects(read.refusals, delivery, rejects_folder)
        tally = commit.close(read)
        check()
    return ImportReport(
        delivery.source,
        kind.name,
        tally,
        read.refusals,
        reject_file,
        commit.sealed,
        commit.left_out,
        commit.uncompared,
    )


def _parts(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Yield lines in parts that are written together."""
    part: list[bytes] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if len(part) == WRITTEN or size >= WRITTEN_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def _rows_to_fill(delivery: Delivery, reading: Reading) -> int:
    """Return how many rows may fill tables: none, where rows of these tables are asked for on the way."""
    asks = reading.kind.asks_register or sources.is_known(delivery.source)
    return reading.rows if reading.is_by_processes and not asks else 0


def commit_records(kind: Kind, delivery: Delivery, staged: Sequence[Staged]) -> Tally:
    """Store records that were staged in memory, within the transaction that is open; return their sums.

    For what must not stand in a staging file: the answers of a report that was just opened.
    """
    is_invented = all(bool(getattr(each.record, "is_invented", False)) for each in staged)
    commit = _Commit(kind, delivery, Writer(), PutAside())
    commit.save(staged)
    return commit.close(Read(len(staged), (), is_invented))


class _Commit:
    """The writing of one import, slice by slice, inside one transaction."""

    def __init__(self, kind: Kind, delivery: Delivery, writer: Writer, aside: PutAside) -> None:
        self._kind, self._delivery, self._aside = kind, delivery, aside
        self._source_id = sources.ensure_source(delivery.source, zone=delivery.zone)
        self._is_first = not sources.has_citations(self._source_id)
        self._is_first_of_kind = self._is_first or not sources.has_told(self._source_id, kind.name)
        self._writer = writer
        self._batch_id = sources.reserve_batch(self._writer)
        self._change = next_change()
        self._noting = doubles.Noting(self._change, writer)
        self._digest = DigestOfMany(Purpose.RECORDS)
        self._new = self._known = self._changed = 0
        self.sealed = self.left_out = self.uncompared = 0

    def save(self, staged: Sequence[Staged]) -> None:
        """Store what of a slice is new or changed."""
        if not staged:
            return
        external_ids = [each.citation.external_id for each in staged]
        known = (
            {}
            if self._is_first_of_kind
            else sources.known_digests(self._source_id, self._kind.name, external_ids)
        )
        fresh = [each for each in staged if known.get(each.citation.external_id) != each.citation.digest]
        new = {each.citation.external_id for each in fresh} - known.keys()
        cited = self._store(fresh) if fresh else {}
        self._keep_identities(staged, cited)
        self._new += len(new)
        self._known += len(staged) - len(new)
        self._changed += len(fresh) - len(new)

    def _store(self, fresh: Sequence[Staged]) -> dict[str, int]:
        """Store records with their citations, and the traits by which they are known again.

        Return the ids of those citations that were not stored before, by external id.
        """
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
            self._is_first_of_kind,
        )
        ids = save(records, saving)
        for subject in ("incident", "recording"):
            self._note_traits(subject, ids[subject], cited, fresh)
        self._writer.settle()
        return {name: pk for name, pk in cited.items() if pk not in returned}

    def _keep_identities(self, staged: Sequence[Staged], new: dict[str, int]) -> None:
        """Store what was sealed of persons, once a wording; words that were known may get it only now."""
        self.left_out += sum(each.has_left_out for each in staged)
        named: dict[str, Staged] = {
            each.citation.external_id: each for each in staged if each.identity is not None
        }
        before = [each.citation for name, each in named.items() if name not in new]
        cited = sources.stored_citations(self._source_id, before) if before else {}
        kept = identities.with_identity(cited.values()) if cited else frozenset()
        for name, citation_id in (cited | new).items():
            identity = named[name].identity if name in named else None
            if identity is not None and citation_id not in kept:
                identities.add_identity(citation_id, identity, self._writer)
                self.sealed += 1
        if named:
            self._writer.flush()

    def _note_traits(
        self, subject: str, ids: dict[str, int], cited: dict[str, int], fresh: Sequence[Staged]
    ) -> None:
        items = [
            (subject, ids[each.citation.external_id], cited[each.citation.external_id], traits)
            for each in fresh
            if each.citation.external_id in ids and ((traits := _traits(each)) or not self._is_first)
        ]
        self._noting.note(items)

    def close(self, read: Read) -> Tally:
        """Write the import's own row and its event; return its sums."""
        delivery, kind = self._delivery, self._kind
        if read.is_invented and self._is_first:
            sources.mark_invented(self._source_id)
        self._writer.settle()
        self._aside.make_indexes()
        refresh_statistics(self._writer.written, rows=read.rows)
        doubtful = self._ask_doubles()
        tally = Tally(
            rows=read.rows,
            new=self._new - doubtful,
            known=self._known,
            changed=self._changed,
            refused=len(read.refusals),
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
        self._aside.make_references()
        if kind.toponyms is not None:
            toponyms = kind.toponyms(delivery.file.open().read(), delivery.source)
            stored_gazetteer.save_toponyms(self._source_id, toponyms)
        append_event(
            Deed(
                object_id=f"source:{delivery.source}",
                action=Action.RECEIVED,
                actor=delivery.actor.key,
                at=delivery.at,
                reason=f"{kind.name}: {tally}{self._told_of_persons()}",
                inputs=(delivery.file.digest,),
                outputs=(self._digest.result(),),
            )
        )
        return tally

    def _ask_doubles(self) -> int:
        """Propose which of the records may be known by other sources; return how many new ones."""
        told = self._noting.close()
        incidents = self._noting.incidents_told(self._source_id)
        if len(incidents) > AT_ONCE and doubles.has_others("incident", self._source_id):
            self.uncompared, incidents = len(incidents), set()
        compared = compare_new(self._source_id, incidents, change=self._change) if incidents else set()
        return len(told["recording"]) + len(told["incident"] | self._noting.newly_told(compared))

    def _told_of_persons(self) -> str:
        told = {"identities sealed": self.sealed, "identities left out": self.left_out}
        return "".join(f", {count} {what}" for what, count in told.items() if count)


def _traits(staged: Staged) -> tuple[tuple[str, str], ...]:
    traces: Traces = getattr(staged.record, "traces", NO_TRACES)
    return traces.traits


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
