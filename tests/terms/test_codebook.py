"""The packaged codebook: complete in three languages, joined without faults, and kind in its words."""

import csv
import os
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.terms.codebook import LANGUAGES, Codebook, Crosswalk, CrosswalkEntry, Term, Vocabulary
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.grades import Basis, ClaimStatus, Credibility, Direction, Reliability

OUTSIDE = Path(os.environ.get("CRIMEBOOK_OUTSIDE", Path(__file__).parents[2] / "../shared/data"))
FOLDER = Path(__file__).parents[2] / "src/crimebook/terms/codebook"
CODEBOOK = Codebook.load()
VOCABULARIES = sorted(CODEBOOK.vocabularies)
TERMS = [(name, term) for name, each in CODEBOOK.vocabularies.items() for term in each.terms]
by_vocabulary = pytest.mark.parametrize("name", VOCABULARIES)

# The first would excuse what was done; the others are its translations.
FORBIDDEN = ("legal intervention", "законное вмешательство", "законнага ўмяшання", "законнае ўмяшанне")
TORTURE = ("torture", "пытк", "истязан", "катаван")
OF_LAW = {"code_articles"}
"""The names of the laws themselves; everywhere else what was done is said in our own words."""

DEFINED = {
    "acts",
    "methods",
    "weapons",
    "injury_natures",
    "external_causes",
    "medical_findings",
    "istanbul_consistency",
    "examiner_qualifications",
    "examination_settings",
    "detention_kinds",
    "detention_legs",
    "detention_conditions",
    "purposes",
    "order_kinds",
    "order_answers",
    "elements",
    "code_articles",
    "claim_status",
    "report_states",
    "involvement_status",
    "standards_of_proof",
    "modes_of_liability",
    "involvement_degrees",
    "involvement_basis",
    "departure_kinds",
    "consent_purposes",
    "consent_answers",
    "consent_givers",
    "identification_procedures",
    "retraction_reasons",
    "translation_methods",
    "incident_relations",
    "roles",
    "victim_categories",
    "source_kinds",
    "evidence_kinds",
    "unit_kinds",
    "communication_kinds",
    "recording_kinds",
    "reliability",
    "credibility",
    "basis",
    "direction",
}
"""The vocabularies in which every single term is defined."""


def a_term(code: str, en: str = "Beating", **facts: object) -> Term:
    return Term(code, {"en": en, "ru": f"{en} по-русски", "be": f"{en} па-беларуску"}, **facts)  # type: ignore[arg-type]


def a_walk(*, shared: bool = True, name: str = "partner", **codes: str) -> Crosswalk:
    return Crosswalk(name, "1.0.0", (CrosswalkEntry("Beaten up", codes),), is_shared=shared)


def said(term: Term | Vocabulary, language: str) -> tuple[str, str]:
    return term.labels[language], term.definitions.get(language, "")


def test_the_whole_codebook_holds_together() -> None:
    CODEBOOK.check()


@by_vocabulary
def test_a_vocabulary_and_its_terms_are_said_in_three_languages(name: str) -> None:
    vocabulary = CODEBOOK.vocabulary(name)
    for each in (vocabulary, *vocabulary.terms):
        assert set(each.labels) == set(LANGUAGES)
        assert set(each.definitions) in (set(), set(LANGUAGES))
        assert all(
            text == " ".join(text.split()) for text in (*each.labels.values(), *each.definitions.values())
        )
    assert vocabulary.definitions


@by_vocabulary
def test_what_a_term_means_is_said_where_the_label_is_not_enough(name: str) -> None:
    missing = [term.code for term in CODEBOOK.vocabulary(name).terms if not term.definitions]
    assert not missing or name not in DEFINED


@by_vocabulary
def test_no_language_has_letters_of_another(name: str) -> None:
    vocabulary = CODEBOOK.vocabulary(name)
    for each in (vocabulary, *vocabulary.terms):
        where = getattr(each, "code", name)
        assert not set("іўІЎ") & set("".join(said(each, "ru"))), where
        assert not set("ищъИЩЪ") & set("".join(said(each, "be"))), where
        assert not {letter for letter in "".join(said(each, "en")) if "\u0400" <= letter <= "\u04ff"}, where


@by_vocabulary
def test_definitions_are_short_sentences(name: str) -> None:
    vocabulary = CODEBOOK.vocabulary(name)
    for term in vocabulary.terms:
        for text in term.definitions.values():
            assert text.endswith("."), term.code
            assert len(text) <= 260, term.code
    for text in vocabulary.definitions.values():
        assert text.endswith("."), name


def test_every_file_is_on_the_shelf_and_has_a_version() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(CODEBOOK.vocabularies)
    assert {path.stem for path in (FOLDER / "crosswalks").glob("*.toml")} == set(CODEBOOK.crosswalks)
    assert all(each.version and each.title for each in CODEBOOK.crosswalks.values())


def test_no_words_excuse_what_was_done() -> None:
    for path in FOLDER.rglob("*.toml"):
        text = path.read_text(encoding="utf-8").casefold()
        assert not [words for words in FORBIDDEN if words in text], path.name


def test_torture_is_no_code_and_no_label_outside_the_law() -> None:
    for name, term in TERMS:
        words = " ".join((term.code, *(() if name in OF_LAW else term.labels.values()))).casefold()
        assert not any(word in words for word in TORTURE), term.code


def test_the_sources_own_word_torture_is_read_as_ill_treatment_and_says_why() -> None:
    (entry,) = (
        each for walk in CODEBOOK.crosswalks.values() for each in walk.entries if each.label == "Torture"
    )
    assert CODEBOOK.code_for_label("acts", "Torture") == "ill_treatment"
    assert "derived" in entry.note


def test_the_tests_of_article_one_are_its_elements() -> None:
    codes = [term.code for term in CODEBOOK.elements("code_articles", "uncat.1")]
    assert codes == ["severe_pain", "intent", "listed_purpose", "public_official", "not_lawful_sanction"]


def test_every_article_of_law_has_elements_and_every_element_an_article() -> None:
    articles = [term for term in CODEBOOK.vocabulary("code_articles").terms if term.broader]
    assert all(CODEBOOK.elements("code_articles", term.code) for term in articles)
    used = {code for term in articles for code in term.elements}
    assert used == set(CODEBOOK.vocabulary("elements").codes())


def test_a_hierarchy_lists_every_term_once_under_its_broader_one() -> None:
    for vocabulary in CODEBOOK.vocabularies.values():
        depths = {term.code: depth for depth, term in vocabulary.tree()}
        assert set(depths) == set(vocabulary.codes())
        for term in vocabulary.terms:
            assert depths[term.code] == len(vocabulary.broader_codes(term.code))


def test_a_dotted_code_stands_under_its_parent_or_in_a_named_group() -> None:
    groups = {"aid", "press", "expression", "reprisal", "children"}
    for term in CODEBOOK.vocabulary("acts").terms:
        head = term.code.rpartition(".")[0]
        assert term.broader == head or (head in groups and not term.broader), term.code


def test_causes_of_arrest_and_disorder_are_never_those_of_custody() -> None:
    for _, term in TERMS:
        if any(code.startswith("Y35") for code in term.icd10):
            assert term.code.partition(".")[0] == "disorder"
    causes = CODEBOOK.vocabulary("external_causes")
    assert CODEBOOK.term("external_causes", "no_code").icd10 == ()
    assert all(term.icd10 == ("Y07.3",) for term in causes.terms if term.code == "maltreatment.physical")
    assert not [term.code for term in CODEBOOK.vocabulary("methods").terms if term.icd10]


def test_absent_signs_are_never_called_inconsistent() -> None:
    vocabulary = CODEBOOK.vocabulary("istanbul_consistency")
    assert vocabulary.codes() == (
        "not_consistent",
        "consistent",
        "highly_consistent",
        "typical",
        "diagnostic",
    )
    assert 'Absent signs are not "not consistent"' in vocabulary.definitions["en"]
    assert all("clinician" in text for text in (vocabulary.definitions["en"],))


def test_ranks_of_the_same_order_are_equivalents_across_the_forces() -> None:
    ranks = CODEBOOK.vocabulary("ranks").terms
    captains = {term.code for term in ranks if term.order == CODEBOOK.term("ranks", "police.captain").order}
    assert captains == {"military.captain", "police.captain", "internal_service.captain", "justice.captain"}


@pytest.mark.parametrize(
    ("vocabulary", "grades"),
    [
        ("reliability", Reliability),
        ("credibility", Credibility),
        ("basis", Basis),
        ("direction", Direction),
        ("claim_status", ClaimStatus),
    ],
)
def test_every_grade_has_a_label_and_every_label_a_grade(vocabulary: str, grades: type[Enum]) -> None:
    assert CODEBOOK.vocabulary(vocabulary).codes() == tuple(str(grade.value) for grade in grades)


def test_the_codebook_is_read_once() -> None:
    assert Codebook.load() is CODEBOOK
    assert CODEBOOK.vocabulary("acts") is CODEBOOK.vocabulary("acts")


def test_a_label_is_given_in_the_language_asked_for() -> None:
    assert CODEBOOK.label("unit_kinds", "riot_police", "be") == "АМАП"


def test_a_code_a_vocabulary_a_crosswalk_or_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFoundError, match="no code"):
        CODEBOOK.label("acts", "nothing", "en")
    with pytest.raises(NotFoundError, match="no vocabulary"):
        CODEBOOK.label("actz", "ill_treatment", "en")
    with pytest.raises(NotFoundError, match="no crosswalk"):
        CODEBOOK.code_for_label("acts", "beat", crosswalk="nobody")
    with pytest.raises(InvalidValueError, match="language"):
        CODEBOOK.label("acts", "ill_treatment", "de")


def test_one_label_may_have_a_code_in_two_vocabularies() -> None:
    label = "Blows with batons and/or truncheons"
    assert CODEBOOK.code_for_label("acts", label) == "ill_treatment.beating"
    assert CODEBOOK.code_for_label("methods", label) == "baton"
    assert CODEBOOK.code_for_label("unit_kinds", label) is None


@given(st.sampled_from(TERMS), st.sampled_from(LANGUAGES), st.booleans())
def test_our_own_labels_find_their_codes_whatever_the_case(
    named: tuple[str, Term], language: str, shout: bool
) -> None:
    vocabulary, term = named
    label = term.labels[language]
    assert CODEBOOK.code_for_label(vocabulary, f"  {label.upper() if shout else label} ") == term.code


@given(st.sampled_from([(walk, entry) for walk in CODEBOOK.crosswalks.values() for entry in walk.entries]))
def test_a_partners_labels_find_their_codes_in_its_crosswalk(named: tuple[Crosswalk, CrosswalkEntry]) -> None:
    walk, entry = named
    for vocabulary, code in entry.codes.items():
        assert CODEBOOK.code_for_label(vocabulary, entry.label.upper(), crosswalk=walk.name) == code
        assert (walk, entry) in CODEBOOK.labels_read_as(vocabulary, code)


def test_a_partners_label_is_unknown_to_others_unless_its_crosswalk_is_shared() -> None:
    assert CODEBOOK.code_for_label("acts", "beat", crosswalk="2020pb") == "ill_treatment.beating"
    assert CODEBOOK.code_for_label("acts", "beat") is None
    assert CODEBOOK.code_for_label("acts", "Use of tear gas") == "force.weapon"
    assert CODEBOOK.code_for_label("acts", "Use of tear gas", crosswalk="2020pb") == "force.weapon"


def test_a_partner_may_mean_something_else_by_a_word_of_ours() -> None:
    acts = Vocabulary("acts", "1.0.0", (a_term("beating"), a_term("kicking", "Beaten up")))
    book = Codebook.build([acts], [a_walk(shared=False, acts="beating")])
    assert book.code_for_label("acts", "beaten up") == "kicking"
    assert book.code_for_label("acts", "beaten up", crosswalk="partner") == "beating"


def test_partners_may_mean_different_things_by_one_word() -> None:
    acts = Vocabulary("acts", "1.0.0", (a_term("beating"), a_term("kicking", "Kicking")))
    walks = [
        a_walk(shared=False, name="one", acts="beating"),
        a_walk(shared=False, name="two", acts="kicking"),
    ]
    book = Codebook.build([acts], walks)
    assert [book.code_for_label("acts", "Beaten up", crosswalk=each) for each in ("one", "two", "")] == [
        "beating",
        "kicking",
        None,
    ]


def test_a_hospitals_code_is_read_as_region_and_nature() -> None:
    read = {
        name: CODEBOOK.code_for_label(name, "s52", crosswalk="icd10")
        for name in ("body_regions", "injury_natures", "acts")
    }
    assert read == {"body_regions": "elbow_forearm", "injury_natures": "fracture", "acts": None}


@given(st.sampled_from(TERMS), st.sampled_from(LANGUAGES))
def test_a_term_is_found_by_any_of_its_labels(named: tuple[str, Term], language: str) -> None:
    vocabulary, term = named
    label = term.labels[language].upper()
    assert (CODEBOOK.vocabulary(vocabulary), term) in CODEBOOK.find_terms(label)
    assert term in {found for _, found in CODEBOOK.find_terms(label, vocabulary)}


def test_terms_named_by_the_words_come_before_those_that_are_defined_by_them() -> None:
    found = [term.code for _, term in CODEBOOK.find_terms("водомет", "methods")]
    assert found == ["water_cannon"]
    codes = [term.code for _, term in CODEBOOK.find_terms("baton")]
    named = [code for code in codes if "baton" in code]
    assert named
    assert codes.index("electroshock") > max(codes.index(code) for code in named)


def test_no_words_and_unknown_words_find_nothing() -> None:
    assert CODEBOOK.find_terms("  ") == CODEBOOK.find_terms("zzzz") == ()
    with pytest.raises(NotFoundError, match="no vocabulary"):
        CODEBOOK.find_terms("baton", "actz")


def test_every_vocabulary_stands_under_a_heading_that_is_there() -> None:
    assert {each.group for each in CODEBOOK.vocabularies.values()} == set(
        CODEBOOK.vocabulary("vocabulary_groups").codes()
    )
    astray = Vocabulary("acts", "1.0.0", (a_term("beating"),), group="nowhere")
    groups = Vocabulary("vocabulary_groups", "1.0.0", (a_term("done"),))
    with pytest.raises(NotFoundError, match="no code 'nowhere'"):
        Codebook.build([astray, groups], [])


def test_a_code_is_its_own_label() -> None:
    assert CODEBOOK.code_for_label("acts", "force.excessive") == "force.excessive"


@pytest.mark.parametrize("label", ["", "Beatin", "Unheard-of violation", "ill_treatment.beating.twice"])
def test_an_unknown_label_stays_words(label: str) -> None:
    assert CODEBOOK.code_for_label("acts", label) is None


def test_a_crosswalk_that_points_at_nothing_is_refused() -> None:
    acts = Vocabulary("acts", "1.0.0", (a_term("beating"),))
    for walk in (a_walk(acts="kicking"), a_walk(methods="beating"), a_walk(shared=False, acts="kicking")):
        with pytest.raises(InvalidValueError, match="a code of the codebook"):
            Codebook.build([acts], [walk])


def test_a_shared_label_with_two_codes_is_refused() -> None:
    acts = Vocabulary("acts", "1.0.0", (a_term("beating"), a_term("kicking", "Beaten up")))
    with pytest.raises(InvalidValueError, match="one code for one label"):
        Codebook.build([acts], [a_walk(acts="beating")])


def test_an_article_whose_element_is_no_term_is_refused() -> None:
    law = Vocabulary("laws", "1.0.0", (a_term("one", elements=("pain",)),))
    elements = Vocabulary("elements", "1.0.0", (a_term("intent"),))
    with pytest.raises(InvalidValueError, match="elements"):
        Codebook.build([law, elements], [])


@pytest.mark.outside
@pytest.mark.parametrize(
    ("column", "vocabulary"), [("violations", "acts"), ("perpetrator_units", "unit_kinds")]
)
def test_the_accountability_maps_labels_all_have_codes(column: str, vocabulary: str) -> None:
    path = OUTSIDE / "belarus-cases/cases.csv"
    if not path.exists():
        pytest.skip("the outside data folder is absent; set CRIMEBOOK_OUTSIDE to where it is")
    with path.open(encoding="utf-8", newline="") as rows:
        labels = {label for row in csv.DictReader(rows) for label in row[column].split("|") if label}
    assert labels
    assert {label for label in labels if CODEBOOK.code_for_label(vocabulary, label) is None} == set()


@pytest.mark.outside
def test_the_syrian_archives_types_all_have_codes_but_those_that_say_nothing() -> None:
    path = OUTSIDE / "syrian-archive/violations.csv"
    if not path.exists():
        pytest.skip("the outside data folder is absent; set CRIMEBOOK_OUTSIDE to where it is")
    with path.open(encoding="utf-8", newline="") as rows:
        read = list(csv.DictReader(rows))
    for column, vocabulary in (("Violation_Type", "acts"), ("Weapons_Used", "weapons")):
        labels = {row[column] for row in read}
        unread = {
            each
            for each in labels
            if CODEBOOK.code_for_label(vocabulary, each, crosswalk="syrian-archive") is None
        }
        assert labels - unread
        assert unread <= {"NA", "Other"}
