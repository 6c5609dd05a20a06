"""Promise 13: no money, place or leniency is promised for testimony, in any words that reporters read.

Every text of the questionnaire, the help pages, the intake's own pages and its scripts is searched, in three
languages, for words in which something could be promised. A sentence with such a word must deny it.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from tests.promises.served import Server, reporter_of, serving
from tests.zones.intake.houses import make_house

from crimebook.asking.contacts import load_contact_kinds
from crimebook.asking.flow import path
from crimebook.asking.pages import load_notes, load_pages
from crimebook.asking.questionnaire import Kind, Question, load_form
from crimebook.zones.intake.scripted import script_words

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src/crimebook/zones/intake/templates"
LOCALES = ROOT / "src/crimebook/zones/intake/locale"
LANGUAGES = ("be", "ru", "en")
FORM = load_form()

PROMISING = {
    "en": r"promis|guarante|reward|money|\bpa(y|id|yment)\b|compensat|bonus|fee\b|asylum|\bvisas?\b"
    r"|citizenship|residence permit|immunity|amnest|pardon|lenien|milder|mercy|lighter sentence|spared"
    r"|in return|in exchange",
    "ru": r"обеща|гарант|вознагра|награ[дж]|деньг|денег|денеж|оплат|заплат|выплат|компенсац|преми[яию]\b"
    r"|убежищ|\bвиз[ауы]\b|гражданств|вид на жительство|неприкосновенн|амнист|помилован|снисхо|смягч"
    r"|взамен|в обмен",
    "be": r"абяца|гарант|узнагарод|грош|аплат|заплац|выплат|кампенсац|прэмі[яюі]\b|прытул|\bвіз[аыу]\b"
    r"|грамадзянств|дазвол на жыхарства|недатыкальн|амніст|памілаван|паблажк|змякч|узамен|у абмен",
}
DENIAL = {
    "en": r"\b(no|not|nobody|nothing|never|cannot)\b",
    "ru": r"\b(не|ни|нет|никто|никогда|ничего|нельзя)\b",
    "be": r"\b(не|ні|няма|ніхто|ніколі|нічога|нельга)\b",
}
DENIED_PROMISE = {
    "en": r"(will|shall) (not|never) be (prosecuted|punished|charged|tried|arrested|extradited)|go free",
    "ru": r"не (будут|станут) (судить|преследовать|наказывать|выдавать)|не накажут|не осудят|не выдадут",
    "be": r"не (будуць|стануць) (судзіць|пераследаваць|караць|выдаваць)|не пакараюць|не асудзяць|не выдадуць",
}
"""What promises by denying: no denial beside it makes it harmless."""


def promises_in(text: str, language: str) -> list[str]:
    """Return the sentences that promise something."""
    sentences = re.split(r"(?<=[.!?…])\s+", text)
    return [
        each
        for each in sentences
        if re.search(DENIED_PROMISE[language], each, re.IGNORECASE)
        or (
            re.search(PROMISING[language], each, re.IGNORECASE)
            and not re.search(DENIAL[language], each, re.IGNORECASE)
        )
    ]


def texts(language: str) -> Iterator[str]:
    """Yield all that a reporter, or an interviewer on their behalf, reads."""
    for each in in_languages():
        if language in each:
            yield each[language]
    if language == "en":
        for template in TEMPLATES.rglob("*.html"):
            yield re.sub(r"\{[%#].*?[%#]\}|<[^>]+>", " ", _spoken(template.read_text()))
    else:
        with (LOCALES / language / "LC_MESSAGES/django.po").open("rb") as file:
            for message in read_po(file):
                yield from ([message.string] if isinstance(message.string, str) else message.string)


def _spoken(template: str) -> str:
    """Return a template with what it translates in place of the tags."""
    return re.sub(r'\{% translate "([^"]*)" %\}', r" \1 ", template)


def in_languages() -> Iterator[Mapping[str, str]]:
    for way in FORM.ways:
        yield from (way.labels, way.hints)
    for section in FORM.sections:
        yield section.titles
        for question in section.questions:
            yield from of_question(question)
    yield from (*FORM.words.values(), *FORM.refusals.values(), *script_words().values())
    for page in load_pages().values():
        yield page.titles
        for block in page.blocks:
            yield from (block.texts, *block.items)
    for kind in load_contact_kinds().kinds:
        yield from (kind.labels, kind.empty)
    for notes in load_notes().values():
        yield from (note.texts for note in notes)


def of_question(question: Question) -> Iterator[Mapping[str, str]]:
    yield from (question.titles, question.hints)
    yield from (*question.own_titles.values(), *question.own_hints.values())
    if not question.vocabulary:
        # Terms of the codebook say what was done to people, threats and extortion among it.
        for each in (*question.options, *question.parts):
            yield from (each.labels, each.hints)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_promises_anything_for_testimony(language: str):
    told = list(texts(language))
    assert len(told) > 400
    assert [sentence for text in told for sentence in promises_in(text, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_sees_what_officers_are_told(language: str):
    """Each kind of word is there, and denied."""
    said = [each[language] for each in of_question(FORM.question("insider_promise")) if language in each]
    assert any(re.search(PROMISING[language], each, re.IGNORECASE) for each in said)
    assert set(said) <= set(texts(language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tell us what you know. A reward is waiting for you."),
        ("en", "Whoever testifies gets a visa."),
        ("en", "The court will be lenient with those who help."),
        ("en", "You will not be prosecuted."),
        ("en", "Evidence is paid for."),
        ("ru", "Мы заплатим за документы."),
        ("ru", "Вас не будут преследовать."),
        ("ru", "Суд смягчит наказание."),
        ("be", "За доказы мы дамо прытулак."),
        ("be", "Вас не пакараюць."),
        ("be", "Гарантуем памілаванне."),
    ],
)
def test_a_promise_would_be_found(language: str, text: str):
    assert promises_in(text, language) != []


# The officers' way

NOTICES = ["insider_promise", "insider_warning", "insider_lawyer", "insider_few_knew"]


def test_an_officer_is_told_all_four_things_before_any_question_of_what_they_know():
    for answers in ({}, {"safe_now": "no"}, {"insider_lawyer": "first"}, {"insider_lawyer": "without"}):
        asked = [question.id for question in path(FORM, "insider", answers)]
        assert asked[0] == "safe_now"
        assert asked[1:5] == NOTICES
    assert all(FORM.question(each).kind is Kind.NOTICE for each in NOTICES if each != "insider_lawyer")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("officers")
    with serving(make_house(folder / "intake").path, folder / "output") as made:
        yield made


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_the_pages_the_warnings_stand_before_the_first_field(server: Server, language: str):
    reporter = reporter_of(server, language).begin("insider").answer({"safe_now": "yes"})
    for notice in NOTICES:
        assert reporter.at == notice
        page = unescape(reporter.page)
        question = FORM.question(notice)
        assert question.title("insider", language) in page
        assert question.hint("insider", language) in page
        assert "<textarea" not in page
        reporter.answer({"insider_lawyer": "without"} if notice == "insider_lawyer" else {notice: "read"})
    assert reporter.at not in NOTICES


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_wants_a_lawyer_first_is_stopped_and_shown_where_to_find_one(server: Server, language: str):
    reporter = reporter_of(server, language).begin("insider").walk("insider_lawyer")
    reporter.answer({"insider_lawyer": "first"})
    page: Any = unescape(reporter.page)
    assert 'data-page="interruption"' in page
    assert load_pages()["insider_lawyer"].titles[language] in page
    assert load_contact_kinds().kind("independent_lawyer").labels[language] in page
    assert page.index("door-leave") < page.index('value="next"')
