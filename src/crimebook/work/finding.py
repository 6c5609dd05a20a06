"""Finding: the search index brought up to date with the register, and questions asked of it.

The index is derived and may be made again at any time; making it touches no record. The register is read
table by table in slices, each committed with how far it has come, so that a run that was killed goes on from
its last slice. An index of another register, or of one that was put back to an earlier day, is emptied first.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crimebook.custody.events import Action, Deed
from crimebook.identity.names import lookup_keys
from crimebook.search.documents import Document, read_document
from crimebook.search.kinds import RecordKind
from crimebook.search.marking import Excerpt, Part, excerpt, mark
from crimebook.search.plans import Field, Net, make_plans
from crimebook.search.questions import Filters, Question, Word, parse_question
from crimebook.stores.finder import Finder, FinderBusyError, FinderWriter, Found
from crimebook.stores.register import texts
from crimebook.stores.register.events import append_event
from crimebook.stores.register.rows import Count
from crimebook.stores.register.texts import Marks
from crimebook.stores.register.transactions import noting
from crimebook.stores.register.zone import book_zone
from crimebook.terms.canonical import canonical_json
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.journal import note_readings, note_search

Progress = Callable[[int, int], None]
BATCH = 2_000
"""Texts that are read and committed together."""

COMMIT_EVERY = 10
"""Batches to one commit: a commit makes a segment, and many small ones are slow to ask."""

PROMPT = 500
"""So many missing texts are brought in before a question is answered; more wait for `crimebook index`."""

SEARCH_ROWS = 20
MAX_PAGE = 500
_KINDS = tuple(RecordKind)


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run did: texts put in, texts taken out, texts in all."""

    put: int
    removed: int
    documents: int


@dataclass(frozen=True, slots=True)
class SearchQuestion:
    """What a page or a command asks for: words as typed, filters, a page."""

    words: str = ""
    kind: str = ""
    source: str = ""
    act: str = ""
    place: str = ""
    first_day: date | None = None
    last_day: date | None = None
    is_invented: bool | None = None
    page: int = 1
    rows: int = SEARCH_ROWS


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A record that was found, with the question's words marked."""

    ref: str
    kind: RecordKind
    shown_with: str
    """The unit on whose page a claim stands, as a reference, or a person's number; empty for no page."""

    title: tuple[Part, ...]
    excerpt: Excerpt
    source: str
    places: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    is_invented: bool
    score: float


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of records that were found, best first, and what else could be chosen."""

    asked: SearchQuestion
    rows: tuple[SearchRow, ...]
    total: int
    pages: int
    net: Net | None
    missing: int
    """About how many texts of the register the index has not got yet."""

    is_cut: bool
    kinds: tuple[Count, ...] = ()
    sources: tuple[Count, ...] = ()
    acts: tuple[Count, ...] = ()
    places: tuple[Count, ...] = ()


def index_book(actor: Actor, folder: Path | None, *, at: datetime, progress: Progress) -> IndexReport:
    """Bring the index in ``folder`` up to date; raise `FinderBusyError` where another process does so.

    Stopping at any moment loses at most what was done since the last commit.
    """
    check_right(actor, Right.READ)
    finder = Finder(folder)
    report = replace(_bring_up_to_date(finder, progress), documents=finder.count())
    with noting():
        told = f"an index of {report.documents} texts"
        append_event(Deed("register:search", Action.DERIVED, actor.key, at, reason=told))
    return report


def forget_index(folder: Path) -> None:
    """Empty the index, so that nothing of what was erased lies in its files; the next run makes it again.

    Taking single texts out would leave their words in a segment until it is merged.
    """
    with Finder(folder).writing() as writer:
        writer.clear()
        writer.commit(_State().to_json())


def open_search(actor: Actor, asked: SearchQuestion, folder: Path | None, *, at: datetime) -> SearchPage:
    """Record the search with its words, then return a page of what it finds."""
    facts = {name: str(value) for name, value in asdict(asked).items() if value not in {"", None}}
    note_search(actor, f"search {canonical_json(facts).decode()}", at=at)
    finder = Finder(folder)
    missing = _catch_up(finder)
    question = _named(parse_question(asked.words, _filters(asked)))
    page = min(max(1, asked.page), MAX_PAGE)
    hidden = () if actor.may(Right.JUDGE) else (RecordKind.PERSON,)
    found = finder.search(
        make_plans(question, hidden=hidden), start=(page - 1) * asked.rows, count=asked.rows, has_counts=True
    )
    told = texts.load_texts([hit.key for hit in found.hits], book_zone())
    _note_persons(actor, told.values(), at)
    return SearchPage(
        asked=replace(asked, page=page),
        rows=tuple(
            _row(told[hit.key], question, found.net, hit.score) for hit in found.hits if hit.key in told
        ),
        total=found.total,
        pages=min(MAX_PAGE, max(1, -(-found.total // asked.rows))),
        net=found.net,
        missing=missing,
        is_cut=question.is_cut,
        kinds=_counts(found, Field.KIND, asked.kind),
        sources=_counts(found, Field.SOURCE, asked.source),
        acts=_counts(found, Field.ACT, asked.act),
        places=_counts(found, Field.PLACE, asked.place),
    )


def _catch_up(finder: Finder) -> int:
    """Bring in what is missing where it is little; return how much is missing still."""
    missing = texts.count_since(_State.of(finder).since)
    if not 0 < missing <= PROMPT:
        return missing
    try:
        _bring_up_to_date(finder, lambda *_: None)
    except FinderBusyError:
        return missing
    return 0


@dataclass(frozen=True, slots=True)
class _State:
    """How far an index is: whole up to ``since``; and inside a run to ``until``, up to a row of a table."""

    since: Marks = field(default_factory=Marks)
    until: Marks | None = None
    kind: RecordKind = _KINDS[0]
    after: int = 0

    @classmethod
    def of(cls, finder: Finder) -> "_State":
        told = finder.state()
        if not told:
            return cls()
        until = told["until"]
        return cls(
            Marks(**told["since"]), Marks(**until) if until else None, RecordKind(told["kind"]), told["after"]
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "since": asdict(self.since),
            "until": asdict(self.until) if self.until else None,
            "kind": self.kind.value,
            "after": self.after,
        }

    def fits(self, now: Marks) -> bool:
        """Whether the register that stands at ``now`` can be the one that was read."""
        read = self.until or self.since
        is_later = read.change <= now.change and read.citation <= now.citation and read.claim <= now.claim
        return is_later and read.register in {"", now.register}


def _bring_up_to_date(finder: Finder, progress: Progress) -> IndexReport:
    with finder.writing() as writer:
        # The state is read only now: while we waited, another process may have written.
        state, now = _State.of(finder), texts.marks()
        if not state.fits(now):
            writer.clear()
            state = _State()
        report = IndexReport(0, 0, 0)
        if state.until is not None:
            report, state = _read_through(writer, state, report, progress)
        if state.since != now:
            report, state = _read_through(writer, replace(state, until=now), report, progress)
    return report


def _read_through(
    writer: FinderWriter, state: _State, report: IndexReport, progress: Progress
) -> tuple[IndexReport, _State]:
    """Read every table from where the state stands to its end, committing on the way."""
    total = max(1, texts.count_since(state.since))
    put, removed, batches = report.put, report.removed, 0
    for kind in _KINDS[_KINDS.index(state.kind) :]:
        after: int | None = state.after if kind is state.kind else 0
        while after is not None:
            batch = texts.read_changed(kind, state.since, book_zone(), after=after, count=BATCH)
            _write(writer, batch, is_new=not state.since.change)
            put, removed, batches = put + len(batch.documents), removed + len(batch.gone), batches + 1
            after = batch.last
            if after is not None and batches % COMMIT_EVERY == 0:
                writer.commit(replace(state, kind=kind, after=after).to_json())
            progress(put + removed, max(total, put + removed))
    done = _State(since=state.until or state.since)
    writer.commit(done.to_json())
    return IndexReport(put, removed, 0), done


def _write(writer: FinderWriter, batch: texts.TextBatch, *, is_new: bool) -> None:
    for key in batch.gone:
        writer.remove(key)
    for document in batch.documents:
        entry = read_document(document)
        # Into a new index nothing has to be looked for before it is put.
        (writer.add if is_new else writer.put)(entry)


def _filters(asked: SearchQuestion) -> Filters:
    return Filters(
        kind=asked.kind,
        source=asked.source,
        act=asked.act,
        place=asked.place,
        first_day=asked.first_day,
        last_day=asked.last_day,
        is_invented=asked.is_invented,
    )


def _row(document: Document, question: Question, net: Net | None, score: float) -> SearchRow:
    width = net or Net.EVERY_WORD
    return SearchRow(
        ref=document.ref,
        kind=document.kind,
        shown_with=document.shown_with,
        title=mark(document.title or document.ref, question, width),
        excerpt=excerpt(document.words, question, width),
        source=document.source,
        places=document.places,
        first_day=document.first_day,
        last_day=document.last_day,
        is_invented=document.is_invented,
        score=score,
    )


def _named(question: Question) -> Question:
    """Return a question whose words have the keys of names too: persons are found in whatever script."""
    wanted = (
        replace(each, names=lookup_keys(each.keys.form)) if isinstance(each, Word) else each
        for each in question.wanted
    )
    return replace(question, wanted=tuple(wanted))


def _note_persons(actor: Actor, told: Iterable[Document], at: datetime) -> None:
    """Keep whose names a page shows."""
    persons = {each.shown_with for each in told if each.kind is RecordKind.PERSON}
    if persons:
        note_readings(actor, [f"person-mention:{each}" for each in sorted(persons)], at=at)


def _counts(found: Found, name: Field, chosen: str) -> tuple[Count, ...]:
    """Return what could be chosen, and what was, also where nothing has it."""
    counts = dict(found.counts.get(name, ()))
    if chosen:
        counts.setdefault(chosen, 0)
    return tuple(Count(value, count) for value, count in counts.items())
