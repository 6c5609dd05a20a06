"""A command's session: which book is open, who acts, what time it is, where progress is shown."""

import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crimebook.stores.folder.book import BookFolder, is_book, open_book
from crimebook.stores.jobs.progress import JobFile, JobState

SETTINGS = "crimebook.settings.desk"
BOOK_VARIABLE = "CRIMEBOOK_BOOK"
NOTICE_STEP = 250
"""Steps between two notes of progress: a note costs a write, a row of an import does not."""

notices = Console(stderr=True)
"""What is said to a person. Results go to standard output, so that a script can read them."""


def say(text: str) -> None:
    """Say one line to a person: never wrapped, never taken for markup, nothing hidden in it."""
    notices.print(visible(text), highlight=False, markup=False, soft_wrap=True)


def say_error(error: BaseException) -> None:
    """Say in one red line what went wrong."""
    told = visible(f"crimebook: {error}")
    notices.print(told, style="red", highlight=False, markup=False, soft_wrap=True)


def print_line(text: str) -> None:
    """Print one line of a result."""
    typer.echo(visible(text))


def print_text(text: str) -> None:
    """Print lines of a result as they are, but for what cannot be seen in each."""
    typer.echo("\n".join(map(visible, text.split("\n"))), nl=False)


def visible(text: str) -> str:
    """Return words of others so that a terminal shows them and obeys nothing in them.

    Control characters, and marks that turn the direction of writing, move a cursor, change a title, or make
    a line of ours out of words of theirs. They are written as JSON writes them, so that JSON stays JSON.
    """
    return "".join(sign if _is_seen(sign) else _escaped(sign) for sign in text)


def _is_seen(sign: str) -> bool:
    return sign.isprintable() or unicodedata.category(sign) == "Zs"


def _escaped(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def now() -> datetime:
    """Return the present instant: the clock is asked here, and passed on as a value."""
    return datetime.now(UTC)


def book_path() -> Path:
    """Return the path of the book that ``--book`` or the environment names."""
    return Path(os.environ.get(BOOK_VARIABLE, "book"))


def has_book() -> bool:
    """Whether the named book exists."""
    return is_book(book_path())


def enter_book() -> BookFolder:
    """Open the named book and start Django upon it.

    Raises `BookFolderError` where there is none, `RegisterAgeError` where another program made its register.
    """
    folder = enter_any_book()
    from crimebook.work.upgrading import check_register

    check_register()
    return folder


def enter_any_book() -> BookFolder:
    """Open the named book, whatever program made its register; raise `BookFolderError` for none."""
    folder = open_book(book_path())
    os.environ[BOOK_VARIABLE] = str(folder.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    return folder


@contextmanager
def progress_of(title: str, folder: BookFolder) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal and keep a job's row for the pages, until the work ends or breaks."""
    jobs = JobFile(folder.jobs_file)
    job_id = jobs.start(title, at=now())
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=notices,
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if done % NOTICE_STEP == 0 or done == total:
                jobs.advance(job_id, done, total)

        try:
            yield advance
        except BaseException as error:
            jobs.end(job_id, JobState.FAILED, type(error).__name__, at=now())
            raise
    jobs.end(job_id, JobState.DONE, "", at=now())
