"""A large file is read by two processes, and what comes in is what one would have brought."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.exchange.partners.test_mutations import SAMPLES
from tests.zones.cli.conftest import Program

SMALL = """
from crimebook.zones.cli import importing
importing.MANY_ROWS = 0
from crimebook.zones.cli.app import main
main()
"""


def test_two_processes_bring_what_one_brings(empty_book: Path, tmp_path: Path):
    one, two = (Program(Path(shutil.copytree(empty_book, tmp_path / name))) for name in ("one", "two"))
    file = str(SAMPLES / "2020pb.json")
    assert one.run("import", "2020pb", file, "--source", "s", "--zone", "UTC").returncode == 0
    arguments = ("--book", str(two.book), "import", "2020pb", file, "--source", "s", "--zone", "UTC")
    done = subprocess.run(
        [sys.executable, "-c", SMALL, *arguments],
        env=two.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    without = {"change", "custody_events"}
    counts = [
        {key: value for key, value in each.json("counts").items() if key not in without}
        for each in (one, two)
    ]
    assert counts[0] == counts[1]
    assert counts[0]["incidents"] > 0
