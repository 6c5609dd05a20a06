"""The truth of an invented book on its way in: pairs of records that must be in the book."""

from dataclasses import dataclass

from crimebook.exchange.tables import Parsed, Refusal, Row, Table
from crimebook.exchange.truth import TruthRow, parse_truth
from crimebook.stores.register import saving_truth as stored
from crimebook.stores.register.records import NewTruePair, Staged
from crimebook.terms.errors import Fault
from crimebook.work.importing.citing import cite
from crimebook.work.importing.context import ImportContext


@dataclass(frozen=True, slots=True)
class ResolvedPair:
    """A true pair with the ids of its records; one of recording and message is None."""

    pair: TruthRow
    incident_id: int
    recording_id: int | None
    message_id: int | None

    @property
    def row(self) -> Row:
        """The pair's row."""
        return self.pair.row


def parse_pairs(content: Table, _context: ImportContext) -> Parsed[ResolvedPair]:
    """Return the pairs of which both sides are in the book; the others are refused."""
    parsed = parse_truth(content)
    incidents = stored.find_invented_incidents(pair.incident for pair in parsed.records)
    recordings = stored.find_recordings(pair.recording for pair in parsed.records)
    rest = [pair.recording for pair in parsed.records if pair.recording not in recordings]
    messages = stored.find_messages(rest)
    resolved, refusals = [], list(parsed.refusals)
    for pair in parsed.records:
        if pair.incident not in incidents:
            refusals.append(_missing(pair, "incident", "an invented incident of the book"))
        elif pair.recording not in recordings and pair.recording not in messages:
            refusals.append(_missing(pair, "recording", "a recording or a message of the book"))
        else:
            resolved.append(
                ResolvedPair(
                    pair,
                    incidents[pair.incident],
                    recordings.get(pair.recording),
                    messages.get(pair.recording),
                )
            )
    return Parsed(tuple(resolved), tuple(refusals))


def stage_pair(resolved: ResolvedPair, _context: ImportContext) -> Staged:
    """Return the record of a pair."""
    pair = resolved.pair
    record = NewTruePair(pair.external_id, resolved.incident_id, resolved.recording_id, resolved.message_id)
    return Staged(cite(pair.row, pair.external_id), record)


def _missing(pair: TruthRow, field: str, expected: str) -> Refusal:
    fault = Fault(expected, f"none called {getattr(pair, field)!s:.80}", "import its list first")
    return Refusal(pair.row.number, field, fault)
