"""What the intake's scripts are given: the form, the pages of help and the short texts, as one JSON value.

It is the same in the browser and in the form that works without a server. Nothing of it is secret, and it is
fetched whole, so that which page somebody reads shows to nobody.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from crimebook.asking.contacts import Contacts
from crimebook.asking.exported import form_value
from crimebook.asking.pages import Block, BlockKind, Page, load_pages
from crimebook.asking.questionnaire import Questionnaire
from crimebook.asking.tables import Table, Texts
from crimebook.stores.intake.folder import KnownPlace
from crimebook.terms.canonical import canonical_json
from crimebook.zones.intake.parting import parted

WORDS = "script_words.toml"


def script_value(
    form: Questionnaire, language: str, contacts: Contacts, places: Sequence[KnownPlace] = ()
) -> dict[str, Any]:
    """Return everything a script says and asks, in one language."""
    return {
        "language": language,
        "form": packed_form(form, language),
        "pages": {name: _page(page, language, contacts) for name, page in load_pages().items()},
        "places": [{"code": each.code, "label": each.label(language)} for each in places],
        "texts": {key: texts[language] for key, texts in script_words().items()},
    }


def packed_form(form: Questionnaire, language: str) -> dict[str, Any]:
    """Return the exported form with every question in it once: a way names its questions by number.

    Most questions are the same on most ways; written out for each they are six times as long.
    """
    value = form_value(form, language)
    numbers: dict[bytes, int] = {}
    questions: list[dict[str, Any]] = []
    for way in value["ways"]:
        for at, question in enumerate(way["questions"]):
            if form.question(question["id"]).vocabulary:
                # Definitions of terms are for those who code; the pages without scripts leave them out too.
                question["options"] = [{**each, "hint": ""} for each in question["options"]]
            parts = parted(form, form.question(question["id"]), way["id"], language)
            question["parts_of_options"] = [
                {"title": part.title, "codes": [each.code for each in part.options]}
                for part in parts
                if part.title
            ]
            key = canonical_json(question)
            if key not in numbers:
                numbers[key] = len(questions)
                questions.append(question)
            way["questions"][at] = numbers[key]
    return {**value, "questions": questions}


@cache
def script_words() -> Mapping[str, Texts]:
    """Return the short texts of the scripts by their keys."""
    return Table.read(files("crimebook.zones.intake"), WORDS).texts_by_key()


def _page(page: Page, language: str, contacts: Contacts) -> dict[str, Any]:
    return {
        "title": page.titles[language],
        "blocks": [_block(block, language, contacts) for block in page.blocks],
        "includes": list(page.includes),
    }


def _block(block: Block, language: str, contacts: Contacts) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": block.kind.value, "text": block.texts.get(language, "")}
    if block.kind is BlockKind.LIST:
        said["items"] = [item[language] for item in block.items]
    elif block.kind is BlockKind.DOOR:
        said["door"] = block.door
    elif block.kind is BlockKind.CONTACTS:
        kind = contacts.kind(block.contacts)
        named = contacts.of_kind(block.contacts)
        said["text"] = kind.labels[language]
        said["items"] = [] if named else [kind.empty[language]]
        said["contacts"] = [
            {
                "name": each.names[language],
                "reach": list(each.reach),
                "note": each.notes.get(language, ""),
            }
            for each in named
        ]
    return said
