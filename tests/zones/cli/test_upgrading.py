"""A book of an older program: no command works on it before it was brought up to this one."""

import subprocess
import sys

from tests.zones.cli.conftest import Program


def test_an_older_book_is_upgraded_by_a_command_of_its_own(program: Program) -> None:
    step_back = [sys.executable, "-m", "django", "migrate", "register", "0012_learnt", "--verbosity", "0"]
    told = {"CRIMEBOOK_BOOK": str(program.book), "DJANGO_SETTINGS_MODULE": "crimebook.settings.desk"}
    subprocess.run(step_back, env=program.environment | told, check=True, capture_output=True)
    refused = program.run("counts")
    assert refused.returncode == 1
    assert "crimebook upgrade" in refused.stderr
    assert "Traceback" not in refused.stderr
    done = program.run("upgrade")
    assert done.returncode == 0, done.stderr
    assert program.run("counts").returncode == 0
    assert program.run("upgrade").returncode == 0, "again is no harm"
