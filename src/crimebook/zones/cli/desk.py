"""The commands of the desk, added where its extra is installed."""

import typer

from crimebook.zones.cli import (
    books,
    collecting,
    commanding,
    doubling,
    finding,
    importing,
    learning,
    looking,
    matching,
    reports,
    serving,
    solving,
    windows,
)
from crimebook.zones.cli.clocks import clocks
from crimebook.zones.cli.custody import custody
from crimebook.zones.cli.evidence import evidence
from crimebook.zones.cli.identities import identities
from crimebook.zones.cli.keys import keys
from crimebook.zones.cli.members import members
from crimebook.zones.cli.persons import persons
from crimebook.zones.cli.scenario import scenario
from crimebook.zones.cli.vetting import vet


def add_desk(app: typer.Typer) -> None:
    """Add every command that works on a book."""
    app.command("init")(books.init)
    app.command("upgrade")(books.upgrade)
    app.command("import")(importing.import_files)
    app.command("mapping")(importing.draft_mapping)
    app.command("match")(matching.match)
    app.command("learn")(learning.learn)
    app.add_typer(clocks, name="clocks")
    looking.windows.command("match")(windows.match_lists)
    app.add_typer(looking.windows, name="windows")
    app.command("matches")(looking.show_matches)
    app.command("search")(finding.search)
    app.command("index")(finding.index)
    app.command("counts")(looking.show_counts)
    app.command("doubles")(doubling.show_doubles)
    app.add_typer(commanding.command, name="command")
    app.add_typer(vet, name="vet")
    app.command("places")(looking.show_places)
    app.command("unsolved")(solving.show_unsolved)
    app.command("solve")(solving.solve)
    app.command("unsolve")(solving.unsolve)
    app.command("times")(looking.show_times)
    app.command("sample")(books.sample)
    app.add_typer(scenario, name="scenario")
    app.command("sign-in")(serving.sign_in)
    app.add_typer(members, name="members")
    app.add_typer(serving.sessions, name="sessions")
    app.command("serve")(serving.serve)
    app.add_typer(persons, name="persons")
    app.add_typer(keys, name="keys")
    app.add_typer(identities, name="identities")
    app.add_typer(evidence, name="evidence")
    app.add_typer(custody, name="custody")
    app.command("collect")(collecting.collect)
    app.command("open")(reports.open_)
    app.add_typer(reports.reports, name="reports")
