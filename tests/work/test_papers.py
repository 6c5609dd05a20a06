"""Papers from a file to a page: about what is in the book, known again, superseded, matched."""

from pathlib import Path
from typing import Any

import pytest
from tests.work.book import NOW, bring, case, context, file_of, match, open_test_book, recording

from crimebook.exchange.papers.evaluations import CLINICIANS
from crimebook.stores.register import models
from crimebook.stores.register.events import chain_of
from crimebook.terms.codebook import Codebook
from crimebook.terms.digests import sha256_hex
from crimebook.terms.ids import SourceName
from crimebook.terms.windows import SubjectKind
from crimebook.work.actors import Actor
from crimebook.work.importing.gazetteers import import_gazetteer
from crimebook.work.importing.importer import Delivery
from crimebook.work.importing.papers import FINDING_VOCABULARIES, VOCABULARIES
from crimebook.work.placing import place_again
from crimebook.work.reading.incidents import open_incident
from crimebook.work.reading.recordings import open_recording
from crimebook.work.reading.units import open_unit

pytestmark = pytest.mark.django_db

EVENING = (
    "2020-08-10T22:30:00+03:00~2020-08-10T22:40:00+03:00/2020-08-10T22:45:00+03:00~2020-08-10T23:00:00+03:00"
)
UNIT = {"id": "u", "name_en": "A unit", "parent": "", "place": "", "note": ""}


@pytest.fixture(autouse=True)
def operator(tmp_path: Path) -> Actor:
    actor = open_test_book()
    bring("cases", file_of([case("1"), case("2")]), tmp_path)
    bring("institutions", file_of([UNIT]), tmp_path)
    return actor


def paper(number: str, **cells: str) -> dict[str, str]:
    return {"id": number, "is_invented": "yes", **cells}


def leg(number: str = "l1", **cells: str) -> dict[str, str]:
    plain = {
        "incident": "a-source:1",
        "leg": "1",
        "step": "police_station",
        "place_kind": "police_station",
        "place_words": "",
        "town_words": "",
        "lat": "53.95",
        "lon": "27.70",
        "radius_m": "60",
        "time": EVENING,
        "counsel": "no",
        "conditions": "cold|no_air",
    }
    return paper(number, **{**plain, **cells})


ABOUT = {"incident": "a-source:1"}
ROWS: dict[str, dict[str, str]] = {
    "detentions": leg(),
    "evaluations": paper(
        "m1",
        **ABOUT,
        qualification="physician",
        setting="clinic",
        findings="physical.bruise/back/two lines",
        physical="bruises",
        consistency="consistent",
    ),
    "deaths": paper("k1", **ABOUT, cause="not told", in_custody="yes"),
    "orders": paper("o1", **ABOUT, words="Stop", answer="refused", kind="ill_treat"),
    "descriptions": paper("p1", **ABOUT, of_whom="the tall one", feature="voice", words="hoarse"),
    "identifications": paper("r1", **ABOUT, procedure="album", images_shown="ten", described_first="no"),
    "translations": paper("t1", citation_of="a-source:1", field="time_text", to_language="be", text="позна"),
    "retractions": paper("u1", citation_of="a-source:1", reason="fear", coercion_suspected="yes"),
    "consents": paper("c1", citation_of="a-source:1", purpose="analysis", answer="granted", words=""),
    "headcounts": paper("h1", unit="u", unit_words="", at_least="10", at_most=""),
    "departures": paper("d1", unit="a-source:u", unit_words="", kind="resigned", persons="3"),
    "deployments": paper(
        "g1", unit="u", unit_words="", callsigns="A|B", lat="53.9", lon="27.5", radius_m="99", time=EVENING
    ),
}
TABLES: dict[str, Any] = {
    "detentions": models.DetentionLeg,
    "evaluations": models.MedicalEvaluation,
    "deaths": models.Death,
    "orders": models.Order,
    "descriptions": models.Description,
    "identifications": models.Identification,
    "translations": models.Translation,
    "retractions": models.Retraction,
    "consents": models.Consent,
    "headcounts": models.Headcount,
    "departures": models.Departure,
    "deployments": models.Deployment,
}


def bring_papers(kind: str, folder: Path, *rows: dict[str, str]) -> Any:
    return bring(kind, file_of(rows or (ROWS[kind],)), folder, source="papers")


@pytest.mark.parametrize("kind", ROWS)
def test_a_paper_comes_in_with_its_words_and_an_event(kind: str, tmp_path: Path) -> None:
    report = bring_papers(kind, tmp_path)
    assert (report.tally.rows, report.tally.new) == (1, 1), report.refusals
    row = TABLES[kind].objects.get()
    assert row.is_invented
    cited = row.told_in if kind == "consents" else row.citation
    assert dict(cited.words) == ROWS[kind]
    assert len(chain_of("source:papers")) == 1


@pytest.mark.parametrize("kind", ROWS)
def test_the_same_papers_again_add_nothing(kind: str, tmp_path: Path) -> None:
    bring_papers(kind, tmp_path)
    counted = (TABLES[kind], models.Citation, models.Window, models.MedicalFinding)
    before = [table.objects.count() for table in counted]
    again = bring_papers(kind, tmp_path)
    assert (again.tally.new, again.tally.known) == (0, 1)
    assert [table.objects.count() for table in counted] == before


@pytest.mark.parametrize("kind", ROWS)
def test_changed_words_are_changed_and_the_old_ones_come_back_as_they_were(kind: str, tmp_path: Path) -> None:
    other = {**ROWS[kind], "note": "another wording"}
    bring_papers(kind, tmp_path, {**ROWS[kind], "note": ""})
    changed = bring_papers(kind, tmp_path, other)
    assert (changed.tally.new, changed.tally.changed) == (0, 1)
    back = bring_papers(kind, tmp_path, {**ROWS[kind], "note": ""})
    assert back.tally.changed == 1
    again = bring_papers(kind, tmp_path, {**ROWS[kind], "note": ""})
    assert (again.tally.known, again.tally.changed) == (1, 0)
    assert models.Citation.objects.filter(source__name="papers").count() == 2
    if kind != "consents":
        assert TABLES[kind].objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (kind, field)
        for kind, row in ROWS.items()
        for field in ("incident", "citation_of", "unit")
        if row.get(field)
    ],
)
def test_a_paper_about_nothing_in_the_book_is_refused_with_its_remedy(
    kind: str, field: str, tmp_path: Path
) -> None:
    report = bring_papers(kind, tmp_path, {**ROWS[kind], field: "elsewhere:9"})
    (refusal,) = report.refusals
    assert (refusal.row, refusal.field) == (2, field)
    assert "import its list first" in refusal.fault.remedy
    assert not TABLES[kind].objects.exists()


CODED = [
    (kind, field, vocabulary)
    for kind, fields in VOCABULARIES.items()
    for field, vocabulary in fields.items()
    if field != "answer" or kind == "orders"
]


@pytest.mark.parametrize(("kind", "field", "vocabulary"), CODED)
def test_an_unknown_code_is_refused_and_its_vocabulary_named(
    kind: str, field: str, vocabulary: str, tmp_path: Path
) -> None:
    changed = {**ROWS[kind], field: "no_such_code"}
    if kind == "evaluations":
        changed["consistency"] = changed["consistency"] if field == "consistency" else ""
    (refusal,) = bring_papers(kind, tmp_path, changed).refusals
    assert (refusal.field, vocabulary in refusal.fault.expected) == (field, True)


def test_codes_of_findings_are_checked_too(tmp_path: Path) -> None:
    row = {**ROWS["evaluations"], "findings": "physical.bruise/no_such_region"}
    (refusal,) = bring_papers("evaluations", tmp_path, row).refusals
    assert (refusal.field, "body_regions" in refusal.fault.expected) == ("findings", True)


def test_every_vocabulary_of_papers_is_in_the_codebook() -> None:
    named = {name for fields in VOCABULARIES.values() for name in fields.values()}
    assert named | set(FINDING_VOCABULARIES.values()) <= set(Codebook.load().vocabularies)


def test_clinicians_are_codes_of_the_codebook() -> None:
    assert set(Codebook.load().vocabulary("examiner_qualifications").codes()) >= CLINICIANS


def test_a_legs_match_rolls_up_to_its_incident_under_the_legs_own_name(
    operator: Actor, tmp_path: Path
) -> None:
    bring_papers("detentions", tmp_path)
    bring("recordings", file_of([recording("cam", lat="53.9501", lon="27.7001")]), tmp_path)
    match(tmp_path)
    page = open_incident(operator, "a-source:1", at=NOW)
    (found,) = page.placed.rows
    (of_leg,) = [view for view in page.windows if view.subject is SubjectKind.LEG]
    assert found.window_id == of_leg.window_id
    assert (of_leg.leg_step, of_leg.leg_kind) == ("police_station", "police_station")
    assert of_leg not in page.own_windows
    assert models.Incident.objects.get(external_id="1").has_match
    other_side = open_recording(operator, "a-source:cam", at=NOW)
    (seen,) = other_side.placed.rows
    assert (seen.ref, seen.matched.leg_kind) == ("a-source:1", "police_station")


def test_changed_words_of_a_leg_supersede_its_window(operator: Actor, tmp_path: Path) -> None:
    bring_papers("detentions", tmp_path)
    bring_papers("detentions", tmp_path, leg(radius_m="200"))
    page = open_incident(operator, "a-source:1", at=NOW)
    (window,) = page.papers.leg_windows
    assert window.window.place is not None
    assert window.window.place.radius_m == 200
    assert models.Window.objects.filter(leg__isnull=False).count() == 2


def test_a_leg_of_which_neither_time_nor_place_is_told_has_no_window(tmp_path: Path) -> None:
    bring_papers("detentions", tmp_path, leg(lat="", lon="", radius_m="", time=""))
    assert not models.Window.objects.filter(leg__isnull=False).exists()


def test_words_of_a_leg_are_read_again_when_the_gazetteer_knows_more(operator: Actor, tmp_path: Path) -> None:
    nowhere = {"lat": "", "lon": "", "radius_m": "", "place_words": "Pryklad yard", "town_words": "Minsk"}
    bring_papers("detentions", tmp_path, leg(**nowhere))
    content = b'[[place]]\nid = "y"\nkind = "landmark"\nen = "Pryklad yard"\nlat = 53.9\nlon = 27.5\n'
    content += b'radius_m = 80\ntown = "Minsk"\n'
    file = type(file_of([UNIT]))("y.toml", "y", content, sha256_hex(content))
    import_gazetteer(Delivery(file, SourceName("y"), operator, NOW))
    place_again(operator, context(), at=NOW, progress=lambda *_: None)
    (window,) = open_incident(operator, "a-source:1", at=NOW).papers.leg_windows
    assert (window.place_name, window.town_words) == ("Pryklad yard", "Minsk")


def test_an_incidents_page_holds_every_paper_about_it(operator: Actor, tmp_path: Path) -> None:
    for kind in ROWS:
        bring_papers(kind, tmp_path)
    told = open_incident(operator, "a-source:1", at=NOW).papers.told
    counts = {name: len(getattr(told, name)) for name in told.__slots__}
    assert counts == dict.fromkeys(counts, 1)
    assert told.evaluations[0].findings[0].words == "two lines"
    assert told.translations[0].original == (("time_text", "22:45"),)
    assert told.retractions[0].of_ref == "a-source:1"
    other = open_incident(operator, "a-source:2", at=NOW).papers.told
    assert not any(getattr(other, name) for name in other.__slots__)


def test_legs_stand_in_the_order_of_the_itinerary(operator: Actor, tmp_path: Path) -> None:
    bring_papers("detentions", tmp_path, leg("b", leg="2"), leg("a", leg="1"), leg("c", leg="3"))
    told = open_incident(operator, "a-source:1", at=NOW).papers.told
    assert [each.position for each in told.legs] == [1, 2, 3]


def test_a_units_page_holds_its_papers_and_a_missing_bound_stays_missing(
    operator: Actor, tmp_path: Path
) -> None:
    for kind in ("headcounts", "departures", "deployments"):
        bring_papers(kind, tmp_path)
    papers = open_unit(operator, "a-source:u", at=NOW).papers
    assert (papers.headcounts[0].at_least, papers.headcounts[0].at_most) == (10, None)
    assert (papers.departures[0].persons, papers.departures[0].kind) == (3, "resigned")
    assert papers.deployments[0].callsigns == ("A", "B")
    assert (papers.deployments_in_all, papers.headcounts_in_all, papers.departures_in_all) == (1, 1, 1)


def test_a_statement_of_an_earlier_wording_is_still_shown_as_taken_back(
    operator: Actor, tmp_path: Path
) -> None:
    bring_papers("retractions", tmp_path)
    bring("cases", file_of([case("1", time_text="23:15")]), tmp_path)
    page = open_incident(operator, "a-source:1", at=NOW)
    assert len(page.papers.told.retractions) == 1
    assert page.papers.is_coerced


def test_the_words_of_a_paper_can_be_translated_too(operator: Actor, tmp_path: Path) -> None:
    bring_papers("orders", tmp_path)
    row = {**ROWS["translations"], "citation_of": "papers:o1", "field": "words"}
    bring_papers("translations", tmp_path, row)
    told = open_incident(operator, "a-source:1", at=NOW).papers.told
    assert told.translations[0].original == (("words", "Stop"),)


def test_without_a_recorded_consent_there_is_none(operator: Actor, tmp_path: Path) -> None:
    assert open_incident(operator, "a-source:1", at=NOW).papers.consents == ()


def test_a_withdrawn_consent_does_not_come_back_with_an_older_list(operator: Actor, tmp_path: Path) -> None:
    asked = {"citation_of": "a-source:1", "purpose": "sanctions", "words": ""}
    withdrawn = paper("w", **asked, answer="withdrawn", at="2020-09-01T12:00:00+03:00")
    granted = paper("g", **asked, answer="granted", at="2020-08-15T12:00:00+03:00")
    bring_papers("consents", tmp_path, withdrawn)
    bring_papers("consents", tmp_path, granted)
    (standing,) = open_incident(operator, "a-source:1", at=NOW).papers.consents
    assert (standing.said.answer, standing.allows) == ("withdrawn", False)


def test_a_corrected_row_of_consent_takes_the_place_of_the_wrong_one(operator: Actor, tmp_path: Path) -> None:
    bring_papers("consents", tmp_path, {**ROWS["consents"], "answer": "refused"})
    bring_papers("consents", tmp_path, {**ROWS["consents"], "answer": "granted"})
    (standing,) = open_incident(operator, "a-source:1", at=NOW).papers.consents
    assert standing.allows
    assert models.Consent.objects.count() == 2


def test_a_consent_for_all_that_a_source_brought_gives_way_to_the_records_own(
    operator: Actor, tmp_path: Path
) -> None:
    for_all = {**ROWS["consents"], "citation_of": "", "words": "asked at the meeting"}
    bring("consents", file_of([for_all]), tmp_path)
    (standing,) = open_incident(operator, "a-source:1", at=NOW).papers.consents
    assert (standing.said.of_ref, standing.allows) == ("", True)
    bring_papers("consents", tmp_path, {**ROWS["consents"], "answer": "refused"})
    (standing,) = open_incident(operator, "a-source:1", at=NOW).papers.consents
    assert (standing.said.of_ref, standing.allows) == ("a-source:1", False)
