"""Names and bytes of tiles as the specification has them, and an edge that grows as the tree does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.custody.logs import entries_of, files_of

from crimebook.custody.merkle import ProofError, leaf_hash, tree_root
from crimebook.custody.tiles import (
    ENTRIES,
    TileEdge,
    TileName,
    edge_widths,
    join_entries,
    split_entries,
    split_hashes,
    tile_at,
    tiles_of,
)

HASHES = [leaf_hash(entry) for entry in entries_of(1400)]
SIZES = st.integers(0, 1400)


def edge_of(size: int) -> TileEdge:
    edge = TileEdge()
    list(edge.extend(HASHES[:size]))
    return edge


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (TileName(0, 1_234_067), "tile/0/x001/x234/067"),
        (TileName(0, 5), "tile/0/005"),
        (TileName(2, 1_000, 17), "tile/2/x001/000.p/17"),
        (TileName(ENTRIES, 999_999), "tile/entries/x999/999"),
        (TileName(ENTRIES, 0, 255), "tile/entries/000.p/255"),
    ],
)
def test_a_tile_has_the_path_of_the_specification(name: TileName, path: str):
    assert name.path == path
    assert TileName.parse(path) == name


@given(st.integers(-1, 7), st.integers(0, 2**55 - 1), st.integers(1, 256))
def test_a_path_is_read_as_it_is_written(level: int, index: int, width: int):
    name = TileName(level, index, width)
    assert TileName.parse(name.path) == name


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/5",
        "tile/0/0005",
        "tile/00/005",
        "tile/8/005",
        "tile/-1/005",
        "tile/0/x000/005",
        "tile/0/001/005",
        "tile/0/x005",
        "tile/0/005.p/0",
        "tile/0/005.p/256",
        "tile/0/005.p/017",
        "tile/0/005.p",
        "tile/0/005/",
        "tile/0/../005",
        "/tile/0/005",
        "tile/0/005\n",
        "tile/0/٠٠٥",
        "tile/0/" + "x999/" * 20 + "005",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ],
)
def test_another_path_is_refused(path: str):
    with pytest.raises(ProofError):
        TileName.parse(path)


def test_a_log_has_the_tiles_of_the_specification_s_example():
    """Section Partial Tiles: 70,000 leaves."""
    names = [name for name in tiles_of(70_000) if name.level != ENTRIES]
    widths = {level: [name.width for name in names if name.level == level] for level in range(4)}
    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1], 3: []}
    assert [name.width for name in tiles_of(256) if name.level >= 0] == [256, 1]


@given(SIZES, SIZES)
def test_a_grown_log_has_more_tiles_and_no_other(since: int, size: int):
    since, size = sorted((since, size))
    whole, before = set(tiles_of(size)), set(tiles_of(since))
    assert set(tiles_of(size, since=since)) == whole - before


@given(SIZES, SIZES)
def test_the_edge_has_the_root_of_the_tree_in_any_portions(cut: int, size: int):
    cut, size = sorted((cut, size))
    edge = edge_of(cut)
    assert edge.root == tree_root(HASHES[:cut])
    rows = [split_hashes(content, name) for name, content in edge.partial_tiles()]
    assert [len(row) for row in rows] == [width for width in edge_widths(cut) if width]
    assert edge.size == cut
    list(edge.extend(HASHES[cut:size]))
    assert (edge.size, edge.root) == (size, tree_root(HASHES[:size]))


@given(SIZES)
def test_an_edge_is_taken_up_from_its_partial_tiles(size: int):
    kept = {name.level: split_hashes(content, name) for name, content in edge_of(size).partial_tiles()}
    rows = [kept.get(level, ()) for level in range(len(edge_widths(size)))]
    again, whole = TileEdge(size, rows), edge_of(1400)
    list(again.extend(HASHES[size:]))
    assert again.root == whole.root
    assert list(again.partial_tiles()) == list(whole.partial_tiles())


def test_a_log_of_65536_leaves_has_a_full_tile_of_level_1():
    edge = TileEdge()
    names = [name for name, _ in edge.extend(leaf_hash(entry) for entry in entries_of(65_536))]
    assert names.count(TileName(1, 0)) == 1
    assert len(names) == 257
    assert [name for name, _ in edge.partial_tiles()] == [TileName(2, 0, 1)]


@given(SIZES, SIZES)
def test_what_is_written_has_the_names_that_are_listed(since: int, size: int):
    since, size = sorted((since, size))
    listed = {name.path for name in (*tiles_of(since), *tiles_of(size, since=since))}
    assert set(files_of(entries_of(size), [since])) == listed


def test_an_edge_of_another_size_is_refused():
    with pytest.raises(ProofError, match="rows of"):
        TileEdge(3, [HASHES[:2]])
    with pytest.raises(ProofError, match="hash of a leaf"):
        list(TileEdge().extend([b"short"]))


def test_a_tile_beyond_the_log_does_not_exist():
    for level, index in ((0, 2), (1, 1), (2, 0), (ENTRIES, 2), (0, -1)):
        with pytest.raises(ProofError):
            tile_at(level, index, 400)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=20))
def test_a_bundle_is_read_as_it_is_written(entries: list[bytes]):
    name = TileName(ENTRIES, 0, len(entries))
    assert list(split_entries(join_entries(entries), name)) == entries


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"\0\1", b"\0\1a\0", b"\0\1a\0\1", b"\0\1a\0\1b\0\1c", b"\0\1a\0\1bc", b"\xff\xffab"],
)
def test_a_bundle_of_another_form_is_refused(content: bytes):
    with pytest.raises(ProofError, match="2 whole entries"):
        split_entries(content, TileName(ENTRIES, 0, 2))


def test_an_entry_that_no_bundle_can_hold_is_refused():
    with pytest.raises(ProofError, match="65535"):
        join_entries([bytes(65_536)])


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65, 96])
def test_a_tile_of_another_length_is_refused(length: int):
    with pytest.raises(ProofError, match="64 bytes"):
        split_hashes(bytes(length), TileName(0, 0, 2))
