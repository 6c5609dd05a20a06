"""The form as it is: complete, true to the codebook, and strict about its files."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from tests.asking.strategies import FORM, WAYS

from crimebook.asking.answers import DAY_PARTS
from crimebook.asking.apart import form_for
from crimebook.asking.flow import path
from crimebook.asking.moments import WORDS_LIMIT
from crimebook.asking.pages import load_pages
from crimebook.asking.questionnaire import Kind, Question, Questionnaire, load_form, read_form
from crimebook.asking.questions import OF_OPTIONS
from crimebook.terms.codebook import Codebook
from crimebook.terms.errors import InvalidValueError, NotFoundError

FORMS = Path(__file__).parents[2] / "src/crimebook/asking/forms"
BODY_BYTES = 1024 * 1024
OWN_CODES = {
    "treated_where": {"nowhere"},
    **{
        question.id: {"undecided"}
        for each in FORM.sections
        for question in each.questions
        if question.purpose
    },
}
DETAILS_OF_SEXUAL_VIOLENCE = {"sexual", "nakedness", "body_search", "undressing", "sexual_object", "genitals"}


def questions() -> Iterator[Question]:
    for section in FORM.sections:
        yield from section.questions


def test_the_ways_that_were_asked_for_are_there():
    assert {way.id for way in FORM.ways if way.is_offered} == {
        "victim", "witness", "relative", "medic", "insider", "organisation",
    }  # fmt: skip
    assert {way.id for way in FORM.ways if not way.is_offered} == {"under_18", "for_a_child", "about_a_child"}


def test_every_code_of_a_vocabulary_is_a_term_in_use():
    codebook = Codebook.load()
    for question in questions():
        if question.vocabulary and question.kind in OF_OPTIONS | {Kind.FIELDS}:
            for option in (*question.options, *question.parts):
                if option.code not in OWN_CODES.get(question.id, set()):
                    assert not codebook.term(question.vocabulary, option.code).is_deprecated, question.id
    for way in FORM.ways:
        codebook.term("roles", way.role)
        codebook.term("consent_givers", way.consent_giver)


def test_every_purpose_of_consent_is_asked_once_by_name():
    purposes = [question.purpose for question in FORM.section("consent").questions if question.purpose]
    assert sorted(purposes) == sorted(Codebook.load().vocabulary("consent_purposes").codes())
    for question in questions():
        if question.kind is Kind.CONSENT:
            assert question.codes() == ("granted", "refused", "undecided")


def test_every_page_that_an_answer_leads_to_is_there():
    pages = {lead.page for question in questions() for lead in question.leads if lead.page}
    assert pages <= set(load_pages())
    assert "danger" in pages


def test_no_list_offers_details_of_sexual_violence():
    for question in questions():
        for code in question.codes():
            assert not DETAILS_OF_SEXUAL_VIOLENCE & set(code.split(".")), (question.id, code)


def test_the_parts_of_a_day_are_the_ones_that_answers_know():
    assert tuple(each.code for each in FORM.day_parts) == DAY_PARTS


@pytest.mark.parametrize("way", WAYS)
def test_the_longest_answers_fit_into_a_sealed_body(way):
    """Three bytes hold a letter of any living alphabet; the whole must stay under the largest body."""
    characters = 0
    for question in FORM.questions(way):
        match question.kind:
            case Kind.TEXT | Kind.LONG_TEXT:
                characters += question.limit
            case Kind.FIELDS:
                characters += question.limit * len(question.parts)
            case Kind.LEGS:
                characters += question.limit * 3 * WORDS_LIMIT
            case Kind.FILES:
                characters += question.limit * (500 + 200 + WORDS_LIMIT)
    assert characters * 3 < BODY_BYTES / 2


@pytest.mark.parametrize("way", ["victim", "witness", "relative"])
def test_without_details_a_report_is_short(way):
    form = form_for(has_custodians=True)
    asked = [question for question in path(form, way, {}) if question.kind is not Kind.CONSENT]
    assert len(asked) <= 16


def test_a_draft_of_another_form_or_version_is_refused_by_name():
    FORM.check_name("report/1.1.0")
    for other in ("report/1.0.0", "survey/1.1.0", ""):
        with pytest.raises(InvalidValueError, match=r"answers to the form report/1\.1\.0, got '"):
            FORM.check_name(other)


def test_what_is_not_there_is_not_found():
    for ask in (FORM.way, FORM.section, FORM.question, FORM.section_of):
        with pytest.raises(NotFoundError, match="nothing"):
            ask("nothing")
    with pytest.raises(NotFoundError, match="no option 'maybe' in sexual_violence"):
        FORM.question("sexual_violence").label("maybe", "en")


def test_words_may_differ_by_way_while_the_question_stays_the_same():
    question = FORM.question("first_account")
    assert question.title("victim", "en") != question.title("medic", "en")
    assert question.hint("insider", "en").startswith("A few sentences")
    codes = {way: {option.code for option in FORM.question("details").options_of(way)} for way in WAYS}
    assert "orders" in codes["insider"]
    assert "orders" not in codes["victim"]


DAMAGES = [
    ("when.toml", 'kind = "date_words"', 'kind = "guess"', "a kind of .*mend when.toml, event_when"),
    (
        "when.toml",
        'kind = "date_words"',
        'kind = "date_words"\ncolour = "red"',
        "keys among .*colour.*event_when",
    ),
    (
        "when.toml",
        'question = "details"',
        'question = "files"',
        "a condition of event_when on a question before",
    ),
    ("when.toml", '["when"]', '["never"]', "codes that details offers, got never"),
    ("when.toml", 'id = "when"', 'id = "then"', "the name of the file, when"),
    ("when.toml", "hint_be = ", "# hint_be = ", "a hint in each of en, ru, be.*event_when"),
    ("when.toml", 'ru = "Когда это было?"', "ru = 7", "a text as ru.*event_when"),
    (
        "start.toml",
        '"14_to_17", "18_to_24"',
        '"14_to_17", "18_to_99"',
        "a term of the codebook.*18_to_99.*age",
    ),
    ("start.toml", 'way = "under_18"', 'way = "elsewhere"', "ways among"),
    ("start.toml", 'page = "danger"', 'page = "danger"\n  way = "under_18"', "either a page or a way"),
    ("start.toml", 'urgent = ["no", "unsure"]', 'urgent = ["maybe"]', "codes that safe_now offers"),
    ("start.toml", 'id = "adult"', 'id = "age"', "ids that are unique"),
    (
        "start.toml",
        'kind = "choice"\nurgent',
        'kind = "text"\nurgent',
        "options for a question that offers some",
    ),
    (
        "consent.toml",
        'purpose = "sanctions"',
        'purpose = "gossip"',
        "consent_purposes gossip.*consent_sanctions",
    ),
    ("sensitive.toml", '["unsaid"]', '["unheard"]', "specials of"),
    ("refusals.toml", "[empty]", "[void]", "refusals"),
    ("form.toml", 'version = "1.1.0"', 'version = "1"', "a version such as 1.0.0"),
    ("form.toml", 'role = "medic"', 'role = "wizard"', "roles wizard"),
    ("form.toml", 'id = "report"', 'id = ["report"]', "a text as id"),
    ("files.toml", '[[questions]]\nid = "files"', '[[questions]]\nid = "Files!"', "an id such as"),
    ("closing.toml", "[[questions]]", "[[questions", "TOML"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"), DAMAGES, ids=[f"{each[0]} {each[2]}" for each in DAMAGES]
)
def test_a_damaged_file_is_refused_and_named(tmp_path, file, old, new, complaint):
    folder = copytree(FORMS, tmp_path / "forms")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidValueError, match=complaint):
        read_form(folder)


def test_the_form_is_read_once():
    assert load_form() is FORM
    assert isinstance(FORM, Questionnaire)
