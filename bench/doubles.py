"""Doubles of incidents: how many of the pairs that two lists tell are proposed, and how many others.

A scenario of 11,000 incidents (another: ``python -m bench.doubles --seed N``) is imported into a new book:
institutions, one list, the other. Its truth then says which pairs of two lists tell one event.
"""

import argparse
import csv
import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

INCIDENTS = 11_000
_LISTS = (
    ("institutions", "institutions.csv", "scenario-institutions"),
    ("cases", "reports.csv", "scenario-reports"),
    ("cases", "partner.csv", "scenario-partner"),
)
Ends = tuple[str, str]


def main(seed: int = 1) -> None:
    """Import two lists, compare what is proposed with the truth, and say what it cost."""
    with TemporaryDirectory(prefix="crimebook-bench-") as folder:
        path = Path(folder)
        os.environ["CRIMEBOOK_BOOK"] = str(path / "book")
        _run("scenario", "make", str(path / "told"), "--incidents", str(INCIDENTS), "--seed", str(seed))
        _run("init", str(path / "book"))
        for kind, name, source in _LISTS:
            spent = _run("import", kind, str(path / "told" / name), "--source", source)
            print(
                f"{name:18} {spent:5.1f} s of processors, the program's start and the search index included"
            )
        print(f"compared again     {_run('doubles', '--compare', '--top', '0'):5.1f} s of processors")
        true = true_pairs(path / "told" / "truth_incidents.csv")
        proposed = proposed_pairs()
    found = len(true & proposed)
    print(f"{len(true)} pairs of two lists tell one event; {found} are proposed ({found / len(true):.1%})")
    print(f"{len(proposed)} pairs proposed in all, {len(proposed) / len(true):.2f} for each true one")


def true_pairs(truth: Path) -> set[Ends]:
    """Return the pairs of two lists that tell one event; who lies tells none."""
    told: dict[str, list[str]] = defaultdict(list)
    with truth.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["is_lie"] == "no":
                told[row["same_event_as"] or row["incident"]].append(row["incident"])
    return {pair for group in told.values() for pair in _between(group) if pair[0] != pair[1]}


def proposed_pairs() -> set[Ends]:
    """Return the pairs of two sources that open doubts of the book propose."""
    import django  # noqa: PLC0415 - the book is made first

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crimebook.settings.desk")
    django.setup()
    from crimebook.stores.register.doubles import pools_of, proposals_of, trait_of  # noqa: PLC0415 - as above
    from crimebook.stores.register.models import Doubt, Incident  # noqa: PLC0415 - as above

    rows = Incident.objects.values_list("pk", "source__name", "external_id")
    names = {pk: f"{source}:{name}" for pk, source, name in rows}
    keys = list(Doubt.objects.filter(subject="incident", is_open=True).values_list("key", flat=True))
    found: set[Ends] = set()
    for start in range(0, len(keys), 500):
        pools = pools_of("incident", [trait_of(key) for key in keys[start : start + 500]])
        for proposal in proposals_of("incident", pools).values():
            found |= {
                each for pair in proposal.pairs for each in _between((names[pair.left], names[pair.right]))
            }
    return found


def _between(refs: Iterable[str]) -> set[Ends]:
    """Return the pairs of refs of two sources, each in order."""
    ordered = sorted(refs)
    return {
        (one, other)
        for one in ordered
        for other in ordered
        if one < other and one.partition(":")[0] != other.partition(":")[0]
    }


def _run(*command: str) -> float:
    """Run the program and return the seconds of processors that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = Path(sys.executable).with_name("crimebook")
    subprocess.run((str(program), *command), check=True, capture_output=True)  # noqa: S603 - our own program
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    main(parser.parse_args().seed)
