"""The program as a person runs it: its own process, its own book, results on standard output."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.zones.cli.warm import plain_environment, warm_program

PROGRAM = Path(sys.executable).with_name("crimebook")


class Program:
    """Runs ``crimebook --book BOOK ...`` and reads what it says."""

    def __init__(self, book: Path) -> None:
        self.book = book
        self.environment = plain_environment()

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start the program as it is installed."""
        return subprocess.Popen(
            [PROGRAM, "--book", str(self.book), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return warm_program().run(["--book", str(self.book), *arguments], self.environment)

    def json(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book as ``crimebook init`` makes it, to be copied: making one takes seconds."""
    if os.environ.get("CRIMEBOOK_DATABASE"):
        pytest.skip("the program's own tests keep their book in SQLite")
    book = tmp_path_factory.mktemp("empty") / "book"
    done = Program(book).run("init", str(book))
    assert done.returncode == 0, done.stderr
    return book


@pytest.fixture
def program(empty_book: Path, tmp_path: Path) -> Program:
    """A program with an empty book."""
    return Program(Path(shutil.copytree(empty_book, tmp_path / "book")))


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], str]:
    """Write a file into a folder of its own and return its path."""

    def write_file(name: str, content: bytes) -> str:
        path = tmp_path / "partner" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return str(path)

    return write_file
