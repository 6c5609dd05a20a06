"""On a machine with the intake alone the program has the intake's commands, and asks for nothing else."""

import subprocess
import sys

from crimebook.zones.cli.extras import DESK_NEEDS, has_desk

WITHOUT_DESK = f"""
import sys
for name in {DESK_NEEDS!r}:
    sys.modules[name] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name in {DESK_NEEDS!r} else found(name, package)
from crimebook.zones.cli.app import main
main(sys.argv[1:])
"""


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_DESK, *arguments], capture_output=True, text=True, check=False
    )


def test_the_desk_is_here_with_everything_it_needs():
    assert has_desk()


def test_without_the_desk_there_are_only_the_commands_that_run():
    shown = run("--help").stdout
    assert "intake" in shown
    assert "age" in shown
    assert "match" not in shown


def test_without_the_desk_an_intake_that_lacks_its_folder_says_so(tmp_path):
    done = run("intake", "check", "--folder", str(tmp_path))
    assert done.returncode == 1
    assert "intake.toml" in done.stderr
