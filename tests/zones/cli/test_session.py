"""What a command prints: words of others are shown and never obeyed."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.zones import cli
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import print_line, print_text, say, say_error, visible

TITLE = "\x1b]0;another title\x07"
LINES = {"one line": "a\nvetoed at the desk", "one column": "a\x9b2Kb", "turned": "a\u202eb\u2028c"}


@pytest.mark.parametrize("words", [TITLE, *LINES.values(), "\ud800", "\U000e0001", "\r", "\x7f", "\0"])
def test_what_a_terminal_would_obey_is_shown(words: str):
    shown = visible(words)
    assert shown.isprintable()
    assert json.loads(f'"{shown}"') == words


@pytest.mark.parametrize("words", ["Iгар, дом 5\xa0«б»", "имя", "ўладзімір", "名前", "é 🙂", ""])
def test_what_people_write_stays_as_it_is(words: str):
    assert visible(words) == words


@given(st.text())
def test_nothing_that_is_hidden_is_left(words: str):
    assert all(sign.isprintable() or sign.isspace() for sign in visible(words))
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", visible(words))


def test_every_way_of_printing_shows_it(capsys: pytest.CaptureFixture[str]):
    say(f"name {TITLE}")
    say_error(ValueError(TITLE))
    print_line(f"name {TITLE}\nmore")
    print_text(f"first\n{TITLE}\n")
    print_json({"name": "a\x9b2Kb\x7f"})
    told = capsys.readouterr()
    out, err = told.out, re.sub(r"\x1b\[[0-9;]*m", "", told.err)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out + err)
    assert out.startswith("name \\u001b]0;another title\\u0007\\u000amore\nfirst\n\\u001b]0;")
    assert json.loads(out[out.index("{") :]) == {"name": "a\x9b2Kb\x7f"}


def test_no_command_prints_in_another_way():
    for path in Path(str(cli.__file__)).parent.glob("*.py"):
        if path.name != "session.py":
            assert not re.search(r"typer\.s?echo|\bprint\(|notices\.print", path.read_text()), path.name
