"""The pages of persons: work, blind first, two people, wrong method, anonymous, bad input, an older page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.zones.desk import cast, cast_command
from tests.zones.desk import cast_persons as people

from crimebook.identity.agreement import Agreement
from crimebook.identity.edges import Pair, Verdict
from crimebook.terms.errors import NotFoundError
from crimebook.work.persons.deciding import SaidMeanwhileError
from crimebook.work.reading.person_pages import PersonFilter
from crimebook.zones.desk.views import persons as views
from crimebook.zones.desk.views import reviewing

LIST, ONE = "/en/persons/", f"/en/persons/{people.PERSON_ID}/"
REVIEW, PART = f"{LIST}review/", f"{LIST}review/part/"
JUDGE, TAKE_BACK, SPLIT = f"{REVIEW}judge/", f"{REVIEW}take-back/", f"{ONE}split/"
WEIGHT = f"{REVIEW}weight/"
SAME = {"verdict": "same", "pair": "1-2", "seen": "12", "reason": "адзін шлем", "queue": ""}
BACK = {"edge": "5", "seen": "12"}
APART = {"mention": ["3"], "seen": "12", "reason": "another helmet"}
FORMS: tuple[tuple[str, dict[str, Any]], ...] = ((JUDGE, SAME), (TAKE_BACK, BACK), (SPLIT, APART))

Desk = dict[str, Any]


@pytest.fixture
def desk(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk whose persons are the cast, and what was asked of the floor below."""
    asked: Desk = {"review": people.review(), "person": people.person(), "visitor": visitor}

    def open_persons(actor: Any, chosen: PersonFilter, *, at: Any) -> Any:
        asked["chosen"] = chosen
        return people.persons(chosen, count=asked.get("count", 2))

    def open_person(actor: Any, person_id: int, *, at: Any) -> Any:
        if person_id != people.PERSON_ID:
            raise NotFoundError("nobody of that number in the cast")
        return asked["person"]

    def open_review(actor: Any, pair: Pair | None = None, *, queue: str = "", **named: Any) -> Any:
        asked["opened"] = (pair, queue, named["is_part"], named["onward"])
        return asked["review"]

    def act(name: str, value: Any = None) -> Callable[..., Any]:
        def answer(actor: Any, *positional: Any, **named: Any) -> Any:
            asked[name] = (*positional, named)
            if asked.get("fails"):
                raise asked["fails"]
            return value

        return answer

    monkeypatch.setattr(views.reading, "open_persons", open_persons)
    monkeypatch.setattr(views.reading, "open_person", open_person)
    monkeypatch.setattr(
        views.commanding,
        "open_where",
        lambda _actor, who, instant, at: (
            asked.update(where=(who, instant.isoformat())) or cast_command.where()
        ),
    )
    monkeypatch.setattr(reviewing.reading, "open_review", open_review)
    monkeypatch.setattr(reviewing.deciding, "judge", act("judge"))
    monkeypatch.setattr(reviewing.deciding, "take_back", act("take_back", Pair(1, 3)))
    monkeypatch.setattr(reviewing.deciding, "show_weight", act("show_weight"))
    monkeypatch.setattr(views.deciding, "split", act("split"))
    return asked


def text(desk: Desk, path: str, **headers: Any) -> str:
    answer = desk["visitor"].get(path, headers=headers)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "be", "ru"])
@pytest.mark.parametrize("page", ["persons/", f"persons/{people.PERSON_ID}/", "persons/review/"])
def test_a_page_works_in_every_language_and_says_what_an_allegation_is(
    desk: Desk, language: str, page: str
) -> None:
    shown = text(desk, f"/{language}/{page}")
    assert f'<html lang="{language}">' in shown
    assert "tag invented" in shown
    said = {"en": "not a judgment", "be": "не прысуд", "ru": "не приговор"}[language]
    assert said in shown


def test_two_mentions_stand_side_by_side_in_their_script_with_grades_bits_and_keys(desk: Desk) -> None:
    shown = text(desk, REVIEW)
    bare = re.sub(r"</?u>", "", shown)
    for words in ("Прыкладавец", "Prykladav", "Prikladowets", "3 more pairs", "90 %", "0.79", "41 pairs"):
        assert words in bare, words
    assert 'class="waterfall"' in shown
    assert "both give the same address" in shown
    for key in "sdunzrw":
        assert f'aria-keyshortcuts="{key}"' in shown, key


def test_what_differs_is_marked_also_between_two_scripts(desk: Desk) -> None:
    shown = text(desk, REVIEW).partition('class="sides"')[2]
    assert "330<u>7</u>" in shown
    assert '<tr class="differs"><th scope="row">Helmet' in shown
    assert '<tr class="differs"><th scope="row">Rank' not in shown
    assert 'class="latin"' in shown.partition('class="names"')[2].partition("</tr>")[0]


def test_only_one_s_own_word_can_be_taken_back(desk: Desk) -> None:
    assert text(desk, ONE).count("Take back<") == 2
    desk["person"] = people.person(decisions=(people.said(can_be_taken_back=False),))
    assert "Take back<" not in text(desk, ONE)


def test_the_score_can_be_asked_for_and_that_is_kept(desk: Desk) -> None:
    desk["review"] = people.review(people.blind())
    assert f'action="{WEIGHT}"' in text(desk, REVIEW)
    answer = desk["visitor"].post(WEIGHT, {"pair": "1-2", "queue": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{REVIEW}?pair=1-2")
    assert desk["show_weight"][0] == Pair(1, 2)


def test_the_first_word_is_blind(desk: Desk) -> None:
    desk["review"] = people.review(people.blind(), last=None)
    shown = text(desk, REVIEW)
    assert "first word without the score" in shown
    assert "waterfall" not in shown.partition('id="pair"')[2]
    assert "+2.5" not in shown


def test_what_was_hidden_stands_with_the_last_decision(desk: Desk) -> None:
    desk["review"] = people.review(people.blind())
    shown = text(desk, REVIEW).partition('id="told"')[2].partition('id="pair"')[0]
    assert "You said last" in shown
    assert "+2.5" in shown
    assert 'class="waterfall"' in shown


def test_a_suspect_asks_for_a_second_person(desk: Desk) -> None:
    assert "a second person will be asked" in text(desk, REVIEW)
    desk["review"] = people.review(people.pair(waits_for_second=True))
    assert "a second person is asked" in text(desk, REVIEW)


def test_a_word_against_earlier_ones_is_warned_of(desk: Desk) -> None:
    assert "judged different" not in text(desk, REVIEW)
    desk["review"] = people.review(people.pair(against=(people.said(6, Verdict.DIFFERENT),)))
    assert "judged different" in text(desk, REVIEW)


@pytest.mark.parametrize(
    ("agreement", "words"),
    [
        (Agreement(0, 0, None, None, None), "No pair has been judged by two people yet."),
        (Agreement(1, 2, 1.0, None, None), "Too little to say"),
        (Agreement(7, 3, 0.5, None, 0.25), "alpha): 0.25"),
    ],
)
def test_agreement_is_said_as_far_as_it_is_defined(desk: Desk, agreement: Agreement, words: str) -> None:
    desk["review"] = people.review(agreement=agreement)
    assert words in text(desk, REVIEW)


def test_where_words_contradict_each_other_the_page_leads_there(desk: Desk) -> None:
    shown = text(desk, REVIEW).partition('id="doubts"')[2]
    assert f'href="{REVIEW}?pair=1-3"' in shown
    assert people.NAMES[3] in shown
    desk["review"] = people.review(doubts=())
    assert 'id="doubts"' not in text(desk, REVIEW)


def test_an_empty_queue_says_so(desk: Desk) -> None:
    desk["review"] = people.review(pair=None, following="", left=0, waiting=0, last=None)
    assert "No two mentions wait for a decision." in text(desk, REVIEW)
    assert "Nothing waits for a second person." in text(desk, f"{REVIEW}?queue=second")
    assert 'data-token=""' in text(desk, PART)


def test_whoever_may_not_judge_sees_no_buttons(desk: Desk) -> None:
    desk["review"] = people.review(may_judge=False, last=None)
    desk["person"] = people.person(may_judge=False)
    assert '<form class="verdicts' not in text(desk, REVIEW)
    assert 'name="mention"' not in text(desk, ONE)


def test_a_word_reaches_the_use_case_and_the_next_pair_comes(desk: Desk) -> None:
    answer = desk["visitor"].post(JUDGE, SAME | {"queue": "second"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{REVIEW}?queue=second")
    pair, verdict, named = desk["judge"]
    assert (pair, verdict) == (Pair(1, 2), Verdict.SAME)
    assert (named["seen"], named["reason"]) == (12, "адзін шлем")


def test_what_was_left_for_later_does_not_come_back_at_once(desk: Desk) -> None:
    answer = desk["visitor"].post(JUDGE, SAME | {"onward": "1-4"})
    assert answer.headers["Location"] == f"{REVIEW}?onward=1-4"
    text(desk, f"{REVIEW}?onward=1-4")
    assert desk["opened"] == (None, "", False, Pair(1, 4))
    assert desk["visitor"].post(JUDGE, SAME | {"onward": "1"}).status_code == 400


def test_a_script_is_told_what_comes_next_and_no_more(desk: Desk) -> None:
    answer = desk["visitor"].post(JUDGE, SAME, headers={"X-Part": "told"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-token="1-2:12"' in shown
    assert "<html" not in shown
    assert 'class="sides"' not in shown


def test_a_part_is_the_pair_alone(desk: Desk) -> None:
    shown = text(desk, f"{PART}?pair=1-4&queue=second")
    assert desk["opened"] == (Pair(1, 4), "second", True, None)
    assert "<html" not in shown
    assert 'class="sides"' in shown


def test_taking_back_leads_to_the_pair_again_or_to_the_person(desk: Desk) -> None:
    answer = desk["visitor"].post(TAKE_BACK, BACK)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{REVIEW}?pair=1-3")
    assert desk["take_back"][0] == 5
    answer = desk["visitor"].post(TAKE_BACK, BACK | {"person": str(people.PERSON_ID)})
    assert answer.headers["Location"] == ONE


def test_a_split_takes_the_ticked_mentions(desk: Desk) -> None:
    answer = desk["visitor"].post(SPLIT, APART)
    assert (answer.status_code, answer.headers["Location"]) == (302, ONE)
    person_id, mentions, named = desk["split"]
    assert (person_id, mentions, named["seen"], named["reason"]) == (3, (3,), 12, "another helmet")


@pytest.mark.parametrize(("path", "form"), [*FORMS, (TAKE_BACK, BACK | {"person": "3"})])
def test_who_comes_second_sees_how_it_stands_and_that_nothing_was_written(
    desk: Desk, path: str, form: dict[str, Any]
) -> None:
    desk["fails"] = SaidMeanwhileError("somebody was faster")
    answer = desk["visitor"].post(path, form)
    assert answer.status_code == 409
    assert "Nothing of yours was written" in answer.content.decode()


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_without_the_right_there_is_nothing(desk: Desk, path: str, form: dict[str, Any]) -> None:
    desk["fails"] = NotFoundError("expected the right to judge")
    assert desk["visitor"].post(path, form).status_code == 404


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (JUDGE, SAME | {"verdict": ""}),
        (JUDGE, SAME | {"verdict": "withdrawn"}),
        (JUDGE, SAME | {"pair": "1-1"}),
        (JUDGE, SAME | {"pair": "1"}),
        (JUDGE, SAME | {"seen": "²"}),
        (JUDGE, SAME | {"queue": "third"}),
        (TAKE_BACK, BACK | {"edge": "-1"}),
        (TAKE_BACK, BACK | {"person": "x"}),
        (SPLIT, APART | {"mention": ["x"]}),
        (SPLIT, APART | {"seen": ""}),
    ],
)
def test_a_form_that_cannot_be_read_is_a_400(desk: Desk, path: str, form: dict[str, Any]) -> None:
    assert desk["visitor"].post(path, form).status_code == 400
    assert not {"judge", "take_back", "split"} & desk.keys()


@pytest.mark.parametrize(
    "path",
    [f"{LIST}?alleged=x", f"{LIST}?page=0", f"{LIST}?words=%00", f"{REVIEW}?pair=1-x", f"{REVIEW}?queue=x"],
)
def test_a_query_that_cannot_be_read_is_a_400(desk: Desk, path: str) -> None:
    assert desk["visitor"].get(path).status_code == 400


@pytest.mark.parametrize(("path", "form"), FORMS)
def test_a_form_is_posted_from_our_page_by_somebody_we_know(
    desk: Desk, path: str, form: dict[str, Any]
) -> None:
    assert desk["visitor"].get(path).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk["visitor"].cookies
    assert strict.post(path, form).status_code == 403
    answer = Client().post(path, form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/sign-in/")


@pytest.mark.parametrize("path", [LIST, ONE, REVIEW, PART])
def test_a_stranger_is_sent_to_the_page_about_links(desk: Desk, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/sign-in/")


def test_nobody_of_that_number_is_a_404(desk: Desk) -> None:
    assert desk["visitor"].get(f"{LIST}8/").status_code == 404


def test_a_filter_reaches_the_use_case_as_values(desk: Desk) -> None:
    text(desk, f"{LIST}?words=a&unit={cast.UNIT_REF}&alleged=yes&page=2")
    assert desk["chosen"] == PersonFilter("a", cast.UNIT_REF, "yes", 2)


def test_the_list_says_who_is_mentioned_how_often_and_how_far_it_has_come(desk: Desk) -> None:
    shown = text(desk, LIST)
    for words in (
        "Прыкладавец",
        "Prikladowets",
        "нейкі атрад",
        "2 sources",
        "contradictory",
        "no accusation",
    ):
        assert words in shown, words
    assert f'href="{REVIEW}"' in shown
    desk["count"] = 0
    assert "Nobody here fits." in text(desk, LIST)


def test_a_person_has_posts_allegations_what_is_missing_and_what_speaks_for_them(desk: Desk) -> None:
    shown = text(desk, ONE)
    for words in (
        "never more than a lead",
        'class="strip calendar"',
        "камандзір роты",
        "быў у іншым горадзе",
        "1 ground against it",
        "no source tells when they were born",
        "confirmed by Investigator",
        "before the score was shown",
        "contradict each other",
        "Split the ticked mentions off",
    ):
        assert words in shown, words


def test_where_somebody_was_is_answered_for_a_moment_of_the_book_s_clock(desk: Desk) -> None:
    assert "may have ended before" not in text(desk, ONE)
    shown = text(desk, f"{ONE}?at=2020-08-12T22:00")
    assert desk["where"] == (people.PERSON_ID, "2020-08-12T22:00:00+03:00")
    for words in ("may have ended before", "No source tells of a post", 'value="2020-08-12T22:00"'):
        assert words in shown, words
    assert desk["visitor"].get(f"{ONE}?at=yesterday").status_code == 400
    assert desk["visitor"].get(f"{ONE}?at=2020-08-12T22:00Z").status_code == 400


def test_a_person_of_whom_nothing_is_alleged_stands_there_plainly(desk: Desk) -> None:
    desk["person"] = people.person(
        status="", standards=(), ended=(), postings=(), missing=(), decisions=(), conflicts=(), together=(),
        mentions=(people.mention(3),),
    )  # fmt: skip
    shown = text(desk, ONE)
    for words in (
        "Nothing is alleged of this person here.",
        "No source tells a post.",
        "No source here speaks for them.",
        "Nothing that this page looks for.",
    ):
        assert words in shown, words
    assert 'name="mention"' not in shown
