"""A log read out of files that nobody trusts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.custody.logs import entries_of, fetch_from, files_of, reader_of_log

from crimebook.custody.merkle import (
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    reader_of,
    tree_root,
)
from crimebook.custody.tilereader import TileReader
from crimebook.custody.tiles import TileName
from crimebook.terms.errors import NotFoundError

ENTRIES = entries_of(1400)
HASHES = [leaf_hash(entry) for entry in ENTRIES]
SIZES = st.integers(1, 1400)


def reader(files: dict[str, bytes], size: int) -> TileReader:
    return TileReader(fetch_from(files), size, tree_root(HASHES[:size]))


@settings(max_examples=30)
@given(SIZES, st.data())
def test_proofs_out_of_tiles_are_those_of_the_tree(size: int, data: st.DataObject):
    log = reader(files_of(ENTRIES[:size]), size)
    index, older = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert log.inclusion_proof(index) == inclusion_proof(index, size, reader_of(HASHES))
    assert log.consistency_proof(older) == consistency_proof(older, size, reader_of(HASHES))
    assert log.root_at(older) == tree_root(HASHES[:older])
    assert log.leaf_hash(index) == HASHES[index]
    assert log.entry(index) == ENTRIES[index]


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 1400])
def test_all_entries_are_read_and_each_is_checked(size: int):
    log = reader_of_log(size)
    assert list(log.entries()) == ENTRIES[:size]
    assert list(log.entries(200)) == ENTRIES[200:size]


def test_a_long_log_has_levels_of_tiles_and_all_are_used():
    size = 65_536 + 300
    log = reader_of_log(size)
    for index in (0, 65_535, 65_536, 65_835):
        check_inclusion(index, size, leaf_hash(index.to_bytes(32)), log.inclusion_proof(index), log.root)
    check_consistency(65_000, size, log.consistency_proof(65_000), log.root_at(65_000), log.root)


@pytest.mark.parametrize("size", [1, 257, 700])
def test_any_byte_changed_in_any_file_is_found_by_reading_all(size: int):
    files = files_of(ENTRIES[:size])
    for path, content in files.items():
        for place in {0, 1, 2, len(content) // 2, len(content) - 1} & set(range(len(content))):
            spoiled = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            with pytest.raises(ProofError):
                list(reader(files | {path: spoiled}, size).entries())


@pytest.mark.parametrize("change", [lambda each: each[:-1], lambda each: each + b"\0", lambda _: b""])
def test_a_file_of_another_length_is_refused(change):
    files = files_of(ENTRIES[:300])
    for path, content in files.items():
        with pytest.raises(ProofError):
            list(reader(files | {path: change(content)}, 300).entries())


def test_a_file_that_is_not_there_is_named():
    files = files_of(ENTRIES[:700])
    for path in files:
        rest = {name: content for name, content in files.items() if name != path}
        with pytest.raises(NotFoundError):
            list(reader(rest, 700).entries())


def test_a_hash_is_never_given_out_of_a_tile_that_does_not_fit():
    """Two full tiles exchanged: each is a good tile, in a wrong place."""
    files = files_of(ENTRIES[:700])
    one, other = TileName(0, 0).path, TileName(0, 1).path
    log = reader(files | {one: files[other], other: files[one]}, 700)
    for index in (0, 300):
        with pytest.raises(ProofError, match="tile/0/00"):
            log.leaf_hash(index)
    assert log.leaf_hash(600) == HASHES[600]


def test_the_tiles_of_another_tree_are_refused():
    others = files_of([bytes(31) + b"x", *ENTRIES[1:700]])
    with pytest.raises(ProofError, match="hash to the root"):
        reader(others, 700).leaf_hash(699)


def test_an_entry_that_is_not_in_its_tile_is_refused_by_its_path():
    files = files_of(ENTRIES[:300])
    path = TileName(-1, 0).path
    with pytest.raises(ProofError, match="tile/entries/000 that hash"):
        reader(files | {path: files[path][:2] + b"x" + files[path][3:]}, 300).entry(255)


def test_a_full_tile_serves_where_the_partial_one_is_gone():
    files = files_of(ENTRIES[:600], [300])
    gone = {TileName(0, 1, 44).path, TileName(-1, 1, 44).path}
    assert gone <= set(files)
    log = reader({path: content for path, content in files.items() if path not in gone}, 300)
    assert list(log.entries()) == ENTRIES[:300]
    assert log.inclusion_proof(299) == inclusion_proof(299, 300, reader_of(HASHES))


def test_partial_tiles_of_every_published_size_can_be_read():
    files = files_of(ENTRIES[:600], [1, 200, 255, 256, 257, 599])
    for size in (1, 200, 255, 256, 257, 599, 600):
        assert list(reader(files, size).entries()) == ENTRIES[:size]


def test_a_tile_is_fetched_once():
    files, asked = files_of(ENTRIES[:1400]), []

    def fetch(path: str) -> bytes:
        asked.append(path)
        return files[path]

    log = TileReader(fetch, 1400, tree_root(HASHES))
    for index in range(0, 1400, 7):
        log.inclusion_proof(index)
    assert len(asked) == len(set(asked)) == 7


@pytest.mark.parametrize("index", [300, 301, -1, 1 << 70])
def test_what_is_beyond_the_log_is_refused(index: int):
    log = reader_of_log(300)
    for read in (log.entry, log.inclusion_proof, log.leaf_hash):
        with pytest.raises(ProofError):
            read(index)
    with pytest.raises(ProofError):
        log.root_at(301)
    with pytest.raises(ProofError):
        log.consistency_proof(0)
    with pytest.raises(ProofError):
        log.read_hash(9, 0)


def test_an_empty_log_has_nothing_and_only_its_own_root():
    assert list(TileReader(fetch_from({}), 0, tree_root([])).entries()) == []
    with pytest.raises(ProofError, match="empty"):
        TileReader(fetch_from({}), 0, HASHES[0])
