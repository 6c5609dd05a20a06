"""Plans: narrow nets weigh more than wide ones, and a wider net holds the narrower."""

import pytest

from crimebook.search.plans import FEW, All, Best, Field, InOrder, Net, Prefer, Some, Term, make_plans
from crimebook.search.plans import allowed_slips as slips
from crimebook.search.questions import parse_question


def weights(node: Best) -> dict[Field, float]:
    return {each.field: each.weight for each in node.of if isinstance(each, Term)}


def test_a_form_weighs_more_than_a_stem_and_a_stem_more_than_a_sound() -> None:
    (plan, *_) = make_plans(parse_question("дубінкамі"))
    assert isinstance(plan.node, All)
    (word,) = plan.node.of
    assert isinstance(word, Best)
    weighed = weights(word)
    assert weighed[Field.FORMS] > weighed[Field.STEMS] > weighed[Field.SOUNDS] > 0


def test_the_nets_are_cast_from_narrow_to_wide_and_hold_each_other() -> None:
    strict, slipping, loose = make_plans(parse_question("избили дубинками"))
    assert [plan.net for plan in (strict, slipping, loose)] == [Net.EVERY_WORD, Net.SLIPS, Net.MOST_WORDS]
    assert (strict.enough, slipping.enough) == (FEW, 1)
    assert isinstance(slipping.node, Prefer)
    assert isinstance(loose.node, Prefer)
    assert slipping.node.better == strict.node
    assert loose.node.better == slipping.node


def test_most_words_are_half_of_those_that_may_go() -> None:
    loose = make_plans(parse_question("шлем чорны шчыт 114"))[-1].node
    assert isinstance(loose, Prefer)
    assert isinstance(loose.node, All)
    *fixed, some = loose.node.of
    assert isinstance(some, Some)
    assert (len(some.of), some.least) == (3, 2)
    assert len(fixed) == 1


def test_a_phrase_is_asked_in_order_without_slips() -> None:
    (plan,) = make_plans(parse_question('"руки за головой"'))
    assert plan.node == All((InOrder(Field.FORMS, ("руки", "за", "головой"), 4.0),))


def test_what_is_refused_is_refused_by_every_net() -> None:
    plans = make_plans(parse_question("сокол -сапсан"))
    assert len({plan.without for plan in plans}) == 1
    assert plans[0].without


@pytest.mark.parametrize(("form", "allowed"), [("114", 0), ("вок", 0), ("вада", 1), ("камера", 2)])
def test_short_words_and_numbers_may_not_slip(form: str, allowed: int) -> None:
    assert slips(form) == allowed
    nodes = make_plans(parse_question(form))[-1].node
    assert ("Fuzzy" in repr(nodes)) == bool(allowed)
