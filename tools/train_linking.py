"""Train the weights of a linking model by Splink on DuckDB, over the columns that the model compares.

Usage: python -m tools.train_linking febrl | persons

u, how often two persons agree, is counted over random pairs; m, how often one person's records agree, comes
from expectation maximisation over the pairs of some blocks, each block training what it does not ask for.
Levels that were set by hand stay as they are. For FEBRL the truth only chooses the threshold; for
persons of a force m, and what third mentions say, are learnt from invented ones whose truth is known
(`crimebook.scenario.officers`).
"""

import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from bench import febrl
from splink import DuckDBAPI, Linker, block_on

from crimebook.identity.fields.mentions import WORDS, columns_of
from crimebook.identity.fields.plan import persons_plan
from crimebook.identity.linking.conditions import sql_of
from crimebook.identity.linking.models import Basis, Comparison, Level, Model, write_model
from crimebook.scenario.officers.generator import VERSION, make_mentions
from crimebook.stores.lake.linking import LinkingLake

RANDOM_PAIRS = 5_000_000
SEED = 2020
PERSONS, PERSONS_SEED = 60_000, 7
MODELS = Path(__file__).parent.parent / "src/crimebook/identity/linking"
LEAST_M = 1e-3
"""Sources err in more ways than are seen in any set: nothing speaks against a pair beyond this."""

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
    return _with_chances(model, linker.misc.save_model_to_json())


def _with_chances(model: Model, trained: dict[str, Any]) -> Model:
    by_name = {each["output_column_name"]: each for each in trained["comparisons"]}
    return replace(model, comparisons=tuple(_trained(each, by_name[each.name]) for each in model.comparisons))


def train_labelled(model: Model, records: pa.Table, persons: np.ndarray) -> Model:
    """Return the model with m estimated over all pairs of one person, and u over random pairs."""
    model = _with_least_m(model, from_start=True)
    api = DuckDBAPI()
    table = api.register(records.append_column("person", pa.array(persons)), table_name="records")
    linker = Linker(table, _settings(model, records), log_level=logging.WARNING)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    linker.training.estimate_m_from_label_column("person")
    return _with_least_m(_with_chances(model, linker.misc.save_model_to_json()))


def _with_least_m(model: Model, *, from_start: bool = False) -> Model:
    """Return the model with no trained m below the least, or with all at it: there stays what is not seen."""

    def raised(level: Level) -> Level:
        if level.basis is Basis.BY_HAND:
            return level
        return replace(level, m=LEAST_M if from_start else max(level.m, LEAST_M))

    return replace(
        model,
        comparisons=tuple(
            replace(each, levels=tuple(map(raised, each.levels))) for each in model.comparisons
        ),
    )


def train_company(model: Model, pairs: pa.Table, persons: np.ndarray) -> Model:
    """Return the model with the chances of each company, over pairs that are likely by themselves."""
    if model.company is None:
        return model
    levels = pairs["level_company"].to_numpy()
    heard = np.array([level.bits for level in model.company.levels])[levels]
    is_likely = pairs["bits"].to_numpy() - heard > 0
    is_right = persons[pairs["left"].to_numpy()] == persons[pairs["right"].to_numpy()]
    m, u = (
        _shares(levels[is_likely & chosen], len(model.company.levels)) for chosen in (is_right, ~is_right)
    )
    trained = (
        replace(level, m=round(float(one), 6), u=round(float(other), 6))
        for level, one, other in zip(model.company.levels, m, u, strict=True)
    )
    return replace(model, company=replace(model.company, levels=tuple(trained)))


def explained(model: Model) -> Model:
    """Return the model with the shares that each trained weight comes from, in words."""

    def told(level: Level) -> Level:
        return level if level.basis is Basis.BY_HAND else replace(level, why=_why(level))

    company = model.company and replace(
        model.company,
        levels=tuple(
            replace(
                level,
                why=f"so stand {_seen(level.m)} of likely pairs of one person, {_seen(level.u)} of others",
            )
            for level in model.company.levels
        ),
    )
    return replace(
        model,
        comparisons=tuple(replace(each, levels=tuple(map(told, each.levels))) for each in model.comparisons),
        company=company,
    )


def _why(level: Level) -> str:
    seen = f"so are {_seen(level.m)} of pairs of one person, {_seen(level.u)} of pairs of two"
    return f"{level.why}; {seen}" if level.why else seen


def _seen(share: float) -> str:
    return f"{100 * share:.3g} %"


def _shares(levels: np.ndarray, count: int) -> np.ndarray:
    # Half a pair in each, so that what was not seen is not impossible.
    counts = np.bincount(levels, minlength=count) + 0.5
    return np.asarray(counts / counts.sum())


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
    for number, names in febrl.SETS.items():
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


def train_persons() -> None:
    """Train the model of persons on invented mentions of officers and write it into the package."""
    words, persons = invented(PERSONS, PERSONS_SEED)
    records = columns_of(words)
    true = febrl.count_true(persons.tolist())
    model = replace(persons_plan(), prior=round(2 * true / (PERSONS * (PERSONS - 1)), 9))
    model = train_labelled(model, records, persons)
    with LinkingLake() as lake:
        model = train_company(model, lake.link(records, model, floor_bits=-100.0).pairs, persons)
        words, persons = invented(PERSONS, PERSONS_SEED + 1)
        linked = lake.link(columns_of(words), model, floor_bits=-30.0)
    true = febrl.count_true(persons.tolist())
    pairs = linked.pairs
    is_right = persons[pairs["left"].to_numpy()] == persons[pairs["right"].to_numpy()]
    measures = {"found_in_blocks": round(float(is_right.sum()) / true, 4)}
    for percent, precision in ((95, 0.95), (99, 0.99), (99.8, 0.998)):
        threshold, best = best_threshold(pairs["bits"].to_numpy(), is_right, true, precision)
        measures |= {f"f1_at_{percent}": round(best, 4), f"bits_at_{percent}": round(threshold, 2)}
    model = replace(
        model,
        threshold_bits=measures["bits_at_95"],
        trained_on=f"{PERSONS} invented mentions of officers, version {VERSION}, seed {PERSONS_SEED}",
        measures=measures,
    )
    print(measures)
    (MODELS / "persons.json").write_text(write_model(explained(model)), "utf-8")


def invented(size: int, seed: int) -> tuple[pa.Table, np.ndarray]:
    """Return invented mentions as a table of words, with the number of the person of each."""
    known: dict[str, int] = {}
    cells: dict[str, list[Any]] = {name: [] for name in WORDS}
    persons: list[int] = []
    for block in make_mentions(seed, size):
        for mention in block:
            cells["id"].append(len(persons))
            persons.append(known.setdefault(mention.person, len(known)))
            for name in WORDS[1:]:
                cells[name].append(getattr(mention, name))
    return pa.table(cells), np.array(persons)


def main(arguments: Sequence[str]) -> int:
    """Train what is asked for."""
    targets = {"febrl": train_febrl, "persons": train_persons}
    if len(arguments) != 1 or arguments[0] not in targets:
        print(f"usage: python -m tools.train_linking {' | '.join(targets)}", file=sys.stderr)
        return 2
    targets[arguments[0]]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
