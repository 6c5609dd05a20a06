"""Search over generated texts: building the index, and common, rare, misspelt, phrase and filtered questions.

Texts of some 25 words from the vocabulary of the known-answers corpus, inflected as it stands there, with a
Zipf's law of frequency, and as many again of made-up rare words. SQLite's FTS5 (unicode61, bm25) over the
same texts in the same run is what the ratios are against; it knows no stems, no Latin for Cyrillic and no
slips.

``python -m bench search`` has 100,000 documents; ``CRIMEBOOK_BENCH_DOCUMENTS=1000000`` asks for more.
"""

import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

from tests.search.corpus import documents as corpus

from crimebook.search.documents import Document, read_document
from crimebook.search.kinds import RecordKind, key_of
from crimebook.search.plans import make_plans
from crimebook.search.questions import Filters, parse_question
from crimebook.search.words import split_atoms
from crimebook.stores.finder import Finder, Found

DOCUMENTS = int(os.environ.get("CRIMEBOOK_BENCH_DOCUMENTS", "100000"))
WORDS_OF_ONE, RARE_WORDS, BATCH, REPEATS = 25, 50_000, 50_000, 5
SYLLABLES = (
    "ба",
    "ве",
    "гру",
    "да",
    "жы",
    "за",
    "ко",
    "лю",
    "мі",
    "на",
    "пра",
    "ры",
    "сто",
    "ту",
    "фе",
    "ша",
)
TOWNS = ("Minsk", "Brest", "Hrodna", "Homel", "Mahilou", "Vitsebsk")
ACTS = ("ill_treatment.beating", "force.weapon", "liberty.arrest", "property.damage", "")
QUESTIONS: dict[str, tuple[str, Filters]] = {
    "common word": ("людей", Filters()),
    "commonest word": ("Minsk", Filters()),
    "two common words": ("автозак людей", Filters()),
    "five words": ("избили ночью дубинками людей автозак", Filters()),
    "rare word": ("трактористы", Filters()),
    "romanised": ("Akrestsina izbili", Filters()),
    "misspelt": ("эликтрошокир автазек", Filters()),
    "misspelt rare": ("чуствительность вирнулась", Filters()),
    "nothing found": ("хрустальный дирижабль", Filters()),
    "phrase": ('"руки за головой"', Filters()),
    "phrase of small words": ('"на людей"', Filters()),
    "code": ("7184 ТА-7", Filters()),
    "filtered": (
        "людей",
        Filters(kind="message", place="Brest", first_day=date(2020, 8, 9), last_day=date(2020, 8, 14)),
    ),
    "filters alone": ("", Filters(act="force.weapon", is_invented=True)),
    "excluding": ("людей -автозак", Filters()),
    "reference": ("bench:500", Filters()),
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="crimebook-bench-") as folder:
        home = Path(folder)
        ours_s = timed(lambda: build(Finder(home / "search")))
        theirs_s = timed(lambda: build_fts(home / "fts.sqlite3"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{DOCUMENTS:,} documents of {WORDS_OF_ONE} words; most memory while building {peak:,.0f} MB")
        print(f"  build   ours {ours_s:7.1f} s {size_mb(home / 'search'):7,.0f} MB")
        theirs = f"{theirs_s:7.1f} s {size_mb(home / 'fts.sqlite3'):7,.0f} MB"
        print(f"  build   FTS5 {theirs}   ratio {ours_s / theirs_s:.1f}")
        ask_all(home)


def ask_all(home: Path) -> None:
    """Print the times of every question: in a new process (cold), and the median of several more (warm)."""
    connection = sqlite3.connect(home / "fts.sqlite3")
    finder = Finder(home / "search")
    for name, (words, filters) in QUESTIONS.items():
        cold_s = ask_cold(home / "search", name)
        found, times = None, []
        for _ in range(REPEATS):
            start = time.perf_counter()
            found = ask(finder, words, filters)
            times.append(time.perf_counter() - start)
        assert found is not None
        theirs_s = timed(lambda words=words: ask_fts(connection, words))
        ours = f"cold {cold_s * 1e3:6.0f} ms, warm {statistics.median(times) * 1e3:6.1f} ms"
        print(f"  {name:22} {found.total:9,} found, {ours}, FTS5 {theirs_s * 1e3:6.1f} ms")


def ask(finder: Finder, words: str, filters: Filters) -> Found:
    """Ask as the page does: the first fifty rows and the counts of the filters."""
    return finder.search(make_plans(parse_question(words, filters)), count=50, has_counts=True)


def ask_cold(folder: Path, name: str) -> float:
    """Ask once in a new process, the opening of the index included, the start of Python not."""
    done = subprocess.run(  # noqa: S603 - this very program
        [sys.executable, "-m", "bench.search", str(folder), name], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def ask_fts(connection: sqlite3.Connection, words: str) -> int:
    plain = [atom.form for atom in split_atoms(words)]
    if not plain:
        return 0
    match = " AND ".join(f'"{form}"' for form in plain)
    rows = connection.execute(
        "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 50", (match,)
    ).fetchall()
    connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", (match,)).fetchone()
    return len(rows)


def build(finder: Finder) -> None:
    with finder.writing() as writer:
        for done, document in enumerate(generate(), start=1):
            writer.add(read_document(document))
            if done % BATCH == 0:
                writer.commit({"done": done})
        writer.commit({"done": DOCUMENTS})
    assert finder.count() == DOCUMENTS


def build_fts(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(words, tokenize='unicode61')")
        connection.executemany("INSERT INTO t (words) VALUES (?)", ((each.words,) for each in generate()))


def generate() -> Iterator[Document]:
    """Yield the same documents every time."""
    rng = random.Random(7)  # noqa: S311 - generated texts, nothing secret
    common = [atom.text for each in corpus() for atom in split_atoms(each.words)]
    rare = ["".join(rng.choices(SYLLABLES, k=rng.randint(3, 5))) for _ in range(RARE_WORDS)]
    weights = list(accumulate(1 / (rank + 20) for rank in range(len(rare))))
    first = date(2020, 8, 9)
    for number in range(DOCUMENTS):
        words = rng.choices(common, k=WORDS_OF_ONE - 4) + rng.choices(rare, cum_weights=weights, k=4)
        act = rng.choice(ACTS)
        kind = rng.choice(tuple(RecordKind))
        day = first + timedelta(days=rng.randint(0, 90))
        yield Document(
            key_of(kind, f"bench:{number}"),
            f"bench:{number}",
            kind,
            rng.choice(("bench", "bench-2", "bench-3")),
            "",
            " ".join(words),
            acts=(act,) if act else (),
            places=(rng.choice(TOWNS),),
            first_day=day,
            last_day=day,
            is_invented=rng.random() < 0.5,
        )


def size_mb(path: Path) -> float:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 1e6


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    asked = QUESTIONS[sys.argv[2]]
    print(timed(lambda: ask(Finder(Path(sys.argv[1])), *asked)))
