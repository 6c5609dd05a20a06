"""The bar of search: queries with known answers, written first; their file says how it is measured."""

import pytest
from tests.search.corpus import KnownAnswer, answers, ask, documents, fill, precision_at_5, strict_precision

from crimebook.search.documents import read_document
from crimebook.stores.finder import Finder

GROUPS = tuple(dict.fromkeys(each.group for each in answers()))


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    return fill(Finder(tmp_path_factory.mktemp("search")))


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_there_are_sixty_queries_and_more_and_every_answer_is_in_the_corpus() -> None:
    ids = {each.ref.partition(":")[2] for each in documents()}
    assert len(documents()) >= 250
    assert len(answers()) >= 60
    assert set().union(*(each.expected | each.unwanted for each in answers())) <= ids


def test_of_what_was_expected_nine_tenths_stand_among_the_first_five(finder: Finder) -> None:
    assert mean([precision_at_5(each, ask(finder, each)) for each in answers()]) >= 0.9


@pytest.mark.parametrize("group", GROUPS)
def test_no_group_of_queries_is_left_behind(finder: Finder, group: str) -> None:
    asked = [each for each in answers() if each.group == group]
    assert mean([precision_at_5(each, ask(finder, each)) for each in asked]) >= 0.85


def test_what_was_expected_comes_before_anything_else(finder: Finder) -> None:
    assert mean([strict_precision(each, ask(finder, each)) for each in answers()]) >= 0.85


@pytest.mark.parametrize("answer", [each for each in answers() if each.unwanted], ids=lambda each: each.words)
def test_what_must_not_be_found_is_not_among_the_first_five(finder: Finder, answer: KnownAnswer) -> None:
    assert not answer.unwanted & set(ask(finder, answer))


def test_the_order_does_not_hang_on_the_order_in_which_records_came(finder: Finder) -> None:
    other = Finder()
    for batch in (documents()[200:], documents()[:90], documents()[90:200]):
        with other.writing() as writer:
            for document in reversed(batch):
                writer.add(read_document(document))
            writer.commit({})
    for each in answers():
        assert ask(other, each, 10) == ask(finder, each, 10), each.words
