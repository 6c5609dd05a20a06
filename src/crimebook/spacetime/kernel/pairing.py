"""Pairing: every pair of windows of which at least two parts meet, each once, in order.

Incidents are asked in the curve's order and answered in that of their ids. So what each has met is kept as a
run of recordings' ranks, in order; once all are counted, every run is copied to its own place in the answer.
Nothing is sorted as a whole. Beside the answer, of 16 bytes a pair, the runs take 4 and room to grow.

A run is put in order by marks: a bit for each recording, a bit for each word of these, and a bit for each
word of those. So what several parts have met is met once, and a run costs as much as it is long.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from crimebook.spacetime.kernel.columns import Parts
from crimebook.spacetime.kernel.compiling import Ints, Keys, Longs, compiled, inlined
from crimebook.spacetime.kernel.probing import Room, met_by, room
from crimebook.spacetime.kernel.sharing import share
from crimebook.spacetime.kernel.tree import Tree

_FEWEST = 4_096
_WORD_BITS = 64
_DE_BRUIJN = 0x03F79D71B4CB0A89
"""No six bits of it in a row come twice (Leiserson, Prokop and Randall 1998, Using de Bruijn Sequences)."""

_BIT_OF = np.zeros(_WORD_BITS, np.int64)
for _bit in range(_WORD_BITS):
    _BIT_OF[((_DE_BRUIJN << _bit) & (2**_WORD_BITS - 1)) >> 58] = _bit


class Join(NamedTuple):
    """Incidents and recordings as they are joined.

    ``rank`` is the recordings' by place in the tree; ``first`` (incidents + 1) where each incident's rows
    begin; ``asked_rank`` its rank by row; ``base_us`` second 0 of the tree.
    """

    tree: Tree
    recorded: Parts
    rank: Ints
    asked: Parts
    asked_rank: Ints
    first: Longs
    base_us: int


class Marks(NamedTuple):
    """What one incident has met: ``bits`` by rank; ``words`` of them that are not 0; ``blocks`` of these."""

    bits: Keys
    words: Keys
    blocks: Keys


class Answer(NamedTuple):
    """Where pairs are written to: ids of both sides, and where each incident's begin, by its rank."""

    incident: Longs
    recording: Longs
    first: Longs


def paired(
    join: Join, ids: tuple[Longs, Longs], queue: Ints, pieces: list[tuple[int, int]], threads: int
) -> pa.Table:
    """Return (incident int64, recording int64), in order, for the incidents of the queue.

    ``ids`` are those of incidents and of recordings, by rank; ``pieces`` are ranges of the queue.
    """
    mine, theirs = ids
    lengths = np.zeros(len(mine), np.int64)

    def find(low: int, high: int) -> Ints:
        return _runs(join, queue[low:high], (room(join.tree), marks(len(theirs))), lengths)

    runs = dict(zip(pieces, share(find, pieces, threads), strict=True))
    answer = _answer(lengths)

    def place(low: int, high: int) -> None:
        _place(join.first, join.asked_rank, queue[low:high], runs.pop((low, high)), ids, answer)

    share(place, pieces, threads)
    return pa.table({"incident": answer.incident, "recording": answer.recording})


def marks(recordings: int) -> Marks:
    """Return marks for so many recordings, none of them set."""
    sizes = [recordings]
    for _ in Marks._fields:
        sizes.append(max(1, -(-sizes[-1] // _WORD_BITS)))
    return Marks(*(np.zeros(size, np.uint64) for size in sizes[1:]))


def _answer(lengths: Longs) -> Answer:
    first = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=first[1:])
    return Answer(np.empty(first[-1], np.int64), np.empty(first[-1], np.int64), first)


@compiled
def _runs(join: Join, incidents: Ints, working: tuple[Room, Marks], lengths: Longs) -> Ints:
    """Return the ranks of what the incidents have met, run after run; write each run's length by rank."""
    room, marked = working
    ranks, count = np.empty(_FEWEST, np.int32), 0
    for incident in incidents:
        begin, most = join.first[incident], 0
        for i in range(begin, join.first[incident + 1]):
            met, _ = met_by(join.tree, join.recorded, join.asked, i, join.base_us, room)
            for k in range(met):
                _mark(marked, join.rank[room.places[k]])
            most += met
        if count + most > len(ranks):
            longer = np.empty(2 * (count + most), np.int32)
            longer[:count] = ranks[:count]
            ranks = longer
        end = _take(marked, ranks, count)
        lengths[join.asked_rank[begin]] = end - count
        count = end
    return ranks[:count]


@compiled
def _place(
    first: Longs, asked_rank: Ints, incidents: Ints, ranks: Ints, ids: tuple[Longs, Longs], answer: Answer
) -> None:
    """Copy the runs of some incidents to where each belongs, as ids."""
    mine, theirs = ids
    at = 0
    for incident in incidents:
        rank = asked_rank[first[incident]]
        for to in range(answer.first[rank], answer.first[rank + 1]):
            answer.incident[to] = mine[rank]
            answer.recording[to] = theirs[ranks[at]]
            at += 1


@inlined
def _mark(marked: Marks, rank: int) -> None:
    word, block = rank >> 6, rank >> 12
    marked.bits[word] |= np.uint64(1) << np.uint64(rank & 63)
    marked.words[block] |= np.uint64(1) << np.uint64(word & 63)
    marked.blocks[rank >> 18] |= np.uint64(1) << np.uint64(block & 63)


@inlined
def _take(marked: Marks, ranks: Ints, count: int) -> int:
    """Write the marked ranks in order, from ``count`` on, and take the marks away; return where they end."""
    bits, words, blocks = marked
    for top in range(len(blocks)):
        in_top = blocks[top]
        blocks[top] = 0
        while in_top:
            block = (top << 6) + _lowest(in_top)
            in_top &= in_top - np.uint64(1)
            in_block = words[block]
            words[block] = 0
            while in_block:
                word = (block << 6) + _lowest(in_block)
                in_block &= in_block - np.uint64(1)
                in_word = bits[word]
                bits[word] = 0
                while in_word:
                    ranks[count] = (word << 6) + _lowest(in_word)
                    in_word &= in_word - np.uint64(1)
                    count += 1
    return count


@inlined
def _lowest(word: np.uint64) -> int:
    """Return the number of the lowest bit that is set."""
    alone = word & (~word + np.uint64(1))
    return int(_BIT_OF[(alone * np.uint64(_DE_BRUIJN)) >> np.uint64(58)])
