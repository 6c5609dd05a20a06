"""``crimebook doubles``: counts by kind and the heaviest, for people and for scripts."""

import pytest
from tests.work.book import case, file_of


def test_two_lists_that_tell_one_event_are_in_doubt(program, write):
    one = write(
        "one.csv",
        file_of([case("1", url="https://example.org/case/1"), case("2", date_from="2020-08-13")]).content,
    )
    other = write("other.csv", file_of([case("9", url="https://example.org/case/9")]).content)
    assert program.run("import", "cases", one, "--source", "one").returncode == 0
    assert program.run("import", "cases", other, "--source", "other").returncode == 0
    found = program.json("doubles")
    assert found["kinds"] == [
        {"subject": "incident", "kind": "told", "open": True, "doubts": 1, "memberships": 2}
    ]
    assert found["open"] == 1
    (doubt,) = found["heaviest"]
    # The record that came later is asked about; it stands first.
    assert doubt["first"] == ["other:9", "one:1"]
    assert doubt["weight_bits"] == pytest.approx(sum(term["bits"] for term in doubt["reasons"]))
    said = program.run("doubles").stdout
    assert "other:9, one:1" in said
    assert "to decide" in said
    assert program.json("doubles", "--kind", "link")["heaviest"] == []


def test_an_unknown_kind_is_a_wrong_line(program):
    assert program.run("doubles", "--kind", "pears").returncode == 2
