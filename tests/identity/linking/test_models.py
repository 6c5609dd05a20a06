import json
from dataclasses import replace

import pytest
from tests.identity.linking.small_models import MODEL, NAME, NUMBER

from crimebook.identity.linking.models import Block, Comparison, Level, read_model, write_model
from crimebook.terms.errors import InvalidValueError


def test_a_model_is_read_as_it_was_written() -> None:
    assert read_model(write_model(MODEL)) == MODEL


def test_a_model_is_known_by_its_weights() -> None:
    other = replace(MODEL, prior=0.02)
    assert other.digest != MODEL.digest
    assert read_model(write_model(MODEL)).digest == MODEL.digest


def test_a_level_weighs_the_ratio_of_its_chances() -> None:
    assert Level("same", None, m=0.8, u=0.1).bits == pytest.approx(3.0)


def test_a_model_names_the_columns_that_it_looks_at() -> None:
    assert MODEL.columns == ("marks", "name", "number", "year")
    assert MODEL.rarities == ("name",)


@pytest.mark.parametrize(("name", "value"), [("format", 2), ("prior", 1.5), ("comparisons", [{"name": "x"}])])
def test_a_file_of_another_form_is_refused(name: str, value: object) -> None:
    told = json.loads(write_model(MODEL)) | {name: value}
    with pytest.raises(InvalidValueError):
        read_model(json.dumps(told))


def test_a_comparison_ends_in_a_level_without_a_test() -> None:
    with pytest.raises(InvalidValueError):
        Comparison("name", ("name",), NAME.levels[:-1])
    with pytest.raises(InvalidValueError):
        Comparison("name", ("name",), (NAME.levels[0], NAME.levels[0], NAME.levels[-1]))


def test_chances_are_chances() -> None:
    with pytest.raises(InvalidValueError):
        Level("same", None, m=0.0, u=0.1)


def test_two_comparisons_of_one_name_are_refused() -> None:
    with pytest.raises(InvalidValueError):
        replace(MODEL, comparisons=(NUMBER, NUMBER))


def test_a_block_asks_for_something() -> None:
    with pytest.raises(InvalidValueError):
        Block("none")
