"""Help pages, the interviewer's notes and the operator's contacts."""

import pytest
from tests.asking.strategies import FORM

from crimebook.asking.contacts import load_contact_kinds, read_contacts
from crimebook.asking.pages import PROTOCOLS, BlockKind, load_notes, load_pages
from crimebook.terms.errors import InvalidValueError, NotFoundError

PAGES = load_pages()
OPERATORS = """
[[contacts]]
kind = "medical"
en = "A clinic"
ru = "Клиника"
be = "Клініка"
reach = ["+000 00 000", "room 4"]
note_en = "Evenings"
note_ru = "Вечером"
note_be = "Вечарам"
"""


def doors(page: str) -> list[str]:
    return [block.door for block in PAGES[page].blocks if block.door]


def test_the_first_page_says_what_it_is_and_helps_before_it_asks():
    page = PAGES["first"]
    assert page.blocks[0].kind is BlockKind.PARAGRAPH
    assert doors("first") == ["danger", "protection", "report", "return", "check", "under_18"]
    assert page.includes == ("first_day",)
    contacts = [block.contacts for block in PAGES["first_day"].blocks if block.contacts]
    assert contacts == ["medical", "psychological", "legal"]


def test_danger_offers_the_way_out_before_the_way_on():
    assert doors("danger") == ["leave", "first_day", "go_on"]
    assert PAGES["danger"].blocks[0].kind is BlockKind.WARNING


@pytest.mark.parametrize(
    "page", ["danger", "under_18", "medic_no_consent", "insider_lawyer", "consent_limits"]
)
def test_a_page_that_interrupts_can_be_passed(page):
    assert "go_on" in doors(page)


def test_the_protection_page_names_what_cannot_be_protected():
    page = PAGES["protection"]
    said = " ".join(
        [block.texts.get("en", "") for block in page.blocks]
        + [item["en"] for block in page.blocks for item in block.items]
    )
    for word in ("this phone contacted us", "Tor", "JavaScript", "twelve words", "no key"):
        assert word in said


def test_the_exit_page_says_nothing_about_us():
    page = PAGES["exit"]
    said = " ".join([page.titles["en"], *(block.texts["en"] for block in page.blocks)]).lower()
    assert not {"book", "crime", "report", "safe"} & set(said.replace(".", "").split())
    assert doors("exit") == []


def test_every_section_has_notes_for_an_interviewer():
    notes = load_notes()
    assert set(notes) == {"interview", *(section.id for section in FORM.sections)}
    assert all(notes.values())
    assert {note.protocol for each in notes.values() for note in each} == set(PROTOCOLS)


def test_no_contact_is_shipped_and_each_kind_has_words_for_that():
    shipped = load_contact_kinds()
    assert shipped.contacts == ()
    for kind in shipped.kinds:
        assert shipped.of_kind(kind.code) == ()
        assert kind.empty["be"]


def test_the_operators_contacts_are_read():
    contacts = read_contacts(OPERATORS, "contacts.toml")
    (clinic,) = contacts.of_kind("medical")
    assert clinic.reach == ("+000 00 000", "room 4")
    assert clinic.notes["be"] == "Вечарам"
    assert contacts.of_kind("legal") == ()
    with pytest.raises(NotFoundError, match="no kind of contact 'magic'"):
        contacts.of_kind("magic")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('kind = "medical"', 'kind = "magic"', "a kind of medical.*our.toml, contacts 1"),
        ('reach = ["+000 00 000", "room 4"]', "reach = []", "at least one way to reach them"),
        ('be = "Клініка"', "", "a text in each of en, ru, be"),
        ('kind = "medical"', 'kind = "medical"\nphone = "1"', "keys among"),
    ],
)
def test_a_damaged_list_of_contacts_is_refused(old, new, complaint):
    with pytest.raises(InvalidValueError, match=complaint):
        read_contacts(OPERATORS.replace(old, new), "our.toml")
