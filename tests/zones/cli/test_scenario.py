"""A scenario by the command line: made, checked, taken in, every row."""

from pathlib import Path


def test_a_scenario_is_made_checked_and_taken_in(program, tmp_path: Path):
    folder = str(tmp_path / "scenario")
    made = program.run("scenario", "make", folder, "--seed", "4", "--incidents", "60")
    assert made.returncode == 0, made.stderr
    assert "60 incidents" in made.stderr
    assert program.run("scenario", "check", folder).returncode == 0

    taken = program.run("scenario", "import", folder)
    assert taken.returncode == 0, taken.stderr
    lines = [line for line in taken.stderr.splitlines() if " rows: " in line]
    assert len(lines) == 9
    assert all(line.endswith(" 0 refused") for line in lines), lines
    assert program.json("counts")["incidents"] == 60


def test_a_scenario_that_was_changed_is_not_taken_in(program, tmp_path: Path):
    folder = tmp_path / "scenario"
    assert program.run("scenario", "make", str(folder), "--incidents", "5").returncode == 0
    with (folder / "reports.csv").open("ab") as file:
        file.write(b"x")
    for command in ("check", "import"):
        done = program.run("scenario", command, str(folder))
        assert done.returncode == 1
        assert "reports.csv" in done.stderr


def test_a_folder_that_is_taken_is_refused(program, tmp_path: Path):
    done = program.run("scenario", "make", str(tmp_path), "--incidents", "5")
    assert done.returncode == 1
    assert "a name that is free" in done.stderr
