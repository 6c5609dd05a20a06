"""Bad input: a clear message each, exit code 1 for a refused file, and nothing half-imported."""

import contextlib
import csv
import subprocess
from pathlib import Path

import pytest
from tests.work.book import case, file_of, recording

WHOLE = file_of([case("1"), case("2")]).content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (WHOLE[:-60], "cut off"),
        (WHOLE.decode().replace("a man", "мужчина").encode("cp1251"), "another encoding"),
        (WHOLE.replace(b"case_no", b"number"), "case_no"),
        (b"", "empty file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "expected"),
    ],
)
def test_a_broken_file_is_refused_whole(program, write, content: bytes, says: str):
    done = program.run("import", "cases", write("cases.csv", content))
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert program.json("counts")["incidents"] == 0


@pytest.mark.parametrize(
    ("kind", "bad", "field"),
    [
        ("cases", case("bad", date_from="2092-08-10"), "date_from"),
        ("cases", case("bad", victim_category='=HYPERLINK("http://x","y")'), "victim_category"),
        ("cases", case("bad", place_text="x" * 10_000_000), "place_text"),
        ("recordings", recording("bad", lat="27.46", lon="53.907"), "lat"),
    ],
)
def test_a_bad_row_is_refused_by_row_and_field_and_the_others_come_in(
    program, write, kind: str, bad: dict[str, str], field: str
):
    good = case("good") if kind == "cases" else recording("good")
    done = program.run("import", kind, write("rows.csv", file_of([good, bad]).content))
    assert done.returncode == 0
    assert f"row 3, {field}: expected" in done.stderr
    assert "1 new, 0 known, 0 doubtful, 1 refused" in done.stderr
    assert len(done.stderr) < 2_000
    rejects = list((program.book / "rejects").iterdir())
    rows = list(csv.DictReader(rejects[0].read_text(encoding="utf-8").splitlines()))
    assert [(row["row"], row["field"]) for row in rows] == [("3", field)]


def test_a_source_called_as_what_the_book_itself_keeps_is_refused_before_anything_is_read(program, write):
    done = program.run("import", "cases", write("cases.csv", WHOLE), "--source", "Journal")
    assert done.returncode == 1
    assert "got 'journal'; give it another name, as journal-list" in done.stderr
    assert "Traceback" not in done.stderr
    assert program.json("counts")["incidents"] == 0


def test_a_file_that_is_not_there_is_told(program):
    done = program.run("import", "cases", str(program.book / "nothing.csv"))
    assert done.returncode == 1
    assert "nothing.csv" in done.stderr


def test_the_same_file_twice_at_once_comes_in_once(program, write):
    path = write("cases.csv", file_of([case(str(number)) for number in range(300)]).content)
    both = [program.start("import", "cases", path) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    counts = program.json("counts")
    assert counts["incidents"] == counts["citations"] == counts["windows"] == 300
    assert any("300 new" in text for text in said)
    assert any("300 known" in text for text in said)


def test_a_killed_import_leaves_nothing_or_everything(program, write, tmp_path: Path):
    path = write("cases.csv", file_of([case(str(number)) for number in range(400)]).content)
    seen = set()
    for step in range(8):
        process = program.start("import", "cases", path, "--source", f"try-{step}")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.45 + 0.12 * step)
        process.kill()
        process.communicate()
        counts = program.json("counts")
        assert counts["incidents"] % 400 == 0
        assert counts["incidents"] == counts["windows"] == counts["citations"]
        seen.add(counts["incidents"])
    assert program.run("import", "cases", path, "--source", "last").returncode == 0
    assert program.json("counts")["incidents"] == max(seen) + 400


def test_a_mapped_table_without_its_mapping_is_wrong_usage(program, write):
    table = write("list.csv", b"No,Where\n1,a yard\n")
    for arguments in (("mapped", table), ("cases", table, "--mapping", table)):
        done = program.run("import", *arguments)
        assert done.returncode == 2
        assert "--mapping" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_drafted_mapping_brings_its_table_in(program, write):
    table = write("list.csv", b"ID,Date,Location\na1,2020-08-10,Lenina street\n")
    drafted = program.run("mapping", table, "--source", "a-list")
    assert drafted.returncode == 0, drafted.stderr
    mapping = write("list.toml", drafted.stdout.encode())
    done = program.run("import", "mapped", table, "--mapping", mapping, "--source", "a-list")
    assert done.returncode == 0, done.stderr
    assert "1 new, 0 known, 0 doubtful, 0 refused" in done.stderr
