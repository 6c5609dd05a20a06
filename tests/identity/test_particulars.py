"""Particulars set beside what sources say; a like name alone is never enough. All names are invented."""

from dataclasses import replace
from typing import Any

import pytest

from crimebook.identity.fields.mentions import MentionWords
from crimebook.identity.linking.models import load_model
from crimebook.identity.particulars import (
    Asked,
    Fit,
    Known,
    Particulars,
    Told,
    check_particulars,
    fit_of,
    likeness,
    may_fit,
)
from crimebook.terms.errors import InvalidValueError

NAME = "Зязюлін Пятро Янавіч"
WHO = Particulars((NAME,), birth="1979-04-02", rank="маёр", unit="Вымышлены полк", badge="КЛ-17 03")


def fit(*told: Told, who: Particulars = WHO) -> Fit:
    asked = asked_of(who)
    return fit_of([likeness(asked, each) for each in told])


def asked_of(who: Particulars = WHO, **known: str) -> Asked:
    return Asked.of(who, load_model("persons"), Known(**known))


def said(
    name: str = "Зюзюлин Петр",
    *,
    rank: tuple[str, ...] = (),
    unit: tuple[str, ...] = (),
    code: str = "",
    unit_id: str = "",
    **fields: Any,
) -> Told:
    words = MentionWords(1, name, rank=code, unit=unit_id, unit_words=unit[0] if unit else "", **fields)
    return Told(words, rank, unit)


@pytest.mark.parametrize(
    ("told", "firmness"),
    [
        (said("Zyazyulin Pyotr Yanovich"), Fit.NAME_ONLY),
        (said(NAME, birth="1979-04-02"), Fit.STRONG),
        (said(NAME, birth="1979"), Fit.NAME_ONLY),
        (said(NAME, birth="1979", unit=("вымышлены ПОЛК, 2 рота",)), Fit.FAIR),
        (said(NAME, rank=("маёр міліцыі",), unit=("Вымышлены полк",)), Fit.FAIR),
        (said(NAME, unit=("Вымышлены полк",)), Fit.NAME_ONLY),
        (said(NAME, badge="кл 17-03"), Fit.STRONG),
        (said("Зязюлин", badge="кл-1703"), Fit.STRONG),
        (said("", badge="кл-1703"), Fit.NAME_ONLY),
        (said("Варона Кірыл", badge="кл-1703"), Fit.NAME_ONLY),
        (said("Варона Кірыл", birth="1979-04-02", unit=("Вымышлены полк",)), Fit.NONE),
        (said(NAME, birth="1979-04-03", badge="кл-1703"), Fit.NAME_ONLY),
        (said(NAME, birth="1980", unit=("Вымышлены полк",), rank=("маёр",)), Fit.NAME_ONLY),
        (said(NAME, birth="1985"), Fit.NONE),
        (said(NAME, birth="1985", badge="кл-1703"), Fit.NAME_ONLY),
    ],
)
def test_how_firmly_a_mention_fits_follows_from_what_agrees_beside_the_name(told: Told, firmness: Fit):
    assert fit(told) is firmness


def test_what_any_mention_of_one_person_says_counts_for_the_person():
    named, born = said(NAME), said("Варона Кірыл", birth="1979-04-02")
    assert fit(named) is Fit.NAME_ONLY
    assert fit(named, born) is Fit.STRONG
    assert fit(named, said("Варона Кірыл", birth="1990-01-01")) is Fit.NONE


def test_a_telephone_is_known_by_its_end_however_its_country_is_dialled():
    who = Particulars((NAME,), phone="8 029 000-11-22")
    assert fit(said(NAME, phone="+375 29 0001122"), who=who) is Fit.STRONG
    assert fit(said(NAME, phone="+375 29 0001123"), who=who) is Fit.NAME_ONLY


def test_what_was_compared_is_told_with_both_writings_in_the_words_of_the_review_page():
    told = said(NAME, birth="1979", unit=("іншы аддзел",), helmet="0000")
    found = likeness(asked_of(), told)
    assert [(each.field, str(each.reason)) for each in found.compared] == [
        ("name", "one surname, in whatever letters"),
        ("name", "forms of one given name"),
        ("name", "one patronymic"),
        ("birth", "born in one year; one of them tells no more"),
        ("unit", "the units are other ones; people are moved"),
    ]
    assert (found.compared[3].asked, found.compared[3].told) == ("1979-04-02", "1979")
    assert found.reasons == tuple(each.reason for each in found.compared)
    assert (found.agrees, found.differs) == ({"birth"}, {"unit"})


def test_a_misread_number_and_a_promotion_are_near_and_lift_nobody():
    asked = asked_of(rank="police.major", day="2026-01-01")
    found = likeness(
        asked, said(NAME, badge="КЛ-17 08", rank=("капитан",), code="police.captain", told="2020-08-10")
    )
    assert found.agrees == found.differs == frozenset()
    assert fit_of([found]) is Fit.NAME_ONLY
    assert {"the numbers differ by one sign, as when one is misread"} < set(map(str, found.reasons))


def test_without_a_day_another_rank_differs_from_nothing():
    asked = asked_of(rank="police.major", day="2026-01-01")
    for code in ("police.captain", "police.private"):
        found = likeness(asked, said(NAME, rank=("x",), code=code))
        assert "rank" not in found.agrees | found.differs
        assert [str(each.reason) for each in found.compared if each.field == "rank"] == [
            "the ranks are other ones; the source tells no day, and promotions may explain it"
        ]
    assert likeness(asked, said(NAME, code="police.private", told="2020-08-10")).differs == {"rank"}
    assert likeness(asked, said(NAME, code="police.major")).agrees == {"rank"}


def test_a_helmet_is_somebody_s_own_in_their_unit_alone():
    who = Particulars((NAME,), unit="полк", helmet="3307")
    told = said(NAME, helmet="№ 3307", unit_id="7")
    assert likeness(asked_of(who, unit="7"), told).agrees == {"helmet", "unit"}
    assert likeness(asked_of(who, unit="8"), told).agrees == frozenset()


def test_days_and_months_exchanged_are_near_and_a_digit_more_differs():
    assert likeness(asked_of(), said(NAME, birth="1979-02-04")).differs == frozenset()
    assert likeness(asked_of(), said(NAME, birth="1979-02-04")).agrees == frozenset()
    assert likeness(asked_of(), said(NAME, birth="1979-04-12")).differs == {"birth"}


def test_what_the_engine_cannot_read_is_compared_as_it_is_written():
    found = likeness(asked_of(Particulars((NAME,), badge="А-12")), said(NAME, badge="а 12"))
    assert found.agrees == {"badge"}
    assert "the badge is written alike" in map(str, found.reasons)


def test_a_source_without_a_name_says_so():
    assert "the source names nobody" in map(str, likeness(asked_of(), said("", badge="КЛ-1703")).reasons)


def test_only_what_shares_a_sound_or_a_number_is_compared():
    asked = asked_of()
    assert may_fit(asked, said("Zyazyulin P."))
    assert may_fit(asked, said("", badge="КЛ 1703".replace(" ", "-")))
    assert not may_fit(asked, said("Варона Кірыл"))


@pytest.mark.parametrize(
    "who",
    [
        Particulars(()),
        Particulars(("",)),
        Particulars(("П.",)),
        Particulars((f"{NAME}; Варона Кірыл",)),
        Particulars((f"{NAME}\nВарона Кірыл",)),
        Particulars((NAME, "Варона Кірыл")),
        Particulars((NAME,) * 5),
        Particulars(("Зязюлін" * 40,)),
        Particulars((NAME,), birth="2 красавіка 1979"),
        Particulars((NAME,), birth="1979-13"),
        Particulars((NAME,), birth="1979-02-29"),
        Particulars((NAME,), birth="0000"),
        Particulars((NAME,), unit="полк\u202e"),
    ],
)
def test_a_list_and_what_is_no_person_are_refused(who: Particulars):
    with pytest.raises(InvalidValueError):
        check_particulars(who)


@pytest.mark.parametrize("birth", ["", "1979", "1979-02", "1980-02-29", "1979-12-31"])
def test_a_birth_is_known_as_far_as_it_is(birth: str):
    check_particulars(replace(WHO, birth=birth))


def test_writings_of_one_name_are_one_person():
    check_particulars(replace(WHO, names=(NAME, "Зязюлин Петр Янович", "Ziaziulin Piotr")))
