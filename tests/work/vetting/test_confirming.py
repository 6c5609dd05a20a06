"""Two people make an answer; it is what the register holds then, and is read by the two alone."""

from dataclasses import replace

import pytest
from tests.stores.register.officers import add_involvement, add_posting
from tests.work.vetting.cast import (
    BORN,
    IHAR,
    LATER,
    NAME,
    NOW,
    OLHA,
    RITA,
    WHO,
    WISH,
    asked,
    bring_to,
    implicated,
    join,
    officer,
    open_register,
)

from crimebook.custody.events import Event
from crimebook.identity.particulars import Particulars
from crimebook.identity.vetting import Answer, Finding
from crimebook.stores.register.events import signed_chain_of
from crimebook.stores.register.models import Citation, Source, Unit, VettingStep
from crimebook.terms.digests import Purpose, digest_value
from crimebook.work.reading.vetting import open_question, open_questions
from crimebook.work.vetting import confirming
from crimebook.work.vetting.asking import note_reply
from crimebook.work.vetting.confirming import confirm
from crimebook.work.vetting.questions import Reply, Stage, VettingError, question

pytestmark = pytest.mark.django_db


def events_of(chain: str) -> list[Event]:
    return [each.event for each in signed_chain_of(chain)]


@pytest.fixture(autouse=True)
def _register(db: None) -> None:
    open_register()


def answered(particulars: Particulars = WHO) -> Finding:
    token = asked(wish=replace(WISH, particulars=particulars))
    return confirm(RITA, token, seen=question(token).seen, at=NOW)


def test_a_corroborated_allegation_implicates_with_its_standard_and_what_was_compared():
    implicated(officer())
    officer("p2", name="Варона Кірыл", birth="")
    found = answered()
    assert (found.answer, found.standard, found.is_uncertain) == (Answer.IMPLICATED, "balance", False)
    assert (found.fields, found.looked_at) == (("birth",), 2)
    (alleged,) = found.allegations
    assert (alleged.incident, alleged.status, alleged.reviewer) == ("a-source:1", "corroborated", "rita")


def test_what_was_compared_is_kept_with_the_answer_field_by_field():
    officer(badge="МА 123456", rank="police.captain", rank_words="капитан", birth="1979")
    who = replace(WHO, badge="ма-123456", rank="маёр міліцыі", unit="Вымышлены полк")
    (person,) = answered(who).persons
    told = {each.field: (each.asked, each.told, str(each.reason)) for each in person.compared}
    assert told["badge"] == ("ма-123456", "МА 123456", "one service number")
    assert told["birth"] == ("1979-04-02", "1979", "born in one year; one of them tells no more")
    assert told["rank"][:2] == ("маёр міліцыі", "капитан")
    assert "unit" not in told
    assert [each.field for each in person.compared].count("name") == 3


def test_a_unit_is_known_by_any_of_its_names():
    unit = Unit.objects.create(
        source=Source.objects.get(name="another"),
        external_id="u1",
        names=[["be", "Вымышлены полк"], ["en", "Invented regiment"]],
        citation=Citation.objects.order_by("pk")[0],
    )
    officer(birth="", unit=unit, helmet="3307")
    found = answered(replace(WHO, birth="", unit="invented REGIMENT", helmet="№ 3307"))
    assert found.answer is Answer.MENTIONED_ONLY
    assert {str(each.reason) for each in found.persons[0].compared} >= {
        "one unit",
        "one helmet number in one unit",
    }


def test_a_lead_a_name_and_a_post_are_mentions_only():
    mention = officer()
    assert answered().answer is Answer.MENTIONED_ONLY
    add_posting(mention)
    involvement = add_involvement(mention)
    found = answered()
    assert (found.answer, found.standard) == (Answer.MENTIONED_ONLY, "")
    bring_to(involvement, "named")
    assert answered().answer is Answer.MENTIONED_ONLY


def test_whom_evidence_clears_is_cleared():
    bring_to(add_involvement(officer(), mode="commits"), "named", "cleared")
    assert answered().answer is Answer.CLEARED


def test_one_who_stopped_it_is_not_accused_of_it():
    add_involvement(officer(), degree="stopped")
    found = answered()
    assert (found.answer, found.allegations) == (Answer.MENTIONED_ONLY, ())
    assert "times the person stopped it or refused: 1" in map(str, found.reasons)


def test_what_hangs_on_any_mention_of_the_person_counts_and_no_more_once_they_are_apart():
    named, other = officer(), officer("p2", name="Птушка", birth="")
    implicated(other)
    assert answered().answer is Answer.MENTIONED_ONLY
    join(named, other)
    assert answered().answer is Answer.IMPLICATED


def test_two_who_fit_are_uncertain_and_never_a_yes():
    implicated(officer())
    implicated(officer("p2", name="Зязюлин П. Я."))
    found = answered()
    assert (found.answer, found.is_uncertain) == (Answer.UNKNOWN, True)
    assert len(found.persons) == 2


def test_a_like_name_alone_is_uncertain_and_nobody_is_unknown():
    implicated(officer())
    assert answered(Particulars((NAME,))).is_uncertain
    found = answered(replace(WHO, birth="1991-01-01"))
    assert (found.answer, found.is_uncertain, found.persons) == (Answer.UNKNOWN, False, ())
    assert found.looked_at == 1


def test_nobody_confirms_their_own_question_and_nothing_is_compared_before(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(confirming, "compare", lambda _: pytest.fail("compared too early"))
    token = asked()
    with pytest.raises(VettingError, match="second person"):
        confirm(IHAR, token, seen=question(token).seen, at=NOW)
    assert not VettingStep.objects.filter(kind="confirmed").exists()


def test_the_reply_comes_first():
    officer()
    token = asked(reply="reply_sought")
    with pytest.raises(VettingError, match="has to be sought first"):
        confirm(RITA, token, seen=question(token).seen, at=NOW)
    assert confirm(RITA, token, seen=question(token).seen, at=LATER).answer is Answer.MENTIONED_ONLY


def test_what_was_not_seen_is_not_confirmed():
    token = asked()
    before = question(token).seen
    note_reply(IHAR, token, "reply_given", "abroad", at=NOW)
    with pytest.raises(VettingError, match="look again"):
        confirm(RITA, token, seen=before, at=NOW)


def test_an_answer_is_of_its_instant_and_its_digest_stands_in_the_chain():
    mention = officer(birth=BORN)
    token = asked()
    found = confirm(RITA, token, seen=question(token).seen, at=NOW)
    implicated(mention)
    assert question(token).finding == found
    event = events_of(f"vetting:{token}")[-1]
    assert (event.deed.action, event.deed.actor) == ("opened", "rita")
    assert event.deed.outputs == (digest_value(Purpose.VETTING, found.to_json()),)
    with pytest.raises(VettingError, match="has ended"):
        confirm(OLHA, token, seen=question(token).seen, at=NOW)


def test_the_answer_is_for_the_two_and_each_reading_is_recorded():
    officer()
    token = asked()
    page = open_question(RITA, token, at=NOW)
    assert (page.may_confirm, page.is_own, page.finding, page.reply) == (True, False, None, Reply.ENDANGERS)
    assert not open_question(IHAR, token, at=NOW).may_confirm
    confirm(RITA, token, seen=page.question.seen, at=NOW)
    shown = {each.key: open_question(each, token, at=NOW).finding for each in (IHAR, RITA, OLHA)}
    assert (shown["olha"], shown["ihar"]) == (None, shown["rita"])
    assert shown["ihar"] is not None
    assert events_of("journal:olha")[-1].deed.inputs == (f"vetting:{token}",)


def test_the_list_says_where_each_question_stands():
    token = asked()
    shown = open_questions(IHAR, at=NOW)
    (line,) = shown.lines
    assert (line.stage, line.is_own, line.name) == (Stage.ASKED, True, "Зязюлин Петр Янович")
    assert (shown.own_open, shown.left_today, shown.total, shown.pages) == (token, 2, 1, 1)
    assert open_questions(RITA, at=NOW).own_open == ""
