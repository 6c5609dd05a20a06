"""Papers on the pages: each section only where something is told, and nothing said that was not."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.zones.desk import cast, papers_of_cast

from crimebook.terms.codebook import Codebook
from crimebook.terms.intervals import FourPoint
from crimebook.work.reading.papers import NO_PAPERS
from crimebook.zones.desk.templatetags.papers import count_said, leg_name, leg_of, told
from crimebook.zones.desk.views import incidents, units

INCIDENT = f"incidents/{cast.INCIDENT_REF}/"
UNIT = f"units/{cast.UNIT_REF}/"
SECTIONS = (
    "retracted",
    "itinerary",
    "medicine",
    "deaths",
    "orders",
    "descriptions",
    "identifications",
    "consent",
)


def text(visitor: Client, page: str, language: str = "en") -> str:
    return visitor.get(f"/{language}/{page}").content.decode()


@pytest.fixture
def without_papers(cast_desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(cast.incident(), papers=NO_PAPERS, windows=(cast.seen(),))
    monkeypatch.setattr(incidents.reading, "open_incident", lambda *_, **__: bare)
    bare_unit = replace(cast.unit(), papers=type(cast.unit().papers)())
    monkeypatch.setattr(units.reading, "open_unit", lambda *_, **__: bare_unit)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_there_where_something_is_told(visitor: Client, section: str) -> None:
    assert f'<h2 id="{section}">' in text(visitor, INCIDENT)


@pytest.mark.usefixtures("without_papers")
def test_without_papers_only_the_absence_of_consent_is_said(visitor: Client) -> None:
    page = text(visitor, INCIDENT)
    assert [section for section in SECTIONS if f'<h2 id="{section}">' in page] == ["consent"]
    assert "No consent is recorded: for analysis only." in page
    assert '<h2 id="deployments">' not in text(visitor, UNIT)


def test_a_retraction_stands_above_everything_and_says_that_pressure_is_suspected(visitor: Client) -> None:
    page = text(visitor, INCIDENT)
    assert page.index('id="retracted"') < page.index('id="when"')
    assert "Somebody suspects that this happened under pressure." in page


def test_a_leg_bears_the_letter_of_its_window_and_stands_on_map_and_strip(visitor: Client) -> None:
    page = text(visitor, INCIDENT)
    way = page[page.index('id="itinerary"') : page.index('id="medicine"')]
    assert '<span class="sign">C</span>' in way
    assert page.count(f'data-mark="w{papers_of_cast.LEG_WINDOW}"') >= 2
    assert (
        f'data-mark="w{papers_of_cast.LEG_WINDOW}"'
        not in page[: page.index('id="done"')].split('id="when"')[1]
    )


def test_a_laymans_evaluation_says_that_nobody_set_a_consistency(visitor: Client) -> None:
    page = text(visitor, INCIDENT)
    assert page.count("That is not “not consistent”.") == 1
    assert "no signs found does not mean that nothing happened" in page


@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_a_consistency_says_what_it_means(visitor: Client, language: str) -> None:
    said = Codebook.load().term("istanbul_consistency", "highly_consistent").definitions[language]
    assert said in unescape(text(visitor, INCIDENT, language))


def test_recognising_from_images_without_an_earlier_description_is_warned_of(visitor: Client) -> None:
    assert "this recognition may come from the images" in text(visitor, INCIDENT)


def test_a_consent_that_has_run_out_says_so(visitor: Client) -> None:
    page = text(visitor, INCIDENT)
    consents = page[page.index('id="consent"') :]
    assert "has run out" in consents
    assert "for all that sample-cases brought" in consents


def test_a_translation_stands_beside_its_original_in_its_own_language(visitor: Client) -> None:
    page = text(visitor, INCIDENT)
    assert '<dd lang="en">late evening</dd>' in page
    assert '<p lang="be">позна ўвечары</p>' in page
    assert "checked by nobody yet" in page


@pytest.mark.parametrize("section", ["deployments", "headcounts", "departures"])
def test_a_units_page_tells_its_papers_as_claims_with_their_sources(visitor: Client, section: str) -> None:
    page = text(visitor, UNIT)
    part = page[page.index(f'<h2 id="{section}">') :].split("</section>")[0]
    assert cast.citation().ref in part


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((10, 12), "10 to 12"),
        ((10, None), "at least 10"),
        ((None, 12), "at most 12"),
        ((None, None), "no number was reported"),
        ((0, 0), "0"),
    ],
)
def test_a_missing_count_is_said_to_be_missing(bounds: tuple[int | None, int | None], said: str) -> None:
    count = replace(cast.unit().papers.headcounts[0], at_least=bounds[0], at_most=bounds[1])
    assert count_said(count) == said


def test_an_unknown_time_is_said_to_be_unknown() -> None:
    assert told(FourPoint.unknown()) == "time unknown"
    assert "12 August 2020" in told(papers_of_cast.NOON)


def test_the_leg_of_a_window_is_found_by_the_windows_id() -> None:
    windows = cast.incident().windows
    assert leg_of(papers_of_cast.LEG_WINDOW, windows) == "Police department"
    assert leg_name(replace(windows[2], leg_step="transport")) == "Transport"
    assert leg_of(12, windows) == ""


@pytest.mark.parametrize("language", ["be", "ru"])
@pytest.mark.parametrize("page", [INCIDENT, UNIT])
def test_codes_have_words_in_every_language(visitor: Client, language: str, page: str) -> None:
    shown = text(visitor, page, language)
    for code in ("police_station", "highly_consistent", "physical.patterned_bruise", "no_air", "ill_treat"):
        assert f">{code}<" not in shown
