"""Other people's programs read our logs and come to the same roots and proofs."""

from pathlib import Path

import pytest
from tests.custody.logs import entries_of, files_of
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader

from crimebook.custody.merkle import leaf_hash, tree_root
from crimebook.custody.tilereader import TileReader
from crimebook.terms.errors import NotFoundError


def written(files: dict[str, bytes], folder: Path) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700, 65_536 + 3])
def test_another_reader_of_tiles_finds_the_same_log(size: int, tmp_path: Path):
    entries = entries_of(size)
    folder = written(files_of(entries), tmp_path)
    theirs = TilesReader(LocalBackend(folder))
    theirs.set_size(size)
    root = tree_root(map(leaf_hash, entries))
    assert theirs.calculate_root_hash() == root

    def fetch(path: str) -> bytes:
        if not (folder / path).is_file():
            raise NotFoundError(path)
        return (folder / path).read_bytes()

    ours = TileReader(fetch, size, root)
    for index in {0, size // 2, size - 1}:
        assert list(ours.inclusion_proof(index)) == theirs.get_inclusion_proof(index, size).node_hashes
        assert ours.entry(index) == theirs.get_entry(index)
    for older in {1, (size + 1) // 2, size}:
        proof = theirs.get_consistency_proof(older, size)
        assert list(ours.consistency_proof(older)) == proof.node_hashes
        proof.check(ours.root_at(older), root)
