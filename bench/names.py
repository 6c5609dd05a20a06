"""Names of real office holders in many spellings, compared by us and by others in the same run.

The lists lie outside the project, in the folder ``names`` of CRIMEBOOK_OUTSIDE: one person a line, an id,
``|`` and the spellings with ``;`` between them. Two spellings of one line are a match, two of two lines none.
The others: Jaro-Winkler by tokens over our romanisation (each token of the shorter name with its best in the
other), rapidfuzz's token_sort_ratio and WRatio, romanised as well, and nomenklatura's logic-v2 where
CRIMEBOOK_NOMENKLATURA is a Python that has it (`bench.names_nomenklatura`).

Then every published way of writing by itself, with people who are hard to tell (`bench.hard_names`).
"""

import json
import os
import random
import statistics
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from bench.hard_names import ways
from bench.spellings import people
from bench.timing import once
from crimebook.identity.names import THRESHOLD, compare, keys_of_many, romanised, scores_of

Pair = tuple[str, str]
Scores = NDArray[np.float64]
Person = tuple[str, ...]

PRECISION = 0.99
SEED = 6
HALVES = 10
MENTIONS = 1_000_000
PAIRS = 200_000


@dataclass(frozen=True, slots=True)
class Judged:
    """The scores of matches and of pairs that are none."""

    matches: Scores
    others: Scores

    def recall(self, threshold: float) -> float:
        """Return the share of matches from ``threshold`` on."""
        return float((self.matches >= threshold).mean())

    def precision(self, threshold: float) -> float:
        """Return the share of matches among all pairs from ``threshold`` on; 1 where there are none."""
        found = int((self.matches >= threshold).sum())
        false = int((self.others >= threshold).sum())
        return found / (found + false) if found + false else 1.0

    def best_recall(self, precision: float = PRECISION) -> float:
        """Return the most that any threshold finds at ``precision``, chosen on the very list."""
        reached = (each for each in np.unique(self.matches) if self.precision(each) >= precision)
        return max((self.recall(each) for each in reached), default=0.0)


def folder() -> Path:
    """Return where the lists are, whether they are there or not."""
    root = Path(__file__).parent.parent
    return Path(os.environ.get("CRIMEBOOK_OUTSIDE", root / ".." / "shared" / "data")) / "names"


def read_people(path: Path) -> list[Person]:
    """Return the spellings of each person of a list."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(line.partition("|")[2].split(";")) for line in lines if "|" in line]


def halves(found: Sequence[Person], seed: int = SEED) -> tuple[list[Person], list[Person]]:
    """Return the people of a list in two halves, by lot."""
    mixed = _lot(seed).sample(found, len(found))
    return mixed[: len(mixed) // 2], mixed[len(mixed) // 2 :]


def _lot(seed: int = SEED) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a lot that must fall the same each time, no secret


def pairs_of(found: Sequence[Person]) -> tuple[list[Pair], list[Pair]]:
    """Return all matches, and all pairs of spellings of two people."""
    matches = [pair for person in found for pair in combinations(person, 2)]
    others = [(one, other) for a, b in combinations(found, 2) for one in a for other in b]
    return matches, others


def hardest(others: Sequence[Pair], count: int) -> list[Pair]:
    """Return the pairs that Jaro-Winkler thinks most alike."""
    return sorted(others, key=lambda pair: -jaro_winkler(*pair))[:count]


def ours(pairs: Sequence[Pair]) -> Scores:
    """Return our scores of pairs."""
    keys = keys_of_many(chain.from_iterable(pairs))
    return scores_of(zip(keys[::2], keys[1::2], strict=True))


def one_by_one(compare_two: Callable[[str, str], float]) -> Callable[[Sequence[Pair]], Scores]:
    """Return how to score pairs with a function for one."""
    return lambda pairs: np.array([compare_two(*pair) for pair in pairs])


@cache
def plain(name: str) -> str:
    """Return a name in small Latin letters without signs."""
    return "".join(sign if sign.isalnum() else " " for sign in romanised(name).casefold())


def jaro_winkler(one: str, other: str) -> float:
    """Return the mean over the tokens of the shorter name of the best likeness to one of the other."""
    few, many = sorted((plain(one).split(), plain(other).split()), key=len)
    return float(np.mean([max(JaroWinkler.similarity(a, b) for b in many) for a in few])) if few else 0.0


def nomenklatura(python: str) -> Callable[[Sequence[Pair]], Scores]:
    """Return how to score pairs with nomenklatura's logic-v2 in its own environment."""

    def scores(pairs: Sequence[Pair]) -> Scores:
        script = Path(__file__).with_name("names_nomenklatura.py")
        told = subprocess.run(  # noqa: S603 - the interpreter is named by who runs the bench
            [python, str(script)], input=json.dumps(list(pairs)), capture_output=True, text=True, check=True
        )
        return np.array(json.loads(told.stdout))

    return scores


METHODS: dict[str, Callable[[Sequence[Pair]], Scores]] = {
    "ours": ours,
    "Jaro-Winkler by tokens, romanised": one_by_one(jaro_winkler),
    "rapidfuzz token_sort_ratio, romanised": one_by_one(
        lambda one, other: fuzz.token_sort_ratio(plain(one), plain(other)) / 100
    ),
    "rapidfuzz WRatio, romanised": one_by_one(lambda one, other: fuzz.WRatio(plain(one), plain(other)) / 100),
}


NOMENKLATURA = "CRIMEBOOK_NOMENKLATURA"
if python_of_its_own := os.environ.get(NOMENKLATURA):
    METHODS["nomenklatura logic-v2"] = nomenklatura(python_of_its_own)


def main() -> None:
    """Print recall at precision for each list, its halves and each way of writing, and what it takes."""
    lists = sorted(folder().glob("*.psv"))
    if not lists:
        print("  no list of names here; set CRIMEBOOK_OUTSIDE to the folder that has names/*.psv")
    for path in lists:
        found = read_people(path)
        one, other = halves(found)
        for name, part in (("all", found), ("one half", one), ("other half", other)):
            _print(f"{path.stem}, {name}", part)
        _print_halves(found)
    _print("invented people by published tables", people())
    if NOMENKLATURA not in os.environ:
        print(f"  nomenklatura's logic-v2 was not run: {NOMENKLATURA} names no Python that has it")
    _print_ways()
    _print_speed()


def _print_halves(found: Sequence[Person]) -> None:
    """Print the least and the middle of what halves by other lots have."""
    told: list[tuple[float, float, float]] = []
    for part in chain.from_iterable(halves(found, SEED + 1 + lot) for lot in range(HALVES // 2)):
        judged = Judged(*(ours(pairs) for pairs in pairs_of(part)))
        told.append((judged.best_recall(), judged.recall(THRESHOLD), judged.precision(THRESHOLD)))
    names = (f"recall at precision {PRECISION}", f"recall at {THRESHOLD}", f"precision at {THRESHOLD}")
    for name, figures in zip(names, zip(*told, strict=True), strict=True):
        print(f"    ours, {len(told)} other halves, {name}: least {min(figures):.3f},", end=" ")
        print(f"middle {statistics.median(figures):.3f}")


def _print_ways() -> None:
    print("  ways of writing, with people hard to tell:  matches, others; recall at precision", end=" ")
    print(f"{PRECISION}: ours, Jaro-Winkler; ours at {THRESHOLD}: recall, precision")
    for name, (matches, others) in ways().items():
        judged = Judged(ours(matches), ours(others))
        winkler = one_by_one(jaro_winkler)
        theirs = Judged(winkler(matches), winkler(others)).best_recall()
        at = f"{judged.recall(THRESHOLD):.3f} {judged.precision(THRESHOLD):.4f}"
        print(
            f"    {name:38} {len(matches):5} {len(others):6}  {judged.best_recall():.3f} {theirs:.3f}  {at}"
        )


def _print(name: str, found: Sequence[Person]) -> None:
    matches, others = pairs_of(found)
    hard = hardest(others, 10 * len(matches))
    print(f"  {name}: {len(found)} people, {len(matches)} matches, {len(others)} others")
    for method, scores in METHODS.items():
        judged, harder = (Judged(scores(matches), scores(rest)) for rest in (others, hard))
        print(
            f"    {method:38} recall at precision {PRECISION}: {judged.best_recall():.3f}"
            f" (ten hardest a match: {harder.best_recall():.3f})"
        )
        if method == "ours":
            print(
                f"    {'  at the threshold ' + str(THRESHOLD):38} recall {judged.recall(THRESHOLD):.3f},"
                f" precision {judged.precision(THRESHOLD):.4f}"
            )


def _print_speed() -> None:
    names = list(_mentions(MENTIONS))
    keys = once(f"keys of {MENTIONS:,} mentions, {len(set(names)):,} distinct", lambda: keys_of_many(names))
    drawn = _lot()
    pairs = [(drawn.choice(keys), drawn.choice(keys)) for _ in range(PAIRS)]
    once(f"{PAIRS:,} pairs by lot", lambda: scores_of(pairs))
    near = [name for person in people() for name in person]
    keys = keys_of_many(near)
    close = [(a, b) for a in keys for b in keys]
    once(f"{len(close):,} pairs of invented people", lambda: scores_of(close))
    once("1,000 pairs one by one, with reasons", lambda: [compare(*pair) for pair in _some(near)])


def _some(names: Sequence[str]) -> list[Pair]:
    drawn = _lot()
    return [(drawn.choice(names), drawn.choice(names)) for _ in range(1_000)]


def _mentions(count: int) -> Iterator[str]:
    """Yield names of invented words: surnames of syllables, in two alphabets, whole and with initials."""
    drawn = _lot()
    syllables = [a + b for a in "бвгдзклмнпрст" for b in ("а", "е", "и", "о", "у", "ор", "ал")]
    told = [person[place].split() for person in people() for place in (0, 1, 2, 6, 13)]
    surnames = [
        "".join(drawn.choices(syllables, k=drawn.choice((2, 2, 3))))
        + drawn.choice(("енко", "ов", "ович", "ский"))
        for _ in range(20_000)
    ]
    surnames += [plain(each) for each in surnames]
    for _ in range(count):
        surname, (_, given, father) = drawn.choice(surnames).title(), drawn.choice(told)
        match drawn.random():
            case part if part < 0.3:
                yield f"{surname} {given[0]}."
            case part if part < 0.6:
                yield f"{given} {surname}"
            case _:
                yield f"{surname} {given} {father}"


if __name__ == "__main__":
    main()
