"""What a record's own page says of its doubles, and what was said of records, in names."""

from dataclasses import dataclass
from datetime import datetime

from crimebook.identity.doubles import DoubtKind
from crimebook.identity.edges import Edge, Verdict
from crimebook.stores.register.judgements import Around, JudgementRow, standing_around
from crimebook.stores.register.queries import doubts as stored
from crimebook.work.actors import find_actor

NAMED_BESIDE = 12
"""Records that the page of one record names beside it, for each of its doubts."""

_ONE_THING = (DoubtKind.LINK, DoubtKind.SHARED, DoubtKind.FILE)

DoubtView = stored.DoubtRow
NamedView = stored.Named


@dataclass(frozen=True, slots=True)
class SaidView:
    """What one person said of two records."""

    verdict: Verdict
    actor: str
    at: datetime
    reason: str
    change: int
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """All that one person said at once. It can be taken back as long as some of it stands."""

    change: int
    said: SaidView
    pairs: tuple[tuple[str, str], ...]
    is_standing: bool


@dataclass(frozen=True, slots=True)
class Besides:
    """What a record's own page says of its doubles."""

    together: tuple[NamedView, ...] = ()
    """The records that stand with it as one, the leading one first."""

    decided: tuple[SaidView, ...] = ()
    shared: tuple[tuple[DoubtView, tuple[NamedView, ...]], ...] = ()
    """Doubts of one address or file, each with the other records."""


NOTHING_BESIDES = Besides()


def besides(subject: str, record_id: int) -> Besides:
    """Return what the page of a record says of its doubles; the reading of that page is recorded already."""
    together = stored.group_of(subject, record_id)
    decided: tuple[SaidView, ...] = ()
    if together:
        around = standing_around(subject, [record_id])
        said = Speech(subject, around)
        edges = [edge for edge in around.stands.values() if edge.verdict is Verdict.SAME]
        decided = tuple(said.of(edge) for edge in edges if record_id in edge.pair)
    shared = []
    for row in stored.doubts_of(subject, record_id, _ONE_THING):
        proposal = stored.proposal_of(row)
        others = [pk for pk in proposal.members if pk != record_id] if proposal else []
        names = stored.names_of(subject, others[:NAMED_BESIDE])
        shared.append((row, tuple(names[pk] for pk in others[:NAMED_BESIDE] if pk in names)))
    return Besides(together, decided, tuple(shared))


class Speech:
    """What was said around a doubt, in names: of records by their refs, of persons by theirs."""

    def __init__(self, subject: str, around: Around) -> None:
        self._around = around
        ends = {end for row in around.rows.values() for end in row.pair}
        self._refs = {pk: named.ref for pk, named in stored.names_of(subject, ends).items()}
        actors = {row.actor for row in around.rows.values()}
        self._actors = {key: found.name if (found := find_actor(key)) else key for key in actors}

    def of(self, edge: Edge) -> SaidView:
        """Return an edge in names."""
        return self._say(self._around.rows[edge.number])

    def decisions(self) -> tuple[DecisionView, ...]:
        """Return all that was said, what was said at once together, the latest first."""
        together: dict[int, list[JudgementRow]] = {}
        for row in self._around.rows.values():
            together.setdefault(row.change, []).append(row)
        standing = {edge.number for edge in self._around.stands.values()}
        return tuple(
            DecisionView(
                change=change,
                said=self._say(rows[0]),
                pairs=tuple((self._ref(row.pair.left), self._ref(row.pair.right)) for row in rows),
                is_standing=any(row.number in standing for row in rows),
            )
            for change, rows in sorted(together.items(), reverse=True)
        )

    def _say(self, row: JudgementRow) -> SaidView:
        return SaidView(
            verdict=row.verdict,
            actor=self._actors[row.actor],
            at=row.at,
            reason=row.reason,
            change=row.change,
            left=self._ref(row.pair.left),
            right=self._ref(row.pair.right),
        )

    def _ref(self, record_id: int) -> str:
        return self._refs.get(record_id, "")
