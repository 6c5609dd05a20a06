"""``crimebook match``: which recordings and messages the windows of incidents allow."""

from dataclasses import asdict
from typing import Annotated

import typer

from crimebook.stores.folder.book import BookFolder
from crimebook.zones.cli.learning import run_learning, say_untaught
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import enter_book, now, progress_of, say
from crimebook.zones.cli.settling import count_again


def match(
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
    memory: Annotated[str, typer.Option(help="Memory for windows and candidates, such as 1GB.")] = "1GB",
    learn: Annotated[
        bool,
        typer.Option("--learn", help="Learn clocks from verdicts and files before: that moves recordings."),
    ] = False,
) -> None:
    """Match what is new since the last time. Stop at any moment; the next run goes on from there."""
    folder = enter_book()
    if learn:
        run_learning(folder)
    report = run_matching(folder, memory=memory)
    say_untaught()
    if json:
        print_json(report)


def run_matching(folder: BookFolder, *, memory: str = "1GB") -> dict[str, int | str]:
    """Match what is new and say what was found."""
    from crimebook.work.actors import operator
    from crimebook.work.matching import match_book

    with progress_of("match", folder) as progress:
        report = match_book(
            operator(),
            at=now(),
            memory_limit=memory,
            spill_folder=folder.spill_folder,
            lake_folder=folder.lake_folder,
            progress=progress,
            # One bar: a terminal shows no two at a time.
            keeping=progress,
        )
    if report.remade:
        say(f"the lake was made again from the register: {report.remade}")
    count_again(folder)
    say(
        f"matched {report.windows} windows of {report.windows_in_all}: {report.candidates} candidates, "
        f"{report.matches} matches stored",
    )
    return asdict(report)
