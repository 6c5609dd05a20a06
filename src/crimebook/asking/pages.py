"""Help pages as data: what a frightened reader needs, in three languages. Get them by `load_pages`.

A page is a title and blocks; where a block names contacts, the operator's list is shown there. A door leads
to a place that a zone knows by name. The interviewer's notes stand beside a section of the questionnaire on
the desk and name the protocol that they come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from crimebook.asking.contacts import load_contact_kinds
from crimebook.asking.tables import Table, Texts


class BlockKind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    WARNING = "warning"
    LIST = "list"
    CONTACTS = "contacts"
    DOOR = "door"


DOORS = (
    "report",
    "return",
    "check",
    "leave",
    "go_on",
    "first",
    "danger",
    "first_day",
    "first_day_young",
    "protection",
    "under_18",
    "offline",
)
"""The names of where a door leads; a zone gives each its address."""

PROTOCOLS = ("peace", "murad", "istanbul")
"""Where an interviewer's note comes from: the PEACE model, the Murad Code, the Istanbul Protocol (2022)."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: ``texts``, the ``items`` of a list, the kind of ``contacts`` or the ``door`` it leads to."""

    kind: BlockKind
    texts: Texts = field(hash=False)
    items: tuple[Texts, ...] = field(default=(), hash=False)
    contacts: str = ""
    door: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``includes`` names pages whose blocks are shown after its own."""

    id: str
    titles: Texts = field(hash=False)
    blocks: tuple[Block, ...] = field(hash=False)
    includes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """One note for an interviewer, and the ``protocol`` it follows."""

    protocol: str
    texts: Texts = field(hash=False)


@cache
def load_pages() -> Mapping[str, Page]:
    """Return the packaged pages by id."""
    folder = files("crimebook.asking") / "pages"
    index = Table.read(folder, "pages.toml")
    pages = {name: _page(Table.read(folder, f"{name}.toml"), name) for name in index.words("pages")}
    index.close()
    for page in pages.values():
        if set(page.includes) - set(pages):
            raise index.error(f"pages that {page.id} includes", ", ".join(page.includes))
    return MappingProxyType(pages)


@cache
def load_notes() -> Mapping[str, tuple[Note, ...]]:
    """Return the interviewer's notes by section of the questionnaire; "interview" are those for the whole."""
    table = Table.read(files("crimebook.asking") / "pages", "interviewer.toml")
    notes = {}
    for row in table.tables("sections"):
        notes[row.text("id")] = tuple(_note(each) for each in row.tables("notes"))
        row.close()
    table.close()
    return MappingProxyType(notes)


def _page(table: Table, name: str) -> Page:
    if table.text("id") != name:
        raise table.error(f"the name of the file, {name}", repr(table.text("id")[:40]))
    blocks = tuple(_block(row) for row in table.tables("blocks"))
    page = Page(name, table.texts(), blocks, table.words("includes"))
    table.close()
    return page


def _block(row: Table) -> Block:
    kind = row.text("kind")
    if kind not in set(BlockKind):
        raise row.error(f"a kind of {', '.join(BlockKind)}", repr(kind[:40]))
    block = Block(
        BlockKind(kind),
        row.texts(is_needed=kind not in {BlockKind.LIST, BlockKind.CONTACTS}),
        tuple(_item(each) for each in row.tables("items")),
        row.text("contacts", ""),
        row.text("door", ""),
    )
    _check_block(row, block)
    row.close()
    return block


def _check_block(row: Table, block: Block) -> None:
    """Each kind has what it needs and nothing else."""
    has = (bool(block.items), bool(block.contacts), bool(block.door))
    if has != tuple(block.kind is kind for kind in (BlockKind.LIST, BlockKind.CONTACTS, BlockKind.DOOR)):
        raise row.error(f"what a block of kind {block.kind} needs", "something else")
    if block.contacts and block.contacts not in {each.code for each in load_contact_kinds().kinds}:
        raise row.error("a kind of contact", repr(block.contacts[:40]))
    if block.door and block.door not in DOORS:
        raise row.error(f"a door of {', '.join(DOORS)}", repr(block.door[:40]))


def _item(row: Table) -> Texts:
    texts = row.texts()
    row.close()
    return texts


def _note(row: Table) -> Note:
    protocol = row.text("protocol")
    if protocol not in PROTOCOLS:
        raise row.error(f"a protocol of {', '.join(PROTOCOLS)}", repr(protocol[:40]))
    note = Note(protocol, row.texts())
    row.close()
    return note
