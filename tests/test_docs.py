"""The documents are tested: what they name is there, and what is there they name."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from crimebook.exchange import cases, figures, institutions, posts, radio, recordings
from crimebook.terms.digests import Purpose
from crimebook.zones.cli.app import app, book_first
from crimebook.zones.cli.importing import IMPORT_KINDS

ROOT = Path(__file__).parent.parent
ROOT_PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
PAGES = tuple(ROOT / name for name in ROOT_PAGES) + tuple(sorted((ROOT / "docs").rglob("*.md")))
GUIDE, README = ROOT / "docs/guide.md", ROOT / "README.md"
PROGRAM = typer.main.get_command(app)

FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
TEST_FILE = re.compile(r"tests/[a-z0-9_/]+\.py")
FORBIDDEN = re.compile(r"shared/design|(?<!\w)/(work|root|home|tmp)/|legal intervention", re.IGNORECASE)

by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def commands(group: Any = PROGRAM, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its whole name: ("windows show", the command)."""
    for word, command in group.commands.items():
        whole = f"{name} {word}".strip()
        if hasattr(command, "commands"):
            yield from commands(command, whole)
        else:
            yield whole, command


COMMANDS = dict(commands())
every_command = pytest.mark.parametrize("name", COMMANDS)


def examples() -> list[str]:
    lines = [
        line.strip()
        for page in PAGES
        for block in FENCED.findall(read(page))
        for line in block.splitlines()
        if re.match(r"(\.venv/bin/)?crimebook\s", line.strip())
    ]
    return list(dict.fromkeys(lines))


def parse(line: str) -> str:
    """Parse a line as the program would, run nothing, and return the command's name."""
    arguments = book_first(shlex.split(line, comments=True)[1:])
    if arguments[0].startswith("--book"):
        arguments = arguments[1 if "=" in arguments[0] else 2 :]
    command, name = PROGRAM, []
    while hasattr(command, "commands"):
        name.append(arguments.pop(0))
        command = command.commands[name[-1]]
    command.make_context(name[-1], arguments)
    return " ".join(name)


@every_command
def test_every_command_and_every_option_has_help(name: str):
    assert COMMANDS[name].help
    for option in COMMANDS[name].params:
        assert getattr(option, "help", None), option.name


@every_command
def test_every_command_has_its_place_and_an_example_in_the_guide(name: str):
    section = read(GUIDE).partition(f"### `crimebook {name}`\n")[2].partition("\n### ")[0]
    assert any(
        parse(line.strip()) == name for block in FENCED.findall(section) for line in block.splitlines()
    )


@pytest.mark.parametrize("line", examples())
def test_every_example_is_a_line_that_the_program_takes(line: str):
    assert parse(line) in COMMANDS


@pytest.mark.parametrize(
    "line",
    ["crimebook import cases", "crimebook match --fast", "crimebook fly", "crimebook import pears x.csv"],
)
def test_a_wrong_line_would_be_found(line: str):
    with pytest.raises(Exception, match=r"(?i)missing|no such option|fly|pears"):
        parse(line)


@pytest.mark.parametrize("kind", IMPORT_KINDS)
def test_the_guide_imports_each_kind_of_file(kind: str):
    assert any(
        f" import {kind} " in line for block in FENCED.findall(read(GUIDE)) for line in block.splitlines()
    )


@pytest.mark.parametrize("module", [cases, figures, institutions, posts, radio, recordings])
def test_the_columns_that_must_be_there_are_in_guide_and_formats(module: Any):
    for column in module.REQUIRED:
        assert f"`{column}`" in read(GUIDE), column
    assert f"`{', '.join(module.REQUIRED)}`" in read(ROOT / "docs/formats.md")


@pytest.mark.parametrize("purpose", Purpose)
def test_every_tag_of_a_digest_is_in_the_formats(purpose: Purpose):
    assert f"`{purpose.value}`" in read(ROOT / "docs/formats.md")


@by_page
def test_every_make_target_exists(page: Path):
    targets = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.MULTILINE))
    prose = "\n".join([*re.findall(r"`([^`\n]+)`", read(page)), *FENCED.findall(read(page))])
    named = set(re.findall(r"^make ([a-z-]+)", prose, re.MULTILINE))
    assert named <= targets


@by_page
def test_every_link_leads_somewhere(page: Path):
    for target in LINK.findall(read(page)):
        if not target.startswith(("https://", "#")):
            assert (page.parent / target.partition("#")[0]).exists(), target


@by_page
def test_every_test_file_that_is_named_exists(page: Path):
    for name in TEST_FILE.findall(read(page)):
        assert (ROOT / name).is_file(), name


@by_page
def test_a_page_stands_alone(page: Path):
    assert not FORBIDDEN.search(read(page))


def test_the_readme_says_how_each_promise_stands():
    rows = [line.split(" | ") for line in read(README).splitlines() if re.match(r"\| \d+ \|", line)]
    assert [row[0] for row in rows] == [f"| {number}" for number in range(1, 14)]
    for _, _, state, held_by in rows:
        assert re.match(r"(kept now|in part|not yet)\b", state)
        assert TEST_FILE.search(held_by) or not state.startswith("kept now")


def test_every_test_of_a_promise_is_in_the_readme():
    for path in (ROOT / "tests/promises").glob("test_*.py"):
        assert f"tests/promises/{path.name}" in read(README)


def test_every_direct_dependency_is_accounted_for():
    project = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for group in project["optional-dependencies"].values() for each in group),
    ]
    names = {re.split(r"[\[<>=~!;]", each)[0] for each in wanted} - {"crimebook"}
    accounted = set(re.findall(r"^\| ([\w.-]+) \|", read(ROOT / "docs/dependencies.md"), re.MULTILINE))
    assert names <= accounted
    assert not {name for name in accounted - names - {"package", "file", "maplibre-gl"} if name.strip("-")}


def test_every_decision_has_its_parts():
    for page in (ROOT / "docs/adr").glob("*.md"):
        assert re.match(rf"# {page.name[:4]}: ", read(page))
        for part in ("**Status:**", "## Context", "## Decision", "## Consequences"):
            assert part in read(page), page.name


def test_every_name_in_the_architecture_is_in_the_code():
    page = read(ROOT / "docs/architecture.md").partition("## Rooms that will come")[0]
    floors = "terms|places|spacetime|exchange|custody|stores|work|zones|settings"
    names = re.findall(rf"`((?:{floors})(?:\.\w+)+)`", page)
    assert len(names) > 30
    for name in names:
        assert is_in_the_code(name.split(".")), name


def is_in_the_code(parts: list[str]) -> bool:
    """Whether the parts name a package, a module, or something defined in one."""
    for length in range(len(parts), 0, -1):
        path = ROOT.joinpath("src/crimebook", *parts[:length])
        if path.is_dir() or path.with_suffix(".py").is_file():
            text = "" if path.is_dir() else read(path.with_suffix(".py"))
            return all(re.search(rf"^\s*(def|class) {each}\b", text, re.MULTILINE) for each in parts[length:])
    return False


@pytest.mark.parametrize("name", ["stores.cupboard", "work.importing.cases.stage_pears"])
def test_a_name_that_is_not_in_the_code_would_be_found(name: str):
    assert not is_in_the_code(name.split("."))
