"""Help pages in one language, with the operator's contacts in their places and the doors' addresses."""

from dataclasses import dataclass

from django.urls import reverse

from crimebook.asking.pages import Block, BlockKind, load_pages
from crimebook.work.receiving.intake import Intake


@dataclass(frozen=True, slots=True)
class Help:
    """One whom one can turn to."""

    name: str
    reach: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A block ready for its page: ``kind`` says how; a door has ``url``, or none where it is a button."""

    kind: str
    text: str
    items: tuple[str, ...] = ()
    contacts: tuple[Help, ...] = ()
    door: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A page of help; ``included`` are the pages that are shown after it."""

    id: str
    title: str
    blocks: tuple[Shown, ...]
    included: tuple["HelpPage", ...] = ()

    @property
    def doors(self) -> tuple[Shown, ...]:
        """The blocks that lead elsewhere."""
        return tuple(block for block in self.blocks if block.door)

    @property
    def words(self) -> tuple[Shown, ...]:
        """The blocks that are to be read."""
        return tuple(block for block in self.blocks if not block.door)


def help_page(name: str, language: str, house: Intake) -> HelpPage:
    """Return a page by its id, or raise `KeyError`."""
    page = load_pages()[name]
    blocks = (_shown(block, language, house) for block in page.blocks)
    return HelpPage(
        page.id,
        page.titles[language],
        tuple(block for block in blocks if block is not None),
        tuple(help_page(each, language, house) for each in page.includes),
    )


def _shown(block: Block, language: str, house: Intake) -> Shown | None:
    text = block.texts.get(language, "")
    if block.kind is BlockKind.DOOR:
        if block.door == "offline" and not house.folder.has_offline_form():
            return None
        url = "" if block.door == "go_on" else reverse(block.door)
        return Shown("door", text, door=block.door, url=url)
    if block.kind is BlockKind.CONTACTS:
        kind = house.contacts.kind(block.contacts)
        named = tuple(
            Help(each.names[language], each.reach, each.notes.get(language, ""))
            for each in house.contacts.of_kind(block.contacts)
        )
        empty = () if named else (kind.empty[language],)
        return Shown("contacts", kind.labels[language], items=empty, contacts=named)
    return Shown(block.kind.value, text, tuple(item[language] for item in block.items))
