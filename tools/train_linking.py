"""Train the weights of a linking model by Splink on DuckDB, over the columns that the model compares.

Usage: python -m tools.train_linking febrl

u, how often two persons agree, is counted over random pairs; m, how often one person's records agree, comes
from expectation maximisation over the pairs of some blocks, each block training what it does not ask for.
Levels that were set by hand stay as they are. The truth, where there is one, only chooses the threshold.
"""

import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from bench import febrl
from splink import DuckDBAPI, Linker, block_on

from crimebook.identity.linking.conditions import sql_of
from crimebook.identity.linking.models import Basis, Comparison, Level, Model, write_model
from crimebook.stores.lake.linking import LinkingLake

RANDOM_PAIRS = 5_000_000
SEED = 2020
LEAST_CHANCE = 1e-6
"""A level that no random pair fell into is not impossible."""


def train(model: Model, records: pa.Table, rules: Sequence[tuple[str, ...]]) -> Model:
    """Return the model with its weights estimated over ``records``; ``rules`` are columns to block by.

    Every comparison must be left out of one rule at least, or it keeps the chances it came with.
    """
    api = DuckDBAPI()
    linker = Linker(_tables(api, records), _settings(model, records), log_level=logging.WARNING)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for rule in rules:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*rule), estimate_without_term_frequencies=True
        )
    trained = linker.misc.save_model_to_json()
    by_name = {each["output_column_name"]: each for each in trained["comparisons"]}
    return replace(model, comparisons=tuple(_trained(each, by_name[each.name]) for each in model.comparisons))


def best_threshold(
    bits: np.ndarray, is_right: np.ndarray, true: int, precision: float = 0.0
) -> tuple[float, float]:
    """Return the threshold of the best F1 at a precision of at least ``precision``, and that F1.

    ``bits`` are those of all weighed pairs, ``true`` counts the true pairs, found or not.
    """
    order = np.argsort(-bits, kind="stable")
    ranked = bits[order]
    right = np.cumsum(is_right[order])
    found = np.arange(1, len(ranked) + 1)
    f1 = 2 * right / (found + true)
    # Pairs of one weight stand or fall together.
    is_last = np.append(ranked[1:] != ranked[:-1], True)
    f1[(right < precision * found) | ~is_last] = 0.0
    best = int(np.argmax(f1))
    below = ranked[best + 1] if best + 1 < len(ranked) else ranked[best] - 1.0
    return float((ranked[best] + below) / 2), float(f1[best])


def _tables(api: DuckDBAPI, records: pa.Table) -> Any:
    if "side" not in records.column_names:
        return api.register(records, table_name="records")
    sides = [records.filter(pc.equal(records["side"], side)).drop_columns(["side"]) for side in (0, 1)]
    return [api.register(each, table_name=f"side_{number}") for number, each in enumerate(sides)]


def _settings(model: Model, records: pa.Table) -> dict[str, Any]:
    return {
        "link_type": "link_only" if "side" in records.column_names else "dedupe_only",
        "unique_id_column_name": "id",
        "probability_two_random_records_match": model.prior,
        "blocking_rules_to_generate_predictions": [
            block_on(*each.columns) for each in model.blocks if not each.lists
        ],
        "comparisons": [_comparison(each) for each in model.comparisons],
        "em_convergence": 1e-4,
        "max_iterations": 50,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    """Say a comparison in Splink's words: the same conditions, from the strongest level to the weakest."""
    missing = " OR ".join(f'"{name}_{side}" IS NULL' for name in comparison.given for side in "lr")
    levels: list[dict[str, Any]] = [
        {"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for level in comparison.levels:
        told = {
            "sql_condition": sql_of(level.test, _column) if level.test else "ELSE",
            "label_for_charts": level.name,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        if level.basis is Basis.BY_HAND:
            told |= {"fix_m_probability": True, "fix_u_probability": True}
        levels.append(told)
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _column(side: str, name: str) -> str:
    return f'"{name}_{side}"'


def _trained(comparison: Comparison, told: dict[str, Any]) -> Comparison:
    chances = {each["label_for_charts"]: each for each in told["comparison_levels"]}
    return replace(
        comparison, levels=tuple(_level(level, chances[level.name]) for level in comparison.levels)
    )


def _level(level: Level, told: dict[str, Any]) -> Level:
    if level.basis is Basis.BY_HAND:
        return level
    m, u = (told.get(name) for name in ("m_probability", "u_probability"))
    return replace(
        level,
        m=level.m if m is None else max(round(m, 8), LEAST_CHANCE),
        u=level.u if u is None else max(round(u, 8), LEAST_CHANCE),
    )


def train_febrl() -> None:
    """Train the models of the FEBRL sets and write them where `bench.febrl` reads them."""
    for number, names in ((3, ("dataset3",)), (4, ("dataset4a", "dataset4b"))):
        records, truth = febrl.read_febrl(*names)
        model = train(febrl.plan(), records, (("social",), ("given", "surname"), ("birth",)))
        with LinkingLake() as lake:
            linked = lake.link(records, model, floor_bits=-30.0)
        persons = np.array(truth)
        pairs = linked.pairs
        is_right = persons[pairs["left"].to_numpy()] == persons[pairs["right"].to_numpy()]
        true = febrl.count_true(truth)
        threshold, best = best_threshold(pairs["bits"].to_numpy(), is_right, true)
        print(
            f"febrl{number}: {linked.compared} compared, {int(is_right.sum())} of {true} in blocks, "
            f"F1 {best:.5f} at {threshold:.2f} bits"
        )
        model = replace(
            model,
            threshold_bits=round(threshold, 3),
            trained_on=f"FEBRL set {number}",
            measures={"f1": round(best, 5)},
        )
        febrl.FOLDER.mkdir(exist_ok=True)
        (febrl.FOLDER / f"febrl{number}.json").write_text(write_model(model), "utf-8")


def main(arguments: Sequence[str]) -> int:
    """Train what is asked for."""
    targets = {"febrl": train_febrl}
    if len(arguments) != 1 or arguments[0] not in targets:
        print(f"usage: python -m tools.train_linking {' | '.join(targets)}", file=sys.stderr)
        return 2
    targets[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
