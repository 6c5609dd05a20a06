"""Promise 12: help and safety come before evidence; nobody is asked twice without need; no form asks for what
needs a trained person. Read from the pages as they are served, on every way, in three languages.

Kept in part: that nobody who was interviewed elsewhere is asked again is for the interviewer's mode.
"""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from tests.promises.served import Browser, Server, reporter_of, serving
from tests.zones.intake.houses import make_house
from tests.zones.intake.reporters import Reporter

from crimebook.asking.contacts import load_contact_kinds
from crimebook.asking.flow import path
from crimebook.asking.pages import load_pages
from crimebook.asking.questionnaire import Kind, Question, load_form
from crimebook.terms.codebook import Codebook

LANGUAGES = ("be", "ru", "en")
FORM = load_form()
WAYS = [way.id for way in FORM.ways]
HELP = {"medical": "+375 00 000", "psychological": "example.org/talk", "legal": "a lawyer's door"}
CONTACTS = "".join(
    f'[[contacts]]\nkind = "{kind}"\nbe = "Дапамога"\nru = "Помощь"\nen = "Help"\nreach = ["{reach}"]\n'
    for kind, reach in HELP.items()
)
EVERYTHING = ["when", "where", "done", "orders", "by_whom", "injuries", "detention", "witnesses", "files"]

_INPUT = re.compile(r"<input(?![^>]*type=\"(?:hidden|radio|checkbox)\")[^>]*>|<textarea|<select")
_CONTROL = re.compile(r"<(?:input|textarea|select)\b")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("help")
    house = make_house(folder / "intake")
    (house.path / "contacts.toml").write_text(CONTACTS)
    with serving(house.path, folder / "output") as made:
        yield made


def page_at(server: Server, address: str) -> str:
    answer = Browser(server.port).get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


# Help first


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_helps_and_asks_nothing(server: Server, language: str):
    page = page_at(server, f"/{language}/")
    assert not _CONTROL.search(page)
    assert load_pages()["first_day"].titles[language] in page
    for kind, reach in HELP.items():
        assert load_contact_kinds().kind(kind).labels[language] in page
        assert reach in page
    for block in load_pages()["first_day"].blocks:
        for each in (block.texts, *block.items):
            assert each.get(language, "") in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_safety_and_what_is_not_protected_come_before_the_report(server: Server, language: str):
    page = page_at(server, f"/{language}/")
    places = [page.index(f'href="/{language}/{each}/"') for each in ("danger", "protection", "report")]
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_receipt_helps_again(server: Server, language: str):
    reporter = reporter_of(server, language).begin().walk().send()
    page = unescape(reporter.page)
    assert 'data-page="receipt"' in page
    assert all(reach in page for reach in HELP.values())


# Safety before evidence


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("danger", ["no", "unsure"])
def test_danger_interrupts_before_anything_is_asked_of_what_happened(server: Server, way: str, danger: str):
    reporter = reporter_of(server).begin(way)
    assert reporter.at == "safe_now"
    assert not _INPUT.search(reporter.page), "nothing to tell stands beside the question"
    reporter.answer({"safe_now": danger})
    page = unescape(reporter.page)
    assert 'data-page="interruption"' in page
    assert load_pages()["danger"].titles["en"] in page
    leave, first_day, go_on = (page.index(each) for each in ("door-leave", "/en/first-day", 'value="next"'))
    assert leave < first_day < go_on
    assert not _INPUT.search(page)
    assert reporter.press("next").at not in {"safe_now", ""}


# No form asks for what needs a trained person


CHILDREN = [
    ("under_18", {}),
    ("for_a_child", {}),
    ("victim", {"age": {"age": "14_to_17"}}),
    ("victim", {"age": {"age": "under_14"}}),
    ("witness", {"adult": {"adult": "minor"}}),
    ("relative", {"adult": {"adult": "minor"}}),
    ("relative", {"victim_age": {"victim_age": "minor"}}),
    ("witness", {"harmed_age": {"harmed_age": "minor"}}),
    ("medic", {"harmed_age": {"harmed_age": "minor"}}),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("way", "answers"), CHILDREN)
def test_nobody_under_18_nor_who_tells_of_a_child_finds_a_field_to_tell_in(
    server: Server, language: str, way: str, answers: dict
):
    reporter = reporter_of(server, language)
    pages = list(walk(reporter, way, answers))
    assert len(pages) > 4
    assert not any(_INPUT.search(page) for page in pages)
    reporter.press("words").press("send:words")
    assert 'data-page="receipt"' in reporter.page


def test_somebody_older_finds_one(server: Server):
    assert any(_INPUT.search(page) for page in walk(reporter_of(server), "victim", {}))


def walk(reporter: Reporter, way: str, answers: dict) -> Iterator[str]:
    """Yield each page from the first question to the last, without answering more than is asked."""
    reporter.begin(way)
    for _ in range(90):
        if reporter.at == "review":
            return
        yield reporter.page
        known = answers.get(reporter.at, {"safe_now": {"safe_now": "yes"}}.get(reporter.at))
        reporter.answer(known) if known else reporter.say_nothing()
    raise AssertionError(f"never came to the end, stands at {reporter.at}")


GROWN = [way for way in WAYS if way not in {"under_18", "for_a_child", "about_a_child"}]


@pytest.mark.parametrize("way", GROWN)
def test_of_sexual_violence_only_yes_no_and_a_trained_person_are_asked(server: Server, way: str):
    reporter = reporter_of(server).begin(way).walk("sexual_violence")
    assert set(re.findall(r'type="radio" name="sexual_violence" value="(\w+)"', reporter.page)) == {
        "yes",
        "no",
    }
    assert set(re.findall(r'name="sexual_violence.special" value="(\w+)"', reporter.page)) == {"unsaid"}
    assert not _INPUT.search(reporter.page)
    reporter.answer({"sexual_violence": "yes"})
    assert reporter.at == "trained_contact"
    assert not _INPUT.search(reporter.page)
    asked, without = (
        [each.id for each in path(FORM, way, {"details": EVERYTHING, "sexual_violence": answer})]
        for answer in ("yes", "no")
    )
    assert [each for each in asked if each not in without] == ["trained_contact"]


def test_no_other_question_or_option_speaks_of_sexual_violence():
    of_it = re.compile(r"sexual|rape|сексуал|изнасил|сэксуал|згвалт", re.IGNORECASE)
    for section in FORM.sections:
        if section.id != "sensitive":
            for question in section.questions:
                assert not any(map(of_it.search, said_of(question))), question.id
    assert any(map(of_it.search, said_of(FORM.question("sexual_violence"))))
    assert of_it.search(str([each.labels for each in Codebook.load().vocabulary("acts").terms])), (
        "the book has the terms; no form offers them"
    )


def said_of(question: Question) -> list[str]:
    """Return what is asked and what can be chosen; a hint of what not to write is no question."""
    texts = [
        question.titles,
        *(each.labels for each in question.options),
        *(each.labels for each in question.parts),
    ]
    return [text for each in texts for text in each.values()]


# Nothing twice


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_asked_twice_whatever_is_answered(way: str):
    for codes in ("first", "last"):
        answers = {
            question.id: answer_of(question, codes)
            for section in FORM.sections
            for question in section.questions
        }
        answers |= {"details": EVERYTHING}
        asked = path(FORM, way, answers)
        assert len({question.id for question in asked}) == len(asked)
        for language in LANGUAGES:
            titles = [question.title(way, language) for question in asked]
            assert len(set(titles)) == len(titles), language


def answer_of(question: Question, codes: str) -> object:
    """Return the first or the last of what can be chosen."""
    if not question.options:
        return "words"
    chosen = question.options[0 if codes == "first" else -1].code
    return [chosen] if question.kind in {Kind.CHOICES, Kind.BODY} else chosen


@pytest.mark.parametrize("way", GROWN)
def test_nobody_sees_a_page_twice_on_the_way(server: Server, way: str):
    reporter = reporter_of(server)
    seen = [
        re.findall(r'name="at" value="(\w+)"', page)[0]
        for page in walk(reporter, way, {"details": {"details": EVERYTHING[:4]}})
        if 'data-page="question"' in page
    ]
    assert len(seen) == len(set(seen)) > 10
    assert "told_before" in seen, "whether it has been told elsewhere is asked"
