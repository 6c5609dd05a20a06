"""The program ``crimebook``: its commands, and what a person reads when something is wrong.

``--book BOOK`` may stand anywhere; ``CRIMEBOOK_BOOK`` says the same. Results go to standard output, notices
and errors to standard error. Exit codes: 0 done, 1 refused or failed with a reason, 2 wrong usage.
"""

import os
import sys
from collections.abc import Sequence

import typer

from crimebook import __version__
from crimebook.terms.errors import CrimebookError
from crimebook.zones.cli.age import age
from crimebook.zones.cli.custodian import custodian
from crimebook.zones.cli.extras import has_desk
from crimebook.zones.cli.intake import intake
from crimebook.zones.cli.ledger import ledger
from crimebook.zones.cli.session import BOOK_VARIABLE, print_line, say_error

app = typer.Typer(
    help="Crimebook: the Unified Crime Registration Book.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _options(
    *,
    book: str = typer.Option(
        "", "--book", help="The book's folder; CRIMEBOOK_BOOK says the same.", metavar="BOOK"
    ),
) -> None:
    if book:
        os.environ[BOOK_VARIABLE] = book


app.add_typer(age, name="age")
app.add_typer(custodian, name="custodian")
app.add_typer(intake, name="intake")
app.add_typer(ledger, name="ledger")
if has_desk():
    from crimebook.zones.cli.desk import add_desk

    add_desk(app)


@app.command("version")
def version() -> None:
    """Print the version."""
    print_line(__version__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; say an error of ours in one line, without a trace."""
    try:
        app(book_first(list(sys.argv[1:] if arguments is None else arguments)))
    except CrimebookError as error:
        say_error(error)
        raise SystemExit(1) from error


def book_first(arguments: list[str]) -> list[str]:
    """Return the arguments with ``--book BOOK`` at the front, wherever it stood before a lone ``--``."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for position, argument in enumerate(arguments[:end]):
        if argument == "--book" and position + 1 < end:
            rest = arguments[:position] + arguments[position + 2 :]
            return ["--book", arguments[position + 1], *rest]
        if argument.startswith("--book="):
            return [argument, *arguments[:position], *arguments[position + 1 :]]
    return arguments
