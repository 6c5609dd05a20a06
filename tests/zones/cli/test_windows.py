"""The tool for who has no book: what its page shows is what it does, and stopping loses nothing."""

import csv
import json
import re
import shlex
from pathlib import Path
from subprocess import CompletedProcess

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.zones.cli.warm import plain_environment, warm_program

from crimebook.zones.cli import window_files
from crimebook.zones.cli.app import main

PAGE = (Path(__file__).parents[3] / "docs/matching-tool.md").read_text(encoding="utf-8")
LISTS = re.findall(r"`(\w+\.csv)`:\n\n```csv\n(.*?)```", PAGE, re.DOTALL)
RESULT = re.findall(r"```csv\n(\"incident\".*?)```", PAGE, re.DOTALL)[0]
COMMANDS = [
    line for block in re.findall(r"```bash\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the lists of the page, and no book."""
    for name, text in LISTS:
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str) -> CompletedProcess[str]:
    paths = [str(folder / each) if "." in each and "/" not in each else each for each in arguments]
    return warm_program().run(["windows", "match", *paths], plain_environment())


def run_here(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run the command in this process, which loads the kernel once; return its exit code and output."""
    with pytest.raises(SystemExit) as ended:
        main(["windows", "match", *arguments])
    return int(str(ended.value.code or 0)), capsys.readouterr().out


def test_the_pages_commands_do_what_the_page_shows(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert [name for name, _ in LISTS] == ["incidents.csv", "recordings.csv"]
    assert len(COMMANDS) == 3
    for line in COMMANDS:
        assert run_here(capsys, *shlex.split(line)[3:])[0] == 0
    assert rows_of(folder / "matches.csv") == list(csv.DictReader(RESULT.splitlines()))
    assert parquet.read_table(folder / "pairs.parquet").to_pydict() == {
        "incident": ["beaten-1", "beaten-1", "held-2"],
        "recording": ["video-a", "video-b", "camera-c"],
    }
    lines = json.loads((folder / "map.geojson").read_text())["features"]
    assert lines[0]["geometry"]["coordinates"] == [[27.55, 53.905], [27.5503, 53.9052]]
    assert [each["properties"]["recording"] for each in lines] == ["video-a", "video-b", "camera-c"]
    assert sorted(each.name for each in folder.iterdir()) == [
        "incidents.csv", "map.geojson", "matches.csv", "pairs.parquet", "recordings.csv",
    ]  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_the_pages_python_runs(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert len(PYTHON) == 1
    exec(compile(PYTHON[0], "the page", "exec"), {})  # noqa: S102 - our own page
    assert "video-a" in capsys.readouterr().out


def test_wrong_rows_go_to_the_reject_file_and_the_sums_agree(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    with (folder / "incidents.csv").open("a", encoding="utf-8") as file:
        file.write("bad-3,95.0,27.5,80,2020-08-10T01:00:00+03:00,,\n")
        file.write("beaten-1,53.9,27.5,80,2020-08-10T01:00:00+03:00,,\n")
        file.write("naive-4,53.9,27.5,80,2020-08-10T01:00:00,,\n")
    code, told = run_here(capsys, "incidents.csv", "recordings.csv", "--out", "out.jsonl", "--json")
    assert code == 1
    report = json.loads(told)
    assert report["incidents"] == {"rows": 5, "windows": 2, "refused": 3}
    assert report["pairs"] == len((folder / "out.jsonl").read_text().splitlines()) == 3
    refused = [(row["file"], row["row"], row["column"]) for row in rows_of(folder / "out.jsonl.rejects.csv")]
    assert sorted(refused, key=lambda each: each[1]) == [
        ("incidents.csv", "4", "lat"),
        ("incidents.csv", "5", "id"),
        ("incidents.csv", "6", "start"),
    ]
    _, again = run_here(
        capsys, "incidents.csv", "recordings.csv", "--out", "out.jsonl", "--zone", "Europe/Minsk", "--json"
    )
    assert json.loads(again)["incidents"]["refused"] == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("absent.csv", "recordings.csv", "--out", "o.csv"), 1, "expected to read .*absent.csv"),
        (("incidents.csv", "recordings.csv", "--out", "o.xlsx"), 1, "ends in"),
        (("incidents.csv", "recordings.csv", "--out", "incidents.csv"), 1, "a file of its own"),
        (("incidents.csv", "recordings.csv", "--out", "o.csv", "--memory", "1MB"), 1, "at least"),
        (("incidents.csv", "recordings.csv", "--out", "o.csv", "--zone", "Minsk"), 1, "IANA"),
        (("incidents.csv", "recordings.csv"), 2, "--out"),
        (("incidents.csv", "recordings.csv", "--out", "o.csv", "--top", "0"), 2, "top"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_and_nothing_is_left(
    folder: Path, arguments: tuple[str, ...], code: int, words: str
):
    done = run(folder, *arguments)
    assert done.returncode == code
    assert re.search(words, done.stderr)
    assert "Traceback" not in done.stderr
    assert [each.name for each in folder.iterdir() if each.name.startswith(("o.", ".o."))] == []


def test_a_list_that_is_none_is_named(folder: Path):
    (folder / "recordings.csv").write_text("id,lat\n1,2\n", encoding="utf-8")
    done = run(folder, "incidents.csv", "recordings.csv", "--out", "o.csv")
    assert (done.returncode, "recordings.csv: expected the columns id, lat" in done.stderr) == (1, True)


def test_chunks_of_a_run_before_are_taken_only_for_the_same_work(tmp_path: Path):
    out, work = tmp_path / "out.csv", {"top": 10}
    chunks = window_files.Chunks(out, work)
    chunks.keep(0, iter([pa.table({"incident": [1], "recording": [2]})]))
    chunks.keep(1, iter([]))
    again = window_files.Chunks(out, work)
    assert [table.to_pylist() for table in again.tables(2)] == [[{"incident": 1, "recording": 2}]]
    assert not window_files.Chunks(out, {"top": 5}).path(0).exists()
    again.remove()
    assert list(tmp_path.iterdir()) == []
