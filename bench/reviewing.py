"""The review page in Chromium: from the key to the next pair that can be seen, the page's part of a decision.

A book is made in a passing folder, with mentions of invented officers and a queue of pairs, and served by
``crimebook serve``. One key after the other is pressed, three in turn (same, different, unsure), each a while
after the pair was drawn, as a reader presses them: the next pair is fetched in that while.

``python -m bench.reviewing`` prints the fastest, the median, the 95th percentile and the slowest, and how
many decisions an hour the page alone would allow. ``CRIMEBOOK_BENCH_READING_S`` is that while, 0.5 else.
"""

import csv
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import islice, pairwise
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

from crimebook.identity.doubles import Term
from crimebook.identity.edges import pair_of
from crimebook.scenario.officers.generator import Mention, make_mentions
from crimebook.terms.reasons import reason

MENTIONS, PORT, SEED = 2_000, 8_961, 7
DECISIONS = int(os.environ.get("CRIMEBOOK_BENCH_DECISIONS", "60"))
READING_S = float(os.environ.get("CRIMEBOOK_BENCH_READING_S", "0.5"))
CHROMIUM = "/usr/bin/chromium"
WATCH = """() => {
  window.times = [];
  let pressed = 0;
  addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true });
  new MutationObserver(() => requestAnimationFrame(() => {
    if (pressed) { window.times.push(performance.now() - pressed); pressed = 0; }
  })).observe(document.getElementById("pair"), { childList: true });
}"""
ALIKE = reason("two records are two until something says otherwise")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="crimebook-") as passing:
        book = Path(passing) / "book"
        pairs = _fill(book, Path(passing) / "officers.csv")
        print(f"  {MENTIONS:,} mentions, {pairs:,} pairs, {DECISIONS} decisions, {READING_S} s to read each")
        with _served(book) as link:
            times_ms = sorted(_decide(link))
    p95_ms = times_ms[int(len(times_ms) * 0.95)]
    median_ms = statistics.median(times_ms)
    ends = f"fastest {times_ms[0]:.0f}, slowest {times_ms[-1]:.0f}"
    print(f"  median {median_ms:.0f}, 95 % {p95_ms:.0f}, {ends} ms")
    print(f"  {3_600_000 / p95_ms:,.0f} an hour if nobody had to read")


def _fill(book: Path, table: Path) -> int:
    """Make the book with mentions and a pair of each two neighbours among them; return how many pairs."""
    mentions = sorted(
        (each for block in make_mentions(SEED, MENTIONS) for each in block), key=lambda each: each.person
    )
    with table.open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, _row(mentions[0]).keys())
        rows.writeheader()
        rows.writerows(_row(each) for each in mentions)
    _crimebook("init", str(book))
    _crimebook("--book", str(book), "import", "persons", str(table), "--source", "bench")
    os.environ["CRIMEBOOK_BOOK"] = str(book)
    os.environ["DJANGO_SETTINGS_MODULE"] = "crimebook.settings.desk"
    django.setup()
    # Tables can be imported only now.
    models, deriving, persons, transactions = (
        import_module(f"crimebook.stores.register.{name}")
        for name in ("models", "deriving_persons", "persons", "transactions")
    )
    ids = list(models.PersonMention.objects.order_by("pk").values_list("pk", flat=True))
    weighed = {
        pair_of(one, other): persons.Weight(
            bits, tuple(Term(name, bits / 4, ALIKE) for name in ("prior", "names", "unit", "rank")), "bench"
        )
        for bits, (one, other) in enumerate(pairwise(ids))
    }
    with transactions.writing():
        deriving.replace_pairs(weighed, change=transactions.next_change())
    return len(weighed)


def _row(told: Mention) -> dict[str, str]:
    """Return a mention as a row of the table that ``crimebook import persons`` reads."""
    return {
        "id": told.external_id,
        "name": told.name,
        "name_kind": told.name_kind if told.name else "",
        "rank": told.rank_words,
        "unit_words": told.unit_words,
        "badge": told.badge,
        "helmet": told.helmet,
        "plate": told.plate,
        "phone": told.phone,
        "birth": told.birth,
        "description": told.description or "somebody",
        "role": told.role_words,
        "is_invented": "yes",
    }


def _decide(link: str) -> list[float]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(bypass_csp=True)
        page.goto(link)
        page.click("main button")
        page.goto(f"http://127.0.0.1:{PORT}/en/persons/review/")
        page.evaluate(WATCH)
        for number in range(DECISIONS):
            page.wait_for_timeout(READING_S * 1_000)
            page.keyboard.press("sdu"[number % 3])
            page.wait_for_function("number => window.times.length > number", arg=number)
        times: list[float] = page.evaluate("window.times")
        browser.close()
    return times


@contextmanager
def _served(book: Path) -> Iterator[str]:
    command = [_program(), "--book", str(book), "serve", "--port", str(PORT), "--intake-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own program
        found = (re.search(r"http://\S+/sign-in/\S+", line) for line in islice(server.stdout or (), 20))
        try:
            yield next(link.group() for link in found if link)
        finally:
            server.terminate()


def _crimebook(*arguments: str) -> None:
    subprocess.run([_program(), *arguments], check=True, capture_output=True)  # noqa: S603 - our own program


def _program() -> str:
    return str(Path(sys.executable).with_name("crimebook"))


if __name__ == "__main__":
    main()
