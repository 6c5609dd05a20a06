"""``crimebook persons``: mentions added, proposed, decided of, parted and taken back, without pages."""

from collections.abc import Callable

from tests.work.book import case, file_of
from tests.zones.cli.conftest import Program

ADAM = ("name=Прыкладавец Адам Вымыслававіч", "badge=МА-123456", "birth=1975-06-01")
ADAM_AGAIN = ("name=Прикладовец Адам", "badge=МА 123456", "birth=1975-06-01")


def done(program: Program, *arguments: str) -> str:
    ran = program.run("persons", *arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_who_is_who_is_proposed_decided_parted_and_taken_back(
    program: Program, write: Callable[[str, bytes], str]
) -> None:
    brought = program.run("import", "cases", write("cases.csv", file_of([case("1")]).content))
    assert brought.returncode == 0, brought.stderr
    one, other = (done(program, "add", "partner:1", *said) for said in (ADAM, ADAM_AGAIN))
    assert program.json("persons", "propose")["pairs"] == 1
    pair = program.json("persons", "review")["pair"]
    assert (str(pair["left"]["id"]), str(pair["right"]["id"])) == (one, other)
    assert (pair["bits"], pair["terms"]) == (None, [])

    first = done(program, "decide", one, other, "same", "--seen", str(pair["seen"]), "--reason", "one badge")
    # Nobody draws among their own decisions, and with a key of the draw anybody draws again.
    drawn = program.json("persons", "second-looks", "--key", "ab" * 16)
    assert drawn == {"put": 0, "drawn": 0, "left": 1}
    shown = program.json("persons", "show", other)
    assert [str(each["id"]) for each in shown["mentions"]] == [one, other]
    parted = done(program, "split", one, other, "--seen", str(shown["seen"]))
    assert program.json("persons", "list")["total"] == 2
    done(program, "undo", parted, "--seen", parted)
    assert f"decision {first}: {one} and {other} same: one badge" in done(program, "show", one)
    assert program.json("persons", "remake")["corrected"] == 0


def test_a_key_of_a_draw_that_is_none_is_told_in_one_line(program: Program) -> None:
    ran = program.run("persons", "second-looks", "--key", "ab")
    assert ran.returncode == 1
    assert "16 to 64 bytes" in ran.stderr


def test_what_is_no_field_is_told_in_one_line(program: Program) -> None:
    ran = program.run("persons", "add", "partner:1", "colour=red")
    assert ran.returncode == 1
    assert "field=words" in ran.stderr
    assert "Traceback" not in ran.stderr
