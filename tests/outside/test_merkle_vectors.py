"""The vectors of the transparency community for RFC 6962: each a proof, good or with one fault."""

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crimebook.custody.merkle import ProofError, check_consistency, check_inclusion

pytestmark = pytest.mark.outside


@pytest.fixture(scope="module")
def vectors(outside: Path) -> tuple[tuple[str, dict[str, Any]], ...]:
    folder = outside / "vectors" / "merkle"
    if not folder.is_dir():
        pytest.skip("the vectors of Merkle trees are not in the outside data folder")
    paths = sorted(folder.rglob("*.json"))
    return tuple((str(path.relative_to(folder)), json.loads(path.read_text())) for path in paths)


def check(vector: dict[str, Any]) -> None:
    proof = [b64decode(each) for each in vector["proof"] or ()]
    if "leafIdx" in vector:
        leaf, root = b64decode(vector["leafHash"]), b64decode(vector["root"])
        check_inclusion(vector["leafIdx"], vector["treeSize"], leaf, proof, root)
    else:
        roots = b64decode(vector["root1"]), b64decode(vector["root2"])
        check_consistency(vector["size1"], vector["size2"], proof, *roots)


def is_refused(vector: dict[str, Any]) -> bool:
    try:
        check(vector)
    except ProofError:
        return True
    return False


def failures(vectors: tuple[tuple[str, dict[str, Any]], ...]) -> Iterator[str]:
    for name, vector in vectors:
        if is_refused(vector) != vector["wantErr"]:
            yield f"{name}: {vector['desc']}"


def test_every_vector_ends_as_it_must(vectors: tuple[tuple[str, dict[str, Any]], ...]):
    assert list(failures(vectors)) == []


def test_the_vectors_are_of_both_kinds_good_and_bad(vectors: tuple[tuple[str, dict[str, Any]], ...]):
    """So that the test above cannot pass by reading nothing."""
    kinds = {(name.split("/")[0], vector["wantErr"]) for name, vector in vectors}
    assert kinds == {(kind, bad) for kind in ("consistency", "inclusion") for bad in (True, False)}
    assert len(vectors) >= 90
