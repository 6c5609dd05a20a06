"""pymerkle, measured as `bench.ledger` measures ours: ``python -m bench.beside_pymerkle FOLDER``.

A program of its own that loads nothing of Crimebook: pymerkle is under the GPL. ``FOLDER/leaves`` has the
leaves, 32 bytes each.
"""

import sys
from pathlib import Path

from pymerkle import SqliteTree, verify_inclusion

from bench.timing import BATCH, bytes_in, each, fresh, in_batches, once, rate

LEAF_BYTES = 32
SINGLE = 300


def main(folder: Path) -> None:
    content = (folder / "leaves").read_bytes()
    leaves = [content[at : at + LEAF_BYTES] for at in range(0, len(content), LEAF_BYTES)]
    with SqliteTree(str(folder / "pymerkle.sqlite3")) as tree:

        def add_all() -> None:
            tree.append_entries(leaves, chunksize=BATCH)

        rate("append in batches, pymerkle", add_all, len(leaves))
        singly = in_batches(fresh(SINGLE), lambda one: tree.append_entry(one[0]), 1)
        rate("append one at a time, pymerkle", singly, SINGLE)
        size = tree.get_size()
        each("root of any size, pymerkle", lambda: tree.get_root(size - 1), 1)
        proof = once("proof out of the order, pymerkle", lambda: tree.prove_inclusion(size // 3 + 1, size))
        base, root = tree.get_leaf(size // 3 + 1), tree.get_root(size)
        each("proof verified, pymerkle", lambda: verify_inclusion(base, root, proof))
    print(f"  order of pymerkle {bytes_in(folder, 'pymerkle*') / 1e6:,.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
