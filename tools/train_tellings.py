"""Learn the weights of incidents told twice from a scenario's truth: ``tools/train_tellings.py BOOK TRUTH``.

BOOK is a book with the two lists of a scenario, TRUTH the scenario's ``truth_incidents.csv``. Chances are
counted: ``m`` over the pairs of two lists that tell one event, ``u`` over the other pairs that share a day. A
weight against is cut at a limit, because no invented list codes as differently as two real ones do. The model
is written to ``src/crimebook/identity/linking/incidents.json``.
"""

import csv
import math
import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import django
import numpy as np
import pyarrow as pa

from crimebook.identity.linking.conditions import Condition, Kind
from crimebook.identity.linking.models import Basis, Block, Comparison, Level, Model, write_model
from crimebook.identity.tellings import Seen, tellings_table
from crimebook.stores.lake.linking import LinkingLake

OUT = Path(__file__).parents[1] / "src" / "crimebook" / "identity" / "linking" / "incidents.json"
MOST_AGAINST_BITS = -4.0
THRESHOLD_BITS = -6.0
_UNCOUNTED = 0.5


def main(book: str, truth: str) -> None:
    """Count, cut, write, and tell every level."""
    os.environ["CRIMEBOOK_BOOK"] = book
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crimebook.settings.desk")
    django.setup()

    table, true = read_book(Path(truth))
    counting = replace(structure(), blocks=(Block("day", (), ("days",), 10**6),))
    with LinkingLake(memory_limit="2GB") as lake:
        pairs = lake.link(table, counting, floor_bits=-1e9).pairs
    ends = zip(pairs["left"].to_pylist(), pairs["right"].to_pylist(), strict=True)
    is_true = np.array([pair in true for pair in ends])
    model = learnt(structure(), {name: pairs[name].to_numpy() for name in pairs.column_names}, is_true)
    OUT.write_text(write_model(model), "utf-8")
    for comparison in model.comparisons:
        for level in comparison.levels:
            print(f"{comparison.name:8} {level.name:10} {level.bits:+7.2f}  {level.why}")


def read_book(truth: Path) -> tuple[pa.Table, set[tuple[int, int]]]:
    """Return the incidents as columns with their days, and the true pairs of two sources by id."""
    from crimebook.stores.register.models import Incident  # noqa: PLC0415 - Django must be set up first
    from crimebook.stores.register.telling_facts import load_tellings  # noqa: PLC0415 - as above

    rows = list(Incident.objects.values_list("pk", "source_id", "source__name", "external_id"))
    ids = {f"{name}:{external}": pk for pk, _, name, external in rows}
    source_of = {pk: source for pk, source, _, _ in rows}
    last = max(source_of.values())
    told: dict[str, list[int]] = defaultdict(list)
    with truth.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["is_lie"] == "no" and row["incident"] in ids:
                told[row["same_event_as"] or row["incident"]].append(ids[row["incident"]])
    true = {
        (min(one, other), max(one, other))
        for group in told.values()
        for one in group
        for other in group
        if source_of[one] < source_of[other]
    }
    homes = {pk for pk, source in source_of.items() if source == last}
    tellings = load_tellings(set(ids.values()) - homes, are_homes=False) + load_tellings(
        homes, are_homes=True
    )
    days = [sorted({str(hour // 24) for hour in _hours(each.windows)}) or None for each in tellings]
    return tellings_table(tellings).append_column("days", pa.array(days, pa.list_(pa.string()))), true


def _hours(windows: Sequence[Seen]) -> range:
    known = [
        (each.start_s, each.end_s) for each in windows if each.start_s is not None and each.end_s is not None
    ]
    if not known:
        return range(0)
    first, last = min(start for start, _ in known), max(end for _, end in known)
    return range(int(first // 3600), int(min(last, first + 5 * 86_400) // 3600) + 1)


def structure() -> Model:
    """Return what is compared, in which levels, before anything is counted."""
    share, equal = (lambda name: Condition(Kind.SHARE, name)), (lambda name: Condition(Kind.EQUAL, name))
    like_named = Condition(Kind.OVERLAP, "names", limit=0.5)
    close = Condition(Kind.ALL, parts=(Condition(Kind.WITHIN, "middle", limit=40), share("hours")))
    comparisons = (
        _comparison(
            "time",
            "time",
            ("same", equal("time"), "time"),
            ("moment", Condition(Kind.WITHIN, "moment", limit=30)),
            ("near", close),
            ("open", share("hours")),
            ("long", Condition(Kind.UNTOLD, "hours")),
            ("apart", None),
        ),
        _comparison(
            "place",
            "where",
            ("same_words", Condition(Kind.ALL, parts=(equal("spot"), like_named)), "spot"),
            ("same", equal("spot"), "spot"),
            ("words", like_named),
            ("steps", Condition(Kind.MEETS, "fine", "fine_around")),
            ("near", Condition(Kind.MEETS, "cells", "around")),
            ("some", share("names")),
            ("unclear", Condition(Kind.UNTOLD, "spot")),
            ("other", None),
        ),
        _comparison("town", "towns", ("same", share("towns")), ("other", None)),
        _comparison(
            "act",
            "acts",
            ("all", equal("act_set"), "act_set"),
            ("half", Condition(Kind.OVERLAP, "acts", limit=0.5)),
            ("same", share("acts")),
            ("other", None),
        ),
        _comparison(
            "injury",
            "injuries",
            ("all", equal("injury_set"), "injury_set"),
            ("some", share("injuries")),
            ("other", None),
        ),
        _comparison("victim", "victim", ("same", equal("victim"), "victim"), ("other", None)),
        _comparison("actor", "actors", ("same", share("actors")), ("other", None)),
        _comparison(
            "words",
            "words",
            ("half", Condition(Kind.OVERLAP, "words", limit=0.5)),
            ("some", Condition(Kind.OVERLAP, "words", limit=0.2)),
            ("other", None),
        ),
        _comparison("link", "links", ("same", share("links")), ("other", None)),
    )
    blocks = (
        Block("link", (), ("links",), 50),
        Block("spot", (), ("by_spot",), 400),
        Block("cell", (), ("by_cell",), 400),
        Block("name", (), ("by_name",), 400),
        Block("injury", (), ("by_injury",), 400),
        Block("victim", (), ("by_victim",), 200),
        Block("word", (), ("by_word",), 50),
    )
    return Model("incidents", "2", 1e-3, comparisons, blocks, THRESHOLD_BITS)


_BY_HAND: Mapping[tuple[str, str], tuple[float, float]] = {
    ("words", "half"): (0.25, 0.001),
    ("words", "some"): (0.4, 0.03),
    ("words", "other"): (0.35, 0.969),
    ("link", "other"): (0.5, 0.9999),
    ("place", "steps"): (0.3, 0.001),
}
"""m and u where a scenario has nothing to count: its lists have no titles or points, and few addresses."""


def learnt(model: Model, pairs: Mapping[str, np.ndarray], is_true: np.ndarray) -> Model:
    """Return the model with the chances that were counted."""
    comparisons = tuple(
        replace(
            each, levels=tuple(_level(each, number, pairs, is_true) for number in range(len(each.levels)))
        )
        for each in model.comparisons
    )
    return replace(
        model,
        prior=float(is_true.mean()),
        comparisons=comparisons,
        trained_on=f"two invented lists: {is_true.sum()} pairs of one event, {(~is_true).sum()} of one day",
    )


def _level(
    comparison: Comparison, number: int, pairs: Mapping[str, np.ndarray], is_true: np.ndarray
) -> Level:
    level, found = comparison.levels[number], pairs[f"level_{comparison.name}"]
    if (comparison.name, level.name) in _BY_HAND:
        m, u = _BY_HAND[comparison.name, level.name]
        why = "set by hand: a scenario has no titles or points, and few addresses"
        return replace(level, m=m, u=u, basis=Basis.BY_HAND, why=why)
    given, spread = found >= 0, _UNCOUNTED * len(comparison.levels)
    m = (((found == number) & is_true).sum() + _UNCOUNTED) / ((given & is_true).sum() + spread)
    u = (((found == number) & ~is_true).sum() + _UNCOUNTED) / ((given & ~is_true).sum() + spread)
    why = "counted over pairs of one event, and over others of one day"
    if math.log2(m / u) < MOST_AGAINST_BITS:
        m, why = (
            u * 2.0**MOST_AGAINST_BITS,
            f"{why}; cut at {MOST_AGAINST_BITS:.0f} bits: real lists code otherwise",
        )
    return replace(level, m=float(m), u=float(u), why=why)


def _comparison(
    name: str, given: str, *levels: tuple[str, Condition | None] | tuple[str, Condition | None, str]
) -> Comparison:
    return Comparison(
        name,
        (given,),
        tuple(Level(each[0], each[1], 0.5, 0.5, each[2] if len(each) > 2 else "") for each in levels),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
