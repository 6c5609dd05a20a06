import pytest
from tests.identity.linking.small_models import MODEL

from crimebook.identity.fields.mentions import MentionWords, row_of
from crimebook.identity.linking.explaining import explain, terms_of
from crimebook.identity.linking.models import load_model


def test_each_comparison_tells_its_bits_and_its_level() -> None:
    terms = explain({"name": "kavaleu", "number": "3307"}, {"name": "kavalou", "number": "3307"}, MODEL)
    assert [(term.name, term.level) for term in terms] == [
        ("prior", ""),
        ("name", "alike"),
        ("number", "same"),
    ]
    assert terms[0].bits == pytest.approx(-6.629)
    assert terms[1].bits == pytest.approx(1.585)
    assert terms[2].bits == pytest.approx(9.814)
    assert str(terms[1].reason) == "name: alike"


def test_what_one_side_does_not_say_weighs_nothing() -> None:
    terms = explain({"name": "kavaleu", "number": None}, {"name": "kavaleu", "number": "3307"}, MODEL)
    assert [term.name for term in terms] == ["prior", "name"]


def test_agreement_on_a_rare_value_says_more_and_never_more_than_its_bound() -> None:
    bits = [
        explain({"name": "a", "rarity_name": rarity}, {"name": "a", "rarity_name": rarity}, MODEL)[1].bits
        for rarity in (-9.0, -1.0, 0.0, 2.0, 9.0)
    ]
    assert bits == [0.0, 3.0, 4.0, 6.0, 7.0]


def test_levels_by_number_are_told_as_rows_are() -> None:
    left = {"name": "kavaleu", "number": None, "rarity_name": 1.5}
    told = explain(left, {**left, "number": "1"}, MODEL)
    assert terms_of(MODEL, {"level_name": 0, "level_number": -1, "rarity_name": 1.5}) == told


def test_the_company_of_two_rows_is_a_term_as_that_of_a_pair_is() -> None:
    model = load_model("persons")
    row = row_of(MentionWords(1, name="Прыкладавец Адам", badge="123456"))
    pair = {f"level_{each.name}": -1 for each in model.comparisons}
    assert model.company is not None
    for number, level in enumerate(model.company.levels):
        *_, told = explain(row, row, model, company_level=number)
        assert told == terms_of(model, pair | {"level_company": number})[-1]
        assert (told.name, told.bits) == ("company", pytest.approx(level.bits, abs=1e-3))
    assert "company" not in {term.name for term in explain(row, row, model)}
    assert "company" not in {term.name for term in explain({}, {}, MODEL, company_level=0)}
