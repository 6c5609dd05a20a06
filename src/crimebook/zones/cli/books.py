"""``crimebook init``, ``sample``, ``sign-in``, ``serve``: a book from nothing to a page."""

import os
import secrets
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from crimebook.stores.folder.book import BookFolder, create_book
from crimebook.terms.ids import SourceName
from crimebook.terms.instants import parse_zone
from crimebook.zones.cli.importing import place_again
from crimebook.zones.cli.ledger import publish_interval
from crimebook.zones.cli.scenario import bring_scenario
from crimebook.zones.cli.session import (
    BOOK_VARIABLE,
    book_path,
    enter_any_book,
    has_book,
    now,
    progress_of,
    say,
)
from crimebook.zones.cli.settling import settle_book
from crimebook.zones.cli.unlocking import desk_folders


def init(
    book: Annotated[Path, typer.Argument(help="The folder to make.")],
    name: Annotated[str, typer.Option(help="What the book is called.")] = "Belarus, August 2020",
    zone: Annotated[str, typer.Option(help="The time zone whose days the book speaks of.")] = "Europe/Minsk",
) -> None:
    """Make a new, empty book with its register and the gazetteer that ships."""
    make_book(book, name, parse_zone(zone).key)
    say(f"book made: {book}")


def make_book(path: Path, name: str, zone: str) -> BookFolder:
    """Make a book's folder, its register, its operator, the key that signs its events, and its gazetteer."""
    create_book(path, name=name, zone=zone, secret=secrets.token_urlsafe(48))
    os.environ[BOOK_VARIABLE] = str(path.resolve())
    folder = enter_any_book()
    from crimebook.stores.register.upgrading import take_steps
    from crimebook.work.actors import ensure_operator, operator
    from crimebook.work.signers import enrol_zone
    from crimebook.work.signing import signer_of

    take_steps()
    folder.register_file.touch(mode=0o600)
    folder.register_file.chmod(0o600)
    ensure_operator()
    # The first event of the book, which all others can be checked by.
    enrol_zone(operator(), signer_of(folder.vault_folder).key_id, at=now())
    bring_gazetteer()
    return folder


def upgrade() -> None:
    """Bring the register of a book that an older program made up to this one. Copy the book first."""
    upgrade_book(enter_any_book())


def upgrade_book(folder: BookFolder) -> None:
    """Take the steps that the register wants, and say how many."""
    from crimebook.work.actors import operator
    from crimebook.work.upgrading import upgrade

    taken = upgrade(operator(), at=now())
    say(f"{folder.path}: {len(taken)} steps taken" if taken else f"{folder.path}: nothing to be done")


def bring_gazetteer() -> None:
    """Take in the gazetteer that ships; what the book already has of it stays as it is."""
    from crimebook.work.actors import operator
    from crimebook.work.importing.gazetteers import import_gazetteer
    from crimebook.work.importing.importer import Delivery
    from crimebook.work.sampling import GAZETTEER_FILES, GAZETTEER_SOURCE, sample_file

    for name in GAZETTEER_FILES:
        import_gazetteer(Delivery(sample_file(name), SourceName(GAZETTEER_SOURCE), operator(), now()))


def sample() -> None:
    """Make the sample book, or bring it up to date: documented cases, invented recordings around them."""
    folder = _sample_folder()
    from crimebook.work.actors import operator
    from crimebook.work.importing.context import open_context
    from crimebook.work.importing.importer import Delivery, import_file
    from crimebook.work.sampling import SAMPLE_FILES, sample_file

    for each in SAMPLE_FILES:
        at = now()
        with progress_of(f"sample: {each.name}", folder) as progress:
            report = import_file(
                each.kind,
                Delivery(sample_file(each.name), SourceName(each.source), operator(), at),
                open_context(folder.zone, at.date()),
                rejects_folder=folder.rejects_folder,
                progress=progress,
            )
        say(f"{each.source}: {report.tally}")
    _bring_officers(folder)
    _bring_invented_night(folder)
    _bring_sealed_reports(folder)
    place_again(folder)
    match_book(folder)
    settle_book(folder, rows=0)
    published = publish_interval(folder, lambda: None)
    say(f"ledger: {published.checkpoint.size} leaves published, {published.waiting} wait")


def _bring_invented_night(folder: BookFolder) -> None:
    """Take in a small scenario, so that the book shows how much of what is true matching finds."""
    from crimebook.work.sampling import SCENARIO_INCIDENTS, SCENARIO_SEED
    from crimebook.work.scenario import make_scenario

    with tempfile.TemporaryDirectory(prefix="crimebook-") as passing:
        path = Path(passing) / "scenario"
        with progress_of("sample: an invented night", folder) as progress:
            make_scenario(
                path, seed=SCENARIO_SEED, incidents=SCENARIO_INCIDENTS, processes=1, progress=progress
            )
        bring_scenario(path, folder)


def _bring_officers(folder: BookFolder) -> None:
    """Tell what is alleged of officers who do not exist, and propose who of them may be one person."""
    from crimebook.work.actors import operator
    from crimebook.work.persons.proposing import propose
    from crimebook.work.sample_officers import bring_sample_allegations

    told = bring_sample_allegations(operator(), at=now())
    found = propose(operator(), at=now(), memory_limit="1GB", spill_folder=folder.spill_folder)
    say(f"invented officers: {found.mentions} mentions, {found.pairs} pairs proposed, {told} allegations")


def _bring_sealed_reports(folder: BookFolder) -> None:
    """Lay out an intake, and take in a few invented reports by the whole way of a real one."""
    from crimebook.work.actors import operator
    from crimebook.work.importing.context import open_context
    from crimebook.work.sample_reports import SamplePlaces, bring_sample_reports, make_sample_intake

    at = now()
    places = SamplePlaces(desk_folders(folder), folder.root_folder, folder.intake_folder)
    desk = make_sample_intake(places, name=folder.name, at=at, random=secrets.token_bytes)
    with progress_of("sample: sealed reports", folder) as progress:
        opening = bring_sample_reports(
            desk, folder.intake_folder, operator(), open_context(folder.zone, at.date()), at=at
        )
        progress(1, 1)
    say(f"sealed reports: {len(opening.opened)} opened, {len(opening.refused)} refused")


def _sample_folder() -> BookFolder:
    """Return the sample book's folder, its gazetteer up to date."""
    if not has_book():
        return make_book(book_path(), "Belarus, August 2020 (sample)", "Europe/Minsk")
    folder = enter_any_book()
    upgrade_book(folder)
    bring_gazetteer()
    return folder


def match_book(folder: BookFolder) -> None:
    """Match what is new in the book and say what was found."""
    from crimebook.zones.cli.matching import run_matching

    run_matching(folder)
