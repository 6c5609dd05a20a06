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
CODEBOOK = Codebook.load()
TERMS = [(name, term) for name, each in CODEBOOK.vocabularies.items() for term in each.terms]

# The first would excuse what was done; the others are its translations and its code family.
FORBIDDEN = ("legal intervention", "законное вмешательство", "законнага ўмяшання", "законнае ўмяшанне", "y35")
TORTURE = ("torture", "пытк", "истязан", "катаван")


def a_term(code: str, en: str = "Beating") -> Term:
    return Term(code, {"en": en, "ru": f"{en} по-русски", "be": f"{en} па-беларуску"})


def a_walk(**codes: str) -> Crosswalk:
    return Crosswalk("partner", "1.0.0", (CrosswalkEntry("Beaten up", codes),))


@pytest.mark.parametrize(("vocabulary", "term"), TERMS, ids=lambda each: getattr(each, "code", each))
def test_a_term_has_three_clean_labels(vocabulary: str, term: Term) -> None:
    assert set(term.labels) == set(LANGUAGES)
    assert all(label == " ".join(label.split()) and label for label in term.labels.values())


def test_russian_labels_hold_no_belarusian_letters_and_the_other_way_round() -> None:
    for _, term in TERMS:
        assert not set("іўІЎ") & set(term.labels["ru"]), term.code
        assert not set("ищъИЩЪ") & set(term.labels["be"]), term.code


def test_every_file_has_a_version_and_is_named_after_its_vocabulary() -> None:
    folder = Path(__file__).parents[2] / "src/crimebook/terms/codebook"
    assert {path.stem for path in folder.glob("*.toml")} == set(CODEBOOK.vocabularies)
    assert {path.stem for path in (folder / "crosswalks").glob("*.toml")} == set(CODEBOOK.crosswalks)
    assert all(each.version for each in CODEBOOK.crosswalks.values())


def test_no_label_excuses_what_was_done() -> None:
    for _, term in TERMS:
        words = " ".join((term.code, term.definition, *term.labels.values())).casefold()
        assert not any(word in words for word in FORBIDDEN), term.code


def test_torture_is_no_code_and_no_label() -> None:
    for _, term in TERMS:
        words = " ".join((term.code, *term.labels.values())).casefold()
        assert not any(word in words for word in TORTURE), term.code


def test_the_sources_own_word_torture_is_read_as_ill_treatment_and_says_why() -> None:
    (entry,) = (
        each for walk in CODEBOOK.crosswalks.values() for each in walk.entries if each.label == "Torture"
    )
    assert CODEBOOK.code_for_label("acts", "Torture") == "ill_treatment"
    assert "derived" in entry.note


def test_a_child_code_stands_under_a_parent_or_in_a_named_group() -> None:
    groups = {
        "killing",
        "death",
        "sexual",
        "force",
        "liberty",
        "justice",
        "property",
        "privacy",
        "aid",
        "press",
    }
    codes = set(CODEBOOK.vocabulary("acts").codes())
    for code in codes:
        head = code.partition(".")[0]
        assert head in codes or head in groups | {"election"}, code


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


def test_a_label_is_given_in_the_language_asked_for() -> None:
    assert CODEBOOK.label("unit_kinds", "riot_police", "be") == "АМАП"


def test_a_code_a_vocabulary_or_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFoundError, match="no code"):
        CODEBOOK.label("acts", "nothing", "en")
    with pytest.raises(NotFoundError, match="no vocabulary"):
        CODEBOOK.label("actz", "ill_treatment", "en")
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


def test_a_code_is_its_own_label() -> None:
    assert CODEBOOK.code_for_label("acts", "force.excessive") == "force.excessive"


@pytest.mark.parametrize("label", ["", "Beatin", "Unheard-of violation", "ill_treatment.beating.twice"])
def test_an_unknown_label_stays_words(label: str) -> None:
    assert CODEBOOK.code_for_label("acts", label) is None


def test_a_crosswalk_that_points_at_nothing_is_refused() -> None:
    acts = Vocabulary("acts", "1.0.0", (a_term("beating"),))
    for walk in (a_walk(acts="kicking"), a_walk(methods="beating")):
        with pytest.raises(InvalidValueError, match="a code of the codebook"):
            Codebook.build([acts], [walk])


def test_a_label_with_two_codes_is_refused() -> None:
    acts = Vocabulary("acts", "1.0.0", (a_term("beating"), a_term("kicking", "Beaten up")))
    with pytest.raises(InvalidValueError, match="one code for one label"):
        Codebook.build([acts], [a_walk(acts="beating")])


def test_a_malformed_code_version_or_label_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="a code such as"):
        a_term("Ill treatment")
    with pytest.raises(InvalidValueError, match="a label in each"):
        Term("beating", {"en": "Beating", "ru": "Избиение", "be": " "})
    with pytest.raises(InvalidValueError, match="version"):
        Vocabulary("acts", "one", (a_term("beating"),))
    with pytest.raises(InvalidValueError, match="unique"):
        Vocabulary("acts", "1.0.0", (a_term("beating"), a_term("beating")))


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
