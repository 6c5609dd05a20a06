"""The operator's list of help: whom to turn to, by kind of help. We ship none, and invent none.

The operator's file, TOML, has one ``[[contacts]]`` for each: ``kind``, a name in each language, ``reach`` (a
list of what to dial, open or where to go, shown as written), and a note in each language if there is one.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from crimebook.asking.tables import Table, Texts
from crimebook.terms.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class ContactKind:
    """A kind of help: its ``labels``, and the ``empty`` words said where the operator names nobody."""

    code: str
    labels: Texts = field(hash=False)
    empty: Texts = field(hash=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """One who helps."""

    kind: str
    names: Texts = field(hash=False)
    reach: tuple[str, ...]
    notes: Texts = field(hash=False)


@dataclass(frozen=True, slots=True)
class Contacts:
    """The kinds of help, and the operator's contacts in the order of the file."""

    kinds: tuple[ContactKind, ...]
    contacts: tuple[Contact, ...] = ()

    def kind(self, code: str) -> ContactKind:
        """Return a kind, or raise `NotFoundError`."""
        for kind in self.kinds:
            if kind.code == code:
                return kind
        raise NotFoundError(
            f"no kind of contact {code[:40]!r}; there are {[each.code for each in self.kinds]}"
        )

    def of_kind(self, code: str) -> tuple[Contact, ...]:
        """Return the contacts of a kind; there may be none."""
        self.kind(code)
        return tuple(each for each in self.contacts if each.kind == code)


@cache
def load_contact_kinds() -> Contacts:
    """Return the kinds of help without any contact: what is shown until an operator names some."""
    table = Table.read(files("crimebook.asking") / "pages", "contacts.toml")
    kinds = []
    for row in table.tables("kinds"):
        kinds.append(ContactKind(row.text("code"), row.texts(), row.texts("empty_")))
        row.close()
    table.close()
    return Contacts(tuple(kinds))


def read_contacts(text: str, file: str) -> Contacts:
    """Read the operator's file, or raise `InvalidValueError` that names ``file`` and the entry."""
    known = load_contact_kinds()
    table = Table.parse(text, file)
    contacts = tuple(_contact(row, known) for row in table.tables("contacts"))
    table.close()
    return Contacts(known.kinds, contacts)


def _contact(row: Table, known: Contacts) -> Contact:
    codes = [each.code for each in known.kinds]
    kind = row.text("kind")
    if kind not in codes:
        raise row.error(f"a kind of {', '.join(codes)}", repr(kind[:40]))
    contact = Contact(kind, row.texts(), row.words("reach"), row.texts("note_", is_needed=False))
    if not contact.reach:
        raise row.error("at least one way to reach them", "none")
    row.close()
    return contact
