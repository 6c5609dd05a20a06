"""Particulars set beside what sources say; a like name alone is never enough. All names are invented."""

from dataclasses import replace

import pytest

from crimebook.identity.particulars import (
    Asked,
    Fit,
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
    asked = Asked.of(who)
    return fit_of([likeness(asked, each) for each in told])


def said(name: str = "Зюзюлин Петр", **fields: object) -> Told:
    return Told(1, name, **fields)  # type: ignore[arg-type]


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
    named, born = said(NAME), replace(said("Варона Кірыл"), mention_id=2, birth="1979-04-02")
    assert fit(named) is Fit.NAME_ONLY
    assert fit(named, born) is Fit.STRONG
    assert fit(named, replace(born, birth="1990-01-01")) is Fit.NONE


def test_a_telephone_is_known_by_its_end_however_its_country_is_dialled():
    who = Particulars((NAME,), phone="8 029 000-11-22")
    assert fit(said(NAME, phone="+375 29 0001122"), who=who) is Fit.STRONG
    assert fit(said(NAME, phone="+375 29 0001123"), who=who) is Fit.NAME_ONLY


def test_the_reasons_say_what_agrees_and_what_differs():
    told = said(NAME, birth="1979", unit=("іншы аддзел",), helmet="0000")
    reasons = [str(each) for each in likeness(Asked.of(WHO), told).reasons]
    assert reasons[0] == "the names are written alike"
    assert reasons[1:] == [
        "the birth agrees, as far as both say it",
        "the unit differs, which transfers may explain",
    ]


def test_only_what_shares_a_sound_or_a_number_is_compared():
    asked = Asked.of(WHO)
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
        Particulars((NAME,), unit="полк\u202e"),
    ],
)
def test_a_list_and_what_is_no_person_are_refused(who: Particulars):
    with pytest.raises(InvalidValueError):
        check_particulars(who)


def test_writings_of_one_name_are_one_person():
    check_particulars(replace(WHO, names=(NAME, "Зязюлин Петр Янович", "Ziaziulin Piotr")))
