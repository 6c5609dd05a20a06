"""The pages of doubles: work, wrong method, anonymous, without the right, bad input, two people at once."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from tests.zones.desk import cast
from tests.zones.desk.cast_doubles import DOUBT_ID, besides, doubles, doubt, row

from crimebook.identity.doubles import DoubtKind
from crimebook.identity.edges import Pair, Verdict
from crimebook.terms.errors import NotFoundError
from crimebook.work.doubling import SaidMeanwhileError
from crimebook.work.reading.doubles import DoubtFilter
from crimebook.zones.desk.views import doubles as views
from crimebook.zones.desk.views import incidents

QUEUE, ONE = "/en/doubles/", f"/en/doubles/{DOUBT_ID}/"
JUDGE, TAKE_BACK = f"{ONE}judge/", f"{ONE}take-back/"
SAME = {"verdict": "same", "pair": "1-2", "seen": "12", "reason": "the same coat"}


@pytest.fixture
def desk(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return a desk whose doubts are the cast, and what was asked of the floor below."""
    asked: dict[str, Any] = {"page": doubt(), "visitor": visitor}

    def open_doubts(actor: Any, chosen: DoubtFilter, *, at: Any) -> Any:
        asked["chosen"] = chosen
        return doubles(chosen)

    def open_doubt(actor: Any, doubt_id: int, *, at: Any) -> Any:
        if doubt_id != DOUBT_ID:
            raise NotFoundError("nothing of that number in the cast")
        return asked["page"]

    def act(name: str) -> Any:
        def answer(actor: Any, doubt_id: int, *positional: Any, **named: Any) -> int:
            asked[name] = (actor, doubt_id, *positional, named)
            if asked.get("fails"):
                raise asked["fails"]
            return 1

        return answer

    monkeypatch.setattr(views.reading, "open_doubts", open_doubts)
    monkeypatch.setattr(views.reading, "open_doubt", open_doubt)
    monkeypatch.setattr(views.doubling, "judge", act("judge"))
    monkeypatch.setattr(views.doubling, "take_back", act("take_back"))
    return asked


def text(desk: dict[str, Any], path: str) -> str:
    answer = desk["visitor"].get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "be", "ru"])
@pytest.mark.parametrize("page", ["doubles/", f"doubles/{DOUBT_ID}/"])
def test_a_page_works_in_every_language(desk: dict[str, Any], language: str, page: str) -> None:
    assert f'<html lang="{language}">' in text(desk, f"/{language}/{page}")


def test_the_queue_says_what_is_shared_by_whom_and_what_it_would_settle(desk: dict[str, Any]) -> None:
    shown = text(desk, QUEUE)
    for words in (
        "One address",
        "sample-cases:1",
        "both give the same address",
        "would settle 3 pairs",
        "against",
    ):
        assert words in shown
    assert f'href="{ONE}"' in shown


def test_a_filter_reaches_the_use_case_as_values(desk: dict[str, Any]) -> None:
    text(desk, f"{QUEUE}?kind=event&subject=recording&source=a&state=decided&page=2")
    assert desk["chosen"] == DoubtFilter("recording", "event", "a", "decided", 2)


def test_an_empty_queue_says_so(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views.reading, "open_doubts", lambda *_, **__: doubles(count=0))
    assert "Nothing here is in doubt." in text(desk, QUEUE)


def test_two_records_stand_side_by_side_with_words_romanised_reasons_and_buttons(
    desk: dict[str, Any],
) -> None:
    shown = text(desk, ONE)
    assert 'class="members incident side"' in shown
    for words in (
        "Чалавека збілі",
        "Chalav",
        "their acts are other ones",
        ">Same<",
        ">Different<",
        ">Unsure<",
    ):
        assert words in shown
    for key in "sdun":
        assert f'aria-keyshortcuts="{key}"' in shown
        assert f"<kbd>{key}</kbd>" in shown
    assert "All the same" not in shown


def test_three_records_are_a_list_and_can_be_decided_at_once(desk: dict[str, Any]) -> None:
    desk["page"] = doubt(3)
    shown = text(desk, ONE)
    assert 'class="members incident side"' not in shown
    assert "All the same" in shown
    assert "3 pairs to decide" in shown


def test_a_decision_is_shown_with_who_and_when_and_can_be_taken_back(desk: dict[str, Any]) -> None:
    desk["page"] = doubt(3, is_decided=True)
    shown = text(desk, ONE)
    assert "Рэцэнзент" in shown
    assert "the same coat" in shown
    assert shown.count("Take back<") == 1
    assert 'aria-keyshortcuts="z"' in shown


def test_a_conflict_is_shown_with_both_words(desk: dict[str, Any]) -> None:
    desk["page"] = doubt(3, is_decided=True, is_torn=True)
    shown = text(desk, ONE).partition('id="conflicts"')[2].partition("</section>")[0]
    assert "verdict different" in shown
    assert "verdict same" in shown


def test_whoever_may_not_judge_sees_no_buttons(desk: dict[str, Any]) -> None:
    desk["page"] = doubt(3, is_decided=True, may_judge=False)
    shown = text(desk, ONE)
    assert '<form class="verdicts' not in shown
    assert "Take back<" not in shown


@pytest.mark.parametrize("kind", [kind for kind in DoubtKind if kind is not DoubtKind.COMMON])
def test_every_kind_of_doubt_has_its_words(desk: dict[str, Any], kind: DoubtKind) -> None:
    desk["page"] = doubt(doubt=row(kind))
    assert f"<h1>{kind.value}</h1>" not in text(desk, ONE)


def test_what_is_too_common_or_gone_has_no_pairs(desk: dict[str, Any]) -> None:
    nothing: dict[str, Any] = {"members": (), "pairs": (), "pairs_in_all": 0, "open_pairs": 0}
    desk["page"] = doubt(doubt=row(DoubtKind.COMMON), **nothing)
    assert "no two of them are proposed" in text(desk, ONE)
    desk["page"] = doubt(**nothing)
    assert "no longer in doubt" in text(desk, ONE)


def test_a_word_reaches_the_use_case_and_the_page_comes_back(desk: dict[str, Any]) -> None:
    answer = desk["visitor"].post(JUDGE, SAME)
    assert (answer.status_code, answer.headers["Location"]) == (302, ONE)
    actor, doubt_id, verdict, named = desk["judge"]
    assert (actor.key, doubt_id, verdict) == (cast.INVESTIGATOR.key, DOUBT_ID, Verdict.SAME)
    assert (named["pairs"], named["seen"], named["reason"]) == ((Pair(1, 2),), 12, "the same coat")


def test_all_is_said_as_all(desk: dict[str, Any]) -> None:
    desk["visitor"].post(JUDGE, SAME | {"pair": "all"})
    assert desk["judge"][-1]["pairs"] is None


def test_taking_back_reaches_the_use_case(desk: dict[str, Any]) -> None:
    answer = desk["visitor"].post(TAKE_BACK, {"change": "5", "seen": "12"})
    assert (answer.status_code, answer.headers["Location"]) == (302, ONE)
    assert desk["take_back"][1:3] == (DOUBT_ID, 5)


@pytest.mark.parametrize(("path", "form"), [(JUDGE, SAME), (TAKE_BACK, {"change": "5", "seen": "12"})])
def test_who_comes_second_sees_how_it_stands_and_that_nothing_was_written(
    desk: dict[str, Any], path: str, form: dict[str, str]
) -> None:
    desk["fails"] = SaidMeanwhileError("somebody was faster")
    answer = desk["visitor"].post(path, form)
    assert answer.status_code == 409
    assert "Nothing of yours was written" in answer.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {"verdict": ""},
        {"verdict": "withdrawn"},
        {"verdict": "perhaps"},
        {"pair": "1"},
        {"pair": "1-1"},
        {"pair": "1-2-3"},
        {"pair": "one-two"},
        {"pair": "1-99999999999999999999999"},
        {"seen": ""},
        {"seen": "-1"},
        {"seen": "²"},
    ],
)
def test_a_form_that_cannot_be_read_is_a_400(desk: dict[str, Any], form: dict[str, str]) -> None:
    assert desk["visitor"].post(JUDGE, SAME | form).status_code == 400
    assert "judge" not in desk


@pytest.mark.parametrize(
    "query", ["kind=common", "kind=x", "subject=unit", "state=lost", "page=0", "source=%00"]
)
def test_a_query_that_cannot_be_read_is_a_400(desk: dict[str, Any], query: str) -> None:
    assert desk["visitor"].get(f"{QUEUE}?{query}").status_code == 400


@pytest.mark.parametrize("path", [QUEUE, ONE, JUDGE, TAKE_BACK])
def test_a_stranger_is_sent_to_the_page_about_links(desk: dict[str, Any], path: str) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(path)
        if method == "post" and path in {QUEUE, ONE}:
            assert answer.status_code == 405
        else:
            assert (answer.status_code, answer.headers["Location"]) == (302, "/en/sign-in/")


@pytest.mark.parametrize("path", [JUDGE, TAKE_BACK])
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_form_is_posted(desk: dict[str, Any], path: str, method: str) -> None:
    assert getattr(desk["visitor"], method)(path).status_code == 405


@pytest.mark.parametrize("path", [JUDGE, TAKE_BACK])
def test_a_form_without_the_mark_of_our_page_is_refused(desk: dict[str, Any], path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk["visitor"].cookies
    assert strict.post(path, SAME).status_code == 403


@pytest.mark.parametrize("path", [JUDGE, TAKE_BACK])
def test_without_the_right_there_is_nothing(desk: dict[str, Any], path: str) -> None:
    desk["fails"] = NotFoundError("expected the right to judge")
    assert desk["visitor"].post(path, SAME | {"change": "1"}).status_code == 404


@pytest.mark.parametrize("path", ["/en/doubles/8/", "/en/doubles/99999999999999999999999/", "/en/doubles/x/"])
def test_an_unknown_doubt_is_a_404(desk: dict[str, Any], path: str) -> None:
    assert desk["visitor"].get(path).status_code == 404


def test_the_page_of_an_incident_says_where_else_it_is_told(visitor: Client, monkeypatch: Any) -> None:
    page = replace(cast.incident(), besides=besides())
    monkeypatch.setattr(incidents.reading, "open_incident", lambda *_, **__: page)
    shown = visitor.get(f"/en/incidents/{cast.INCIDENT_REF}/").content.decode()
    part = shown.partition('id="doubles"')[2].partition("</section>")[0]
    for words in (
        "Judged to be one with:",
        "leads",
        "One recording of several incidents",
        "sample-cases:4",
        ONE,
    ):
        assert words in part
