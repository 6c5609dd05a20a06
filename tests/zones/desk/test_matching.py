"""The page of candidates without scripts: what it says, what its forms ask for, and who was faster."""

from typing import Any

import pytest
from django.test import Client
from tests.zones.desk import cast_matches
from tests.zones.desk.cast_matches import NEXT, REF

from crimebook.spacetime.verdicts import MatchWord
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.reasons import reason
from crimebook.terms.windows import SubjectKind
from crimebook.work.judging_matches import InstantOutsideError, Opinion, Pairing, SaidMeanwhileError
from crimebook.work.reading.match_pages import MatchFilter, WithWord
from crimebook.work.reading.page_parts import TermView
from crimebook.zones.desk.drawing.plainly import Plainly, say_plainly
from crimebook.zones.desk.views import matching as views

ONE = f"/en/matches/{REF}/"
SAID = {
    "kind": "recording",
    "seen_ref": "sample-channels:street/7550",
    "seen": "0",
    "bits": "7.25",
    "verdict": "confirmed",
    "reason": "the same bus",
}


@pytest.fixture
def desk(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    asked: dict[str, Any] = {"visitor": visitor, "fails": None}

    def open_candidates(_actor: Any, ref: str, chosen: MatchFilter, *, entered: Any, at: Any) -> Any:
        asked["chosen"], asked["entered"] = chosen, entered
        return cast_matches.candidates(chosen, ref)

    def judge(_actor: Any, pairing: Pairing, opinion: Opinion, **named: Any) -> None:
        asked["judged"] = (pairing, opinion, named["seen"], named["bits"])
        if asked["fails"]:
            raise asked["fails"]

    def take_back(_actor: Any, number: int, **named: Any) -> Pairing:
        asked["taken"] = (number, named["seen"])
        return Pairing(
            cast_matches_ref(asked.get("about", REF)), SubjectKind.RECORDING, cast_matches_ref(REF)
        )

    monkeypatch.setattr(views.reading, "open_candidates", open_candidates)
    monkeypatch.setattr(views.reading, "open_next", lambda _actor, *, at: asked.get("next", REF))
    monkeypatch.setattr(views.judging_matches, "judge", judge)
    monkeypatch.setattr(views.judging_matches, "take_back", take_back)
    return asked


def cast_matches_ref(text: str) -> Any:
    return views.Ref.parse(text)


@pytest.mark.parametrize("language", ["en", "be", "ru"])
def test_a_page_says_its_words_escaped_in_every_language(desk: dict[str, Any], language: str):
    said = desk["visitor"].get(f"/{language}/matches/{REF}/").content.decode()
    assert "the same &lt;b&gt;bus&lt;/b&gt;" in said
    assert "<b>bus" not in said
    caution = {
        "en": "A score is not a probability of guilt.",
        "be": "не імавернасць віны",
        "ru": "не вероятность вины",
    }
    assert caution[language] in said


def test_the_queue_leads_to_its_first_incident_and_says_when_it_is_empty(desk: dict[str, Any]):
    assert desk["visitor"].get("/en/matches/").headers["Location"] == ONE
    desk["next"] = ""
    assert "No match waits for a verdict." in desk["visitor"].get("/en/matches/").content.decode()


def test_an_address_narrows_the_list_and_keeps_the_place_of_return(desk: dict[str, Any]):
    query = "?kind=recording&placed=yes&said=mine&least=2%2C5&camera=a%3A1&from=1~3.25~13"
    said = desk["visitor"].get(ONE + query).content.decode()
    assert desk["chosen"] == MatchFilter(SubjectKind.RECORDING, True, WithWord.MINE, 2.5, "a:1")
    assert (desk["entered"].score_bits, desk["entered"].incident_id) == (3.25, 13)
    assert f"/en/matches/{REF}/judge/?kind=recording&amp;placed=yes&amp;said=mine&amp;least=2.5" in said
    assert f"/en/matches/{NEXT}/" in said


@pytest.mark.parametrize(
    "query", ["?kind=incident", "?placed=x", "?said=x", "?least=nan", "?from=1~x~2", "?page=0"]
)
def test_what_cannot_be_asked_is_refused(desk: dict[str, Any], query: str):
    assert desk["visitor"].get(ONE + query).status_code == 400


def test_a_verdict_is_taken_with_what_was_shown_and_leads_back_to_the_same_list(desk: dict[str, Any]):
    answer = desk["visitor"].post(f"{ONE}judge/?placed=yes&from=1~3.25~13", SAID)
    assert answer.headers["Location"] == f"{ONE}?placed=yes&from=1~3.25~13#candidates"
    pairing, opinion, seen, bits = desk["judged"]
    assert (str(pairing.incident), str(pairing.seen)) == (REF, SAID["seen_ref"])
    assert (opinion, seen, bits) == (Opinion(MatchWord.CONFIRMED, "the same bus"), 0, 7.25)


@pytest.mark.parametrize(("said", "second"), [("3:12", 192), ("192", 192), ("1:02:03", 3_723), ("", None)])
def test_an_instant_is_said_in_seconds_or_minutes(desk: dict[str, Any], said: str, second: int | None):
    assert desk["visitor"].post(f"{ONE}judge/", SAID | {"seen_at": said}).status_code == 302
    assert desk["judged"][1].seen_at_s == second


def test_an_instant_outside_the_recording_is_told_and_nothing_is_written(desk: dict[str, Any]):
    desk["fails"] = InstantOutsideError("an instant inside the recording, 0 to 60 s", "192 s", "")
    answer = desk["visitor"].post(f"{ONE}judge/", SAID | {"seen_at": "3:12"})
    assert answer.status_code == 409
    assert "not inside the recording" in answer.content.decode()


def test_a_page_says_at_what_second_it_was_seen_and_what_the_clock_would_be_learnt_as(desk: dict[str, Any]):
    said = desk["visitor"].get(ONE).content.decode()
    assert "seen at 3:12" in said
    assert "The clock of camera 7:" in said
    assert "3 confirmed, 1 time by GPS, ahead by +0:42 ± 9 s" in said
    assert "`crimebook learn`" in said
    assert said.count('name="seen_at"') == sum(
        each.match.kind is SubjectKind.RECORDING for each in cast_matches.candidates().rows
    )


def test_who_was_slower_is_told_and_sees_how_it_stands(desk: dict[str, Any]):
    desk["fails"] = SaidMeanwhileError("somebody was faster")
    answer = desk["visitor"].post(f"{ONE}judge/", SAID)
    assert answer.status_code == 409
    assert "Nothing of yours was written" in answer.content.decode()


@pytest.mark.parametrize(
    "differing",
    [
        {"verdict": "withdrawn"},
        {"verdict": ""},
        {"kind": "incident"},
        {"bits": "x"},
        {"bits": "inf"},
        {"seen": "-1"},
        {"seen_at": "3 min"},
        {"seen_at": "3:72"},
        {"seen_at": "-4"},
    ],
)
def test_a_form_that_nobody_was_shown_is_refused(desk: dict[str, Any], differing: dict[str, str]):
    assert desk["visitor"].post(f"{ONE}judge/", SAID | differing).status_code == 400
    assert "judged" not in desk


def test_a_word_without_why_is_refused(desk: dict[str, Any]):
    desk["fails"] = InvalidValueError("a reason in your own words", "none", "say what you saw")
    assert desk["visitor"].post(f"{ONE}judge/", SAID).status_code == 400


def test_a_word_is_taken_back_and_leads_to_the_incident_that_it_was_about(desk: dict[str, Any]):
    form = {"number": "5", "seen": "6"}
    answer = desk["visitor"].post(f"{ONE}take-back/", form)
    assert (desk["taken"], answer.headers["Location"]) == ((5, 6), f"{ONE}#candidates")
    desk["about"] = NEXT
    assert desk["visitor"].post(f"{ONE}take-back/", form).headers["Location"] == f"/en/matches/{NEXT}/"


def test_a_score_is_said_in_plain_numbers_and_no_more_exactly_than_it_is():
    def term(name: str, bits: float) -> TermView:
        return TermView(name, bits, reason("x"))

    rare = (term("prior", -7.0), term("time", 6.0), term("place", 4.05))
    assert say_plainly(rare, 3.05) == Plainly("for", 1100, is_likely=True, odds=8)
    assert say_plainly((term("prior", -7.0), term("time", 0.4)), -6.6) == Plainly(
        "even", 1, is_likely=False, odds=97
    )
    assert say_plainly((term("prior", 0.0), term("view", -3.0)), -3.0).fits == "against"
