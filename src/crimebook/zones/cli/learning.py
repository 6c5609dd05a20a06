"""``crimebook learn``: clocks and the lag of posting, from what people confirmed and what files tell."""

from typing import Annotated

import typer

from crimebook.stores.folder.book import BookFolder
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import enter_book, now, progress_of, say


def learn(*, json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False) -> None:
    """Learn clocks and the lag of posting from what was confirmed; match again afterwards."""
    report = run_learning(enter_book())
    if json:
        print_json(report)


def run_learning(folder: BookFolder) -> dict[str, int | str]:
    """Learn what there is, and say what moved."""
    from crimebook.work.actors import operator
    from crimebook.work.learning import learn as learn_all

    with progress_of("learn", folder) as progress:
        report = learn_all(operator(), at=now(), progress=progress)
    say(
        f"{report.clocks} clocks of {report.cameras} cameras and recorders are learnt; "
        f"{report.moved} recordings and messages moved"
    )
    say(str(report.lag))
    return {
        "cameras": report.cameras,
        "clocks": report.clocks,
        "moved": report.moved,
        "lag": str(report.lag),
    }


def say_untaught() -> None:
    """Say that there are words and files that no clock was learnt from yet, and by which command it is."""
    from crimebook.work.learning import untaught

    newer = untaught()
    if newer.verdict or newer.reading:
        say(
            f"not learnt from yet: {newer.verdict} verdicts on what a named camera or recorder timed, "
            f"{newer.reading} files. They may set clocks right: crimebook learn, then match again; "
            "or crimebook match --learn"
        )
