"""Opening an index, writing documents into it by key, and asking it plans.

A commit writes documents and the state of the index (how far the register has been read) as one: a process
that is killed leaves the last commit, whole. One process writes at a time; others search meanwhile.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tantivy import Document as Row
from tantivy import Index, IndexWriter, Order, Query, Schema, SchemaBuilder, Searcher

from crimebook.search.documents import Document, Entry
from crimebook.search.kinds import RecordKind
from crimebook.search.plans import Field, Net, Plan
from crimebook.stores.finder.queries import query_of
from crimebook.terms.errors import CrimebookError

FORMAT = "2"
"""What is indexed of a document, and how. An index of another format is made again."""

WRITER_BYTES = 96_000_000
WRITER_THREADS = 1
TIED = 400
"""So many records of one score beyond a page are put in order by their references; see `_order`."""

COUNTED = (Field.KIND, Field.SOURCE, Field.ACT, Field.PLACE, Field.INVENTED)
"""What records found can be counted by."""

_MOST_VALUES = 100
_KEY, _STATE, _TIE = "key", "state", "tie"
_STATE_KEY = "state"


class FinderBusyError(CrimebookError):
    """Another process writes the index."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: the name of its document and its score."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, best first; how many there are, by which net, and how many carry each value."""

    hits: tuple[Hit, ...]
    total: int
    net: Net | None
    counts: Mapping[Field, tuple[tuple[str, int], ...]] = field(default_factory=dict)


class Finder:
    """The index in one folder; without a folder, one in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._index = _open(folder)
        self._schema = self._index.schema
        self._hidden = Query.term_query(self._schema, _KEY, _STATE_KEY, "basic")

    def state(self) -> dict[str, Any]:
        """Return what the last commit said of the index; empty where there was none."""
        searcher = self._searcher()
        hits = searcher.search(self._hidden, limit=1, count=False).hits
        return dict(json.loads(searcher.doc(hits[0][1]).get_first(_STATE) or "{}")) if hits else {}

    def count(self) -> int:
        """Return how many documents there are."""
        searcher = self._searcher()
        return int(searcher.num_docs) - len(searcher.search(self._hidden, limit=1, count=False).hits)

    @contextmanager
    def writing(self) -> Iterator["FinderWriter"]:
        """Hold the writer; raise `FinderBusyError` where another process holds it."""
        try:
            writer = self._index.writer(WRITER_BYTES, WRITER_THREADS)
        except ValueError as error:
            raise FinderBusyError(
                "expected to write the search index, got one that is being written"
            ) from error
        try:
            yield FinderWriter(writer)
        finally:
            writer.wait_merging_threads()
            self._index.reload()
            _keep_private(self._folder)

    def search(
        self, plans: Sequence[Plan], *, start: int = 0, count: int = 10, has_counts: bool = False
    ) -> Found:
        """Return hits ``start`` to ``start + count`` of the first plan that finds enough, or the last."""
        searcher = self._searcher()
        found = Found((), 0, None)
        for at, plan in enumerate(plans):
            query = query_of(plan, self._schema, self._hidden)
            total = _count(searcher, query)
            if total >= plan.enough or (at == len(plans) - 1 and total):
                counts = _counts(searcher, query) if has_counts else {}
                pick = self._earliest if plan.node is None else self._best
                return Found(pick(searcher, query, start, start + count), total, plan.net, counts)
        return found

    def _best(self, searcher: Searcher, query: Query, start: int, end: int) -> tuple[Hit, ...]:
        rows = searcher.search(query, limit=end + TIED, count=False).hits
        ties = searcher.fast_field_values(_TIE, [address for _, address in rows])
        ordered = sorted(zip(rows, ties, strict=True), key=_order)
        return tuple(_hit(searcher, address, score) for (score, address), _ in ordered[start:end])

    def _earliest(self, searcher: Searcher, query: Query, start: int, end: int) -> tuple[Hit, ...]:
        """Return records in the order of days, unknown ones last: without words none is better."""
        day = Field.FIRST_DAY.value
        rows = searcher.search(query, limit=end + TIED, count=False, order_by_field=day, order=Order.Asc).hits
        ties = searcher.fast_field_values(_TIE, [address for _, address in rows])
        ordered = sorted(zip(rows, ties, strict=True), key=_order_of_days)
        return tuple(_hit(searcher, address, 0.0) for (_, address), _ in ordered[start:end])

    def _searcher(self) -> Searcher:
        self._index.reload()
        return self._index.searcher()


class FinderWriter:
    """Adds, replaces and deletes documents; nothing is seen before `commit`."""

    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer

    def put(self, entry: Entry) -> None:
        """Add a document, in the place of one of the same key."""
        self.remove(entry.document.key)
        self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add a document of which there is none yet."""
        self._writer.add_document(_row(entry))

    def remove(self, key: str) -> None:
        """Delete the document of a key, if there is one."""
        self._writer.delete_documents_by_term(_KEY, key)

    def clear(self) -> None:
        """Delete everything, the state too."""
        self._writer.delete_all_documents()

    def commit(self, state: Mapping[str, Any]) -> None:
        """Write what was done, with the state of the index, as one."""
        self._writer.delete_documents_by_term(_KEY, _STATE_KEY)
        self._writer.add_document(
            Row(**{_KEY: [_STATE_KEY], _STATE: [json.dumps(dict(state), sort_keys=True)]})
        )
        self._writer.commit()


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field(_KEY, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_STATE, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(_TIE, fast=True)
    builder.add_text_field(Field.REF, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(Field.FORMS, tokenizer_name="whitespace", index_option="position")
    for name in (Field.STEMS, Field.SOUNDS, Field.ABOUT):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in COUNTED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (Field.FIRST_DAY, Field.LAST_DAY):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def _row(entry: Entry) -> Row:
    document = entry.document
    row = Row(
        key=[document.key],
        ref=[document.ref],
        forms=[entry.forms],
        stems=[entry.stems],
        sounds=[entry.sounds],
        about=[entry.about],
        kind=[document.kind.value],
        source=[document.source],
        act=list(document.acts),
        place=list(document.places),
        invented=["yes" if document.is_invented else "no"],
    )
    row.add_unsigned(_TIE, tie_of(document))
    if document.first_day is not None:
        row.add_integer(Field.FIRST_DAY, document.first_day.toordinal())
        row.add_integer(Field.LAST_DAY, (document.last_day or document.first_day).toordinal())
    return row


def tie_of(document: Document) -> int:
    """Return a number that orders records of one score; no database has a part in it."""
    # Several claims stand under one reference; the number of a claim is the database's own.
    more = document.words if document.kind is RecordKind.CLAIM else ""
    name = f"{document.kind} {document.ref} {more}"
    return int.from_bytes(blake2b(name.encode(), digest_size=7).digest())


def _order(row: tuple[tuple[float, Any], Any]) -> tuple[float, int]:
    """Order the best first, then by reference; of more than `TIED` of one score, the first to come in."""
    (score, _), tie = row
    return -round(score, 5), int(tie)


def _order_of_days(row: tuple[tuple[int | None, Any], Any]) -> tuple[bool, int, int]:
    (day, _), tie = row
    return day is None, day or 0, int(tie)


def _hit(searcher: Searcher, address: Any, score: float) -> Hit:
    return Hit(str(searcher.doc(address).get_first(_KEY)), float(score))


def _count(searcher: Searcher, query: Query) -> int:
    return int(searcher.search(query, limit=1).count)  # type: ignore[attr-defined]


def _counts(searcher: Searcher, query: Query) -> dict[Field, tuple[tuple[str, int], ...]]:
    asked = {name.value: {"terms": {"field": name.value, "size": _MOST_VALUES}} for name in COUNTED}
    told = searcher.aggregate(query, asked)
    return {
        name: tuple(
            sorted(
                ((str(bucket["key"]), int(bucket["doc_count"])) for bucket in told[name.value]["buckets"]),
                key=lambda each: (-each[1], each[0]),
            )
        )
        for name in COUNTED
    }


def _keep_private(folder: Path | None) -> None:
    """Take the rights of others from every file; until now the folder alone held them off."""
    for path in folder.rglob("*") if folder else ():
        with suppress(FileNotFoundError):
            path.chmod(0o700 if path.is_dir() else 0o600)


def _open(folder: Path | None) -> Index:
    """Open the index of a folder, or make it; what cannot be opened or is of another format is made again."""
    if folder is None:
        return Index(_schema())
    home = folder / FORMAT
    folder.mkdir(mode=0o700, exist_ok=True)
    for other in folder.iterdir():
        if other.name != FORMAT and other.is_dir():
            shutil.rmtree(other)
    home.mkdir(mode=0o700, exist_ok=True)
    try:
        index = Index(_schema(), path=str(home))
        index.reload()
    except (ValueError, OSError) as error:
        if "lock" in str(error).casefold():
            raise FinderBusyError(
                "expected to open the search index, got one that is being written"
            ) from error
        shutil.rmtree(home)
        home.mkdir(mode=0o700)
        return Index(_schema(), path=str(home))
    return index
