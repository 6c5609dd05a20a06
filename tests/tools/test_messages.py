"""The tool of the catalogues: what it collects, and what it refuses."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from tools import messages


def wrong(template: Catalog, said: dict[object, object], **flags: object) -> list[str]:
    catalog = Catalog(locale="be")
    catalog.mime_headers = messages._headers("be")
    for key, text in said.items():
        catalog.add(key, text, **flags)  # type: ignore[arg-type]
    return messages.check_catalog(template, catalog, "be")


@pytest.fixture
def template() -> Catalog:
    catalog = Catalog()
    catalog.add("at %(time)s")
    catalog.add("{metres} m away")
    catalog.add(("%(n)s day", "%(n)s days"))
    return catalog


DAYS = ("%(n)s дзень", "%(n)s дні", "%(n)s дзён", "%(n)s дня")
GOOD = {"at %(time)s": "у %(time)s", "{metres} m away": "за {metres} м", ("%(n)s day", "%(n)s days"): DAYS}


def test_a_whole_catalogue_has_no_fault(template: Catalog) -> None:
    assert wrong(template, GOOD) == []


def test_a_missing_key_is_named(template: Catalog) -> None:
    said = {key: text for key, text in GOOD.items() if key != "at %(time)s"}
    assert wrong(template, said) == ["be: missing: 'at %(time)s'"]


def test_an_empty_translation_is_a_fault(template: Catalog) -> None:
    assert "empty" in wrong(template, {**GOOD, "at %(time)s": ""})[0]


def test_a_missing_plural_form_is_a_fault(template: Catalog) -> None:
    assert "empty" in wrong(template, {**GOOD, ("%(n)s day", "%(n)s days"): (*DAYS[:3], "")})[0]


@pytest.mark.parametrize("text", ["у", "у %(hour)s", "у %(time)s %(day)s"])
def test_other_placeholders_are_a_fault(template: Catalog, text: str) -> None:
    assert "placeholders" in wrong(template, {**GOOD, "at %(time)s": text})[0]


def test_other_braces_are_a_fault(template: Catalog) -> None:
    assert "placeholders" in wrong(template, {**GOOD, "{metres} m away": "за {meters} м"})[0]


def test_what_nobody_says_is_a_fault(template: Catalog) -> None:
    assert wrong(template, {**GOOD, "gone": "няма"}) == ["be: nobody says it any more: 'gone'"]


def test_a_fuzzy_guess_is_a_fault(template: Catalog) -> None:
    assert all("fuzzy" in fault for fault in wrong(template, GOOD, flags=["fuzzy"]))


def test_reasons_gettext_and_templates_are_collected(tmp_path: Path) -> None:
    sources = tmp_path / "src/crimebook"
    (sources / "templates").mkdir(parents=True)
    (sources / "one.py").write_text('reason("{a} m " "away", a=1)\ngettext("Hello")\n', encoding="utf-8")
    (sources / "templates/page.html").write_text('{% translate "Page" %}', encoding="utf-8")
    assert {message.id for message in messages.collect(sources) if message.id} == {
        "{a} m away",
        "Hello",
        "Page",
    }


def test_a_reason_without_a_literal_text_is_refused(tmp_path: Path) -> None:
    sources = tmp_path / "src/crimebook"
    sources.mkdir(parents=True)
    (sources / "one.py").write_text("reason(words)\n", encoding="utf-8")
    with pytest.raises(messages.UnreadableError, match=r"one\.py:1"):
        messages.collect(sources)


def test_collecting_twice_changes_nothing() -> None:
    template = messages.collect()
    known = messages._read("desk", "be")
    once = messages.merge(template, known, "be")
    assert [(each.id, each.string) for each in messages.merge(template, once, "be")] == [
        (each.id, each.string) for each in once
    ]


def test_each_zone_has_the_messages_that_its_pages_say() -> None:
    said = Catalog()
    said.add("Leave this page", locations=[("src/crimebook/zones/intake/templates/intake/base.html", 1)])
    said.add("Overview", locations=[("src/crimebook/zones/desk/templates/desk/base.html", 1)])
    said.add("Language", locations=[(f"src/crimebook/zones/{zone}/base.html", 1) for zone in messages.ZONES])
    ids = {zone: {each.id for each in messages.of_zone(said, zone) if each.id} for zone in messages.ZONES}
    assert ids["intake"] == {"Leave this page", "Language"}
    assert ids["desk"] == {"Overview", "Language"}
