"""Two people decide on one doubt at the same instant: one word is written, the other person is told."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.work.book import case, file_of
from tests.zones.cli.conftest import Program, empty_book, program, write

__all__ = ["empty_book", "program", "write"]

DECIDE = """
import sys, time
from pathlib import Path
from crimebook.zones.cli.session import enter_book, now
enter_book()
from crimebook.identity.edges import Verdict
from crimebook.work.actors import operator
from crimebook.work.doubling import SaidMeanwhileError, judge
begin, doubt, verdict = Path(sys.argv[1]), int(sys.argv[2]), Verdict(sys.argv[3])
actor = operator()
Path(f"{begin}-{verdict}").touch()
while not begin.exists():
    time.sleep(0.001)
try:
    added = judge(actor, doubt, verdict, pairs=None, seen=0, at=now())
    # A doubt that the other word has settled may have nothing left to be said of.
    print("written" if added else "told")
except SaidMeanwhileError:
    print("told")
"""


def test_of_two_words_at_once_one_is_written(
    program: Program, write: Callable[[str, bytes], str], tmp_path: Path
):
    for source, number in (("one", "1"), ("other", "9")):
        cases = write(f"{source}.csv", file_of([case(number)]).content)
        assert program.run("import", "cases", cases, "--source", source).returncode == 0
    (doubt,) = program.json("doubles")["heaviest"]
    begin = tmp_path / "begin"
    people = [
        subprocess.Popen(
            [sys.executable, "-c", DECIDE, str(begin), str(doubt["id"]), verdict],
            env=program.environment | {"CRIMEBOOK_BOOK": str(program.book)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for verdict in ("same", "different")
    ]
    while not all((tmp_path / f"begin-{verdict}").exists() for verdict in ("same", "different")):
        assert all(person.poll() is None for person in people), [person.stderr for person in people]
    begin.touch()
    said = [person.communicate(timeout=60) for person in people]
    assert sorted(output.strip() for output, _ in said) == ["told", "written"], said
    after = program.json("doubles")
    assert (after["open"], sum(each["doubts"] for each in after["kinds"])) == (0, 1)
