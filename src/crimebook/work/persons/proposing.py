"""Proposing who may be who: mentions are weighed in pairs by a model, and pairs wait for a person's word.

The weight ranks the queue and decides nothing: no pair is joined by it, however heavy.
"""

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from crimebook.custody.events import Action, Deed
from crimebook.identity.edges import Pair
from crimebook.identity.fields.mentions import MentionWords, columns_of, words_table
from crimebook.identity.fields.processes import in_processes
from crimebook.identity.linking.explaining import terms_of
from crimebook.identity.linking.models import Model, load_model
from crimebook.stores.lake.linking import CommonKeys, Linked, LinkingLake
from crimebook.stores.register.deriving_persons import replace_pairs
from crimebook.stores.register.events import append_event
from crimebook.stores.register.persons import Weight
from crimebook.stores.register.queries.said_of_persons import SaidOfMention, all_said
from crimebook.stores.register.transactions import next_change, writing
from crimebook.work.actors import Actor, Right, check_right
from crimebook.work.persons.remaking import PERSONS

MANY = 50_000
"""So many mentions are read in a process for each processor; with fewer, starting them takes longer."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a run found: mentions, pairs compared, pairs proposed, and how many of those are new.

    ``common`` are keys that too many mentions share for anybody to be found by them.
    """

    mentions: int
    compared: int
    pairs: int
    new: int
    common: tuple[CommonKeys, ...]
    model_digest: str


class WeighedPairs(Mapping[Pair, Weight]):
    """The pairs that a lake weighed; terms are made when asked for, as they are many times their size."""

    def __init__(self, linked: Linked, model: Model) -> None:
        self._model, self._digest = model, str(model.digest)
        self._columns = {name: linked.pairs[name].to_numpy() for name in linked.pairs.column_names}
        ends = zip(self._columns["left"].tolist(), self._columns["right"].tolist(), strict=True)
        self._rows = {Pair(left, right): row for row, (left, right) in enumerate(ends)}

    def __getitem__(self, pair: Pair) -> Weight:
        row = self._rows[pair]
        told = {name: _plain(column[row]) for name, column in self._columns.items()}
        return Weight(round(float(told["bits"] or 0.0), 3), terms_of(self._model, told), self._digest)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def propose(
    actor: Actor,
    *,
    at: datetime,
    memory_limit: str,
    spill_folder: Path | None,
    model: Model | None = None,
) -> Proposed:
    """Weigh all mentions against each other and let the pairs above the model's threshold be the queue.

    What people said stays: a pair is asked of only where a word is still wanted.
    """
    check_right(actor, Right.MATCH)
    chosen = model or load_model("persons")
    records = _read(words_table(map(_words, all_said())))
    with LinkingLake(memory_limit=memory_limit, spill_dir=spill_folder) as lake:
        linked = lake.link(records, chosen) if records.num_rows else _nothing()
    weighed = WeighedPairs(linked, chosen)
    with writing():
        new = replace_pairs(weighed, change=next_change())
        told = f"pairs of mentions proposed: {len(weighed)}, of which {new} are new"
        append_event(Deed(PERSONS, Action.DERIVED, actor.key, at, told, inputs=(str(chosen.digest),)))
    return Proposed(records.num_rows, linked.compared, len(weighed), new, linked.common, str(chosen.digest))


def _read(words: pa.Table) -> pa.Table:
    if words.num_rows < MANY:
        return columns_of(words)
    return columns_of(words, in_processes(os.cpu_count() or 1))


def _plain(value: Any) -> float | int | None:
    """Return a number of a column; what is not known comes as no number at all."""
    number = value.item()
    return None if isinstance(number, float) and math.isnan(number) else number


def _nothing() -> Linked:
    empty = pa.table({name: pa.array([], pa.int64()) for name in ("left", "right", "bits")})
    return Linked(empty, 0, ())


def _words(said: SaidOfMention) -> MentionWords:
    return MentionWords(
        id=said.mention_id,
        name=said.name,
        name_kind=said.name_kind,
        rank=said.rank,
        unit_words=said.unit_words,
        unit=str(said.unit_id) if said.unit_id else "",
        badge=said.badge,
        helmet=said.helmet,
        plate=said.plate,
        phone=said.phone,
        birth=said.birth,
        description=said.description,
        told=said.told,
    )
