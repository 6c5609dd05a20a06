"""``crimebook learn``: clocks of cameras and the lag of posting, from what people confirmed."""

from typing import Annotated

import typer

from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import enter_book, now, progress_of, say


def learn(*, json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False) -> None:
    """Learn clocks and the lag of posting from what was confirmed; match again afterwards."""
    folder = enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.learning import learn as learn_all

    with progress_of("learn", folder) as progress:
        report = learn_all(operator(), at=now(), progress=progress)
    say(f"{report.clocks} clocks of {report.cameras} cameras are learnt; {report.moved} recordings moved")
    say(str(report.lag))
    if json:
        print_json(
            {
                "cameras": report.cameras,
                "clocks": report.clocks,
                "moved": report.moved,
                "lag": str(report.lag),
            }
        )
