"""What an import would bring, without bringing it: every row parsed, the first ones read to the end."""

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass

from crimebook.exchange.accounts import Account, parse_accounts
from crimebook.exchange.mapped import mapped_format
from crimebook.exchange.mapping import Mapping
from crimebook.exchange.tables import Refusal
from crimebook.stores.register.queries.sources import digests_of
from crimebook.stores.register.records import NewAct, Staged
from crimebook.stores.register.window_rows import WindowRecord
from crimebook.stores.staging.files import SourceFile
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.windows import TimeBasis, Window
from crimebook.work.importing.citing import cite
from crimebook.work.importing.context import ImportContext
from crimebook.work.importing.kinds import Kind, partner_kind

SHOWN_ROWS = 20
SHOWN_REFUSALS = 10
TRIED_ROWS = 2_000
"""Rows whose places and times are read; a person waits for it."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it would be read, or why it would not come in."""

    number: int
    title: str = ""
    window: Window | None = None
    place_name: str = ""
    acts: tuple[NewAct, ...] = ()
    links: tuple[str, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The sums of an import to be: ``new``, ``known`` and ``refused`` are all ``rows``.

    ``changed`` of the known have other words than before. ``tried`` rows were read to the end; of them
    ``without_time`` and ``without_place`` stay unknown, and ``uncoded`` labels stay words. ``named`` rows say
    something that leads to a person; what that is is not here.
    """

    rows: int
    tried: int
    new: int
    known: int
    changed: int
    refused: int
    shown: tuple[ReadRow, ...]
    refusals: tuple[Refusal, ...]
    without_time: int
    without_place: int
    uncoded: tuple[str, ...]
    named: int


def preview_file(file: SourceFile, mapping: Mapping, context: ImportContext) -> Outlook:
    """Return what an import of a mapped file would bring; raise `TableError` where it is no such table."""
    partner = mapped_format(mapping)
    parsed = parse_accounts(partner, file.content)
    staged, misfits = _stage(partner_kind(partner), parsed.records[:TRIED_ROWS], context)
    refusals = tuple(sorted((*parsed.refusals, *misfits), key=lambda each: each.row))
    unfit = {each.row for each in misfits}
    fitting = [each for each in parsed.records if each.row.number not in unfit]
    known = digests_of(mapping.name, partner.name, [each.external_id for each in fitting])
    fates = [_fate(each, known) for each in fitting]
    windows = [records[0].window for _, each in staged if (records := _windows(each))]
    acts = [act for _, each in staged for act in _acts(each)]
    return Outlook(
        rows=parsed.rows,
        tried=min(len(parsed.records), TRIED_ROWS) + len(parsed.refusals),
        new=fates.count("new"),
        known=len(fates) - fates.count("new"),
        changed=fates.count("changed"),
        refused=len(refusals),
        shown=_first_rows(staged, refusals),
        refusals=refusals[:SHOWN_REFUSALS],
        without_time=sum(window.basis is TimeBasis.UNKNOWN for window in windows),
        without_place=sum(not window.is_placed for window in windows),
        uncoded=tuple(dict.fromkeys(act.source_label for act in acts if not act.code)),
        named=sum(bool(each.row.apart) for each in fitting),
    )


def _stage(
    kind: Kind, accounts: Sequence[Account], context: ImportContext
) -> tuple[list[tuple[Account, Staged]], list[Refusal]]:
    staged: list[tuple[Account, Staged]] = []
    misfits: list[Refusal] = []
    for account in accounts:
        try:
            staged.append((account, kind.stage(account, context)))
        except InvalidValueError as error:
            misfits.append(Refusal(account.row.number, "row", error.fault))
    return staged, misfits


def _fate(account: Account, known: Pairs[str, str]) -> str:
    digest = known.get(account.external_id)
    if digest is None:
        return "new"
    return "known" if digest == cite(account.row, account.external_id).digest else "changed"


def _first_rows(staged: list[tuple[Account, Staged]], refusals: tuple[Refusal, ...]) -> tuple[ReadRow, ...]:
    read = [_read_row(account, each) for account, each in staged[:SHOWN_ROWS]]
    refused = [ReadRow(each.row, refusal=each) for each in refusals[:SHOWN_ROWS]]
    return tuple(sorted((*read, *refused), key=lambda row: row.number)[:SHOWN_ROWS])


def _read_row(account: Account, staged: Staged) -> ReadRow:
    windows = _windows(staged)
    return ReadRow(
        number=account.row.number,
        title=getattr(staged.record, "title", account.title),
        window=windows[0].window if windows else None,
        place_name=windows[0].place_name if windows else "",
        acts=_acts(staged),
        links=tuple(link.url for link in account.links),
    )


def _windows(staged: Staged) -> tuple[WindowRecord, ...]:
    """Return the windows of a record; a unit has none."""
    windows: tuple[WindowRecord, ...] = getattr(staged.record, "windows", ())
    return windows


def _acts(staged: Staged) -> tuple[NewAct, ...]:
    acts: tuple[NewAct, ...] = getattr(staged.record, "acts", ())
    return acts
