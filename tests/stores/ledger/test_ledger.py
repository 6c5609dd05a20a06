"""The order: it only grows, it forgets nothing, it has each leaf once, and its hashes are the tree's."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stores.ledger.cast import KINDS, leaves, order_in

from crimebook.custody.merkle import (
    EMPTY_ROOT,
    ProofError,
    check_consistency,
    check_inclusion,
    leaf_hash,
    tree_root,
)
from crimebook.stores.ledger.errors import LedgerError, LedgerMovedError
from crimebook.stores.ledger.ledger import Ledger
from crimebook.stores.ledger.sqlite import SqliteTables
from crimebook.stores.ledger.tables import SqlTables


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with order_in(request.param, tmp_path) as found:
        yield found


def root_of(entries: list[bytes]) -> bytes:
    return tree_root(map(leaf_hash, entries))


def test_an_empty_ledger_has_the_empty_root(ledger: Ledger):
    assert ledger.size == 0
    assert ledger.root() == EMPTY_ROOT
    assert ledger.append([]) == ()


def test_leaves_stand_in_the_order_in_which_they_came(ledger: Ledger):
    entries = leaves(700)
    assert ledger.append(entries[:3]) == (0, 1, 2)
    assert ledger.append(entries[3:]) == tuple(range(3, 700))
    assert ledger.size == 700
    assert ledger.leaves(0, 700) == entries
    assert ledger.leaf_hashes(250, 260) == [leaf_hash(each) for each in entries[250:260]]


def test_the_same_leaf_again_has_the_place_that_it_has(ledger: Ledger):
    one, two, three = leaves(3)
    assert ledger.append([one, two, one]) == (0, 1, 0)
    assert ledger.append([two, three, three]) == (1, 2, 2)
    assert ledger.size == 3
    assert ledger.positions([three, leaves(1, seed=2)[0]]) == {three: 2}
    assert ledger.find(one) == 0
    assert ledger.find(leaves(1, seed=2)[0]) is None


def test_leaves_with_the_same_first_bytes_are_told_apart(ledger: Ledger):
    one, two = b"12345678" + bytes(24), b"12345678" + b"\1" * 24
    assert ledger.append([one]) == (0,)
    assert ledger.append([two, one]) == (1, 0)


def test_the_root_of_every_size_is_that_of_the_tree(ledger: Ledger):
    entries = leaves(600)
    ledger.append(entries)
    for size in (1, 2, 3, 255, 256, 257, 511, 512, 513, 600):
        assert ledger.root(size) == root_of(entries[:size])
    with pytest.raises(ProofError, match="at most 600"):
        ledger.root(601)


def test_a_root_above_65536_leaves_is_that_of_the_tree(tmp_path: Path):
    entries = leaves(66_000)
    with order_in("sqlite", tmp_path) as ledger:
        ledger.append(entries[:65_000])
        ledger.append(entries[65_000:])
        assert ledger.root() == root_of(entries)
        assert ledger.root(65_537) == root_of(entries[:65_537])
        check_inclusion(5, 66_000, leaf_hash(entries[5]), ledger.inclusion_proof(5, 66_000), ledger.root())
    with order_in("sqlite", tmp_path) as ledger:
        # Opened anew, the edge is read out of the tables.
        ledger.append(leaves(700, seed=2))
        assert ledger.root() == root_of(entries + leaves(700, seed=2))


@settings(max_examples=20)
@given(cuts=st.lists(st.sampled_from((0, 1, 7, 255, 256, 257)), min_size=1, max_size=4))
def test_however_leaves_come_the_tree_is_the_same(tmp_path_factory: pytest.TempPathFactory, cuts: list[int]):
    entries = leaves(sum(cuts))
    with order_in("sqlite", tmp_path_factory.mktemp("order")) as ledger:
        at = 0
        for cut in cuts:
            ledger.append(entries[at : at + cut])
            at += cut
            assert ledger.root() == root_of(entries[:at])


def test_proofs_of_any_size_hold(ledger: Ledger):
    entries = leaves(520)
    ledger.append(entries)
    for index, size in ((0, 1), (0, 520), (519, 520), (255, 257), (256, 300)):
        proof = ledger.inclusion_proof(index, size)
        check_inclusion(index, size, leaf_hash(entries[index]), proof, ledger.root(size))
    for older, newer in ((1, 520), (256, 520), (257, 512)):
        proof = ledger.consistency_proof(older, newer)
        check_consistency(older, newer, proof, ledger.root(older), ledger.root(newer))


def test_two_who_append_to_one_order_see_each_other(tmp_path: Path):
    entries = leaves(900)
    with order_in("sqlite", tmp_path) as one, order_in("sqlite", tmp_path) as other:
        for start in range(0, 900, 100):
            (one, other)[start % 200 // 100].append(entries[start : start + 100])
        assert one.root() == other.root() == root_of(entries)


def test_leaves_for_a_place_that_is_taken_are_refused_whole(ledger: Ledger):
    entries = leaves(10)
    ledger.append(entries[:4], at_size=0)
    with pytest.raises(LedgerMovedError, match="from position 0 on"):
        ledger.append(entries[4:], at_size=0)
    with pytest.raises(LedgerMovedError, match="6 new leaves from position 4"):
        ledger.append([*entries[5:], entries[0]], at_size=4)
    assert ledger.leaves(0, ledger.size) == entries[:4]
    assert ledger.append(entries[4:], at_size=4) == (4, 5, 6, 7, 8, 9)
    assert ledger.root() == root_of(entries)


def test_what_broke_off_leaves_nothing_behind(tmp_path: Path):
    class Breaking(SqliteTables):
        breaks = False

        def write_many(self, sql: str, rows: Iterator[tuple[object, ...]]) -> None:
            super().write_many(sql, rows)
            if self.breaks and "ledger_node" in sql:
                raise OSError("broken")

    entries = leaves(600)
    tables = Breaking(tmp_path / "ledger.sqlite3")
    with Ledger(tables) as ledger:
        ledger.append(entries[:100])
        tables.breaks = True
        with pytest.raises(OSError, match="broken"):
            ledger.append(entries[100:])
        tables.breaks = False
        assert ledger.size == 100
        ledger.append(entries[100:])
        assert ledger.root() == root_of(entries)


def test_only_leaves_of_32_bytes_enter(ledger: Ledger):
    for wrong in (bytes(31), bytes(33), bytearray(32), "0" * 32):
        with pytest.raises(LedgerError, match="32 bytes"):
            ledger.append([wrong])  # type: ignore[list-item]


def tables_of(ledger: Ledger) -> SqlTables:
    assert isinstance(ledger._tables, SqlTables)
    return ledger._tables


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_leaf SET position = 99 WHERE position = 1",
        "DELETE FROM ledger_leaf WHERE position = 599",
        "UPDATE ledger_node SET hash = hash",
        "DELETE FROM ledger_node",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete(ledger: Ledger, statement: str):
    ledger.append(leaves(600))
    with pytest.raises(Exception, match="kept as they were written"):
        tables_of(ledger).rows(statement)
    assert ledger.size == 600


def test_a_leaf_that_was_taken_out_past_the_triggers_is_noticed(tmp_path: Path):
    with order_in("sqlite", tmp_path) as ledger:
        ledger.append(leaves(600))
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as raw:
        raw.execute("DROP TRIGGER ledger_leaf_kept_DELETE")
        raw.execute("DELETE FROM ledger_leaf WHERE position = 590")
    raw.close()
    with order_in("sqlite", tmp_path) as ledger, pytest.raises(LedgerError, match="tampered"):
        ledger.root()


def test_the_file_is_for_its_owner_alone(tmp_path: Path):
    with order_in("sqlite", tmp_path) as ledger:
        ledger.append(leaves(1))
        assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
