"""``crimebook clocks``: what files tell of cameras' clocks, and what was learnt of them."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from crimebook.terms.ids import check_source_name
from crimebook.zones.cli.learning import say_untaught
from crimebook.zones.cli.printing import print_json
from crimebook.zones.cli.session import enter_book, now, print_line, progress_of, say

clocks = typer.Typer(
    help="Clocks of cameras and of who records radio traffic.", no_args_is_help=True, rich_markup_mode=None
)


@clocks.command("read")
def read(
    paths: Annotated[list[Path], typer.Argument(help="Photographs and films, or folders of them.")],
    *,
    source: Annotated[str, typer.Option(help="The source whose recordings these files are.")] = "",
    camera: Annotated[str, typer.Option(help="The camera of that source that made all of them.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Read a camera's own time beside that of GPS from files that you hold; learn afterwards."""
    if camera and not source:
        raise typer.BadParameter("--camera is the name that a source gives it: say --source as well")
    folder = enter_book()
    from crimebook.stores.staging.held_files import find_held
    from crimebook.work.actors import operator
    from crimebook.work.clock_files import Naming, read_clocks

    naming = Naming(check_source_name(source) if source else None, camera)
    with progress_of("clocks", folder) as progress:
        report = read_clocks(operator(), find_held(paths), naming, at=now(), progress=progress)
    say(f"{report.files} files: {report.telling} tell both times, {report.new} of them are new")
    for name in report.strangers:
        say(f"of no camera that the book knows: {name}; name it with --source and --camera")
    say_untaught()
    if json:
        print_json(asdict(report))


@clocks.command("list")
def list_(*, json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False) -> None:
    """Show what was learnt of clocks, and what was read from files."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.clock_files import open_clocks, open_readings

    learnt = open_clocks(operator(), at=now())
    readings = open_readings(operator(), at=now())
    if json:
        print_json(
            {"clocks": [asdict(each) for each in learnt], "readings": [asdict(each) for each in readings]}
        )
        return
    for each in learnt:
        doubts = f", {each.outliers} do not fit" if each.outliers else ""
        print_line(
            f"{each.source}:{each.name}: {each.offset_s:+.1f} s, right to {each.sigma_s:.1f} s, "
            f"from {each.origins} times{doubts}"
        )
    for row in readings:
        zone = "" if row.is_zone_known else ", zone unknown"
        print_line(
            f"reading {row.number}: {row.source}:{row.camera}: {row.ahead_s:+.1f} s, {row.read_from}{zone}"
        )


@clocks.command("take-back")
def take_back(
    number: Annotated[int, typer.Argument(help="The number of the reading, as `clocks list` prints it.")],
    *,
    why: Annotated[str, typer.Option(help="Why it is not of this camera.")],
) -> None:
    """Take back what was read from a file of another camera; learn afterwards."""
    enter_book()
    from crimebook.work.actors import operator
    from crimebook.work.clock_files import take_back_reading

    row = take_back_reading(operator(), number, why=why, at=now())
    say(f"reading {number} of camera {row.camera.name} is taken back")
    say_untaught()
