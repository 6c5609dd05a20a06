"""The same engine on mentions of persons, on sealed victims by tags, and on incidents told twice."""

import hmac

import pyarrow as pa
import pytest

from crimebook.identity.fields.mentions import MentionWords, columns_of, words_table
from crimebook.identity.linking.explaining import terms_of
from crimebook.identity.linking.models import load_model, read_model, write_model
from crimebook.identity.linking.plans import tags_plan
from crimebook.identity.linking.sentences import SENTENCES
from crimebook.identity.tellings import Seen, Telling, stars_of, tellings_table
from crimebook.stores.lake.linking import LinkingLake

KEY = b"a key that ends with its batch"


@pytest.fixture(scope="module")
def lake():
    with LinkingLake(threads=1) as opened:
        yield opened


def found(pairs: pa.Table) -> list[tuple[int, int]]:
    ranked = pairs.sort_by([("bits", "descending"), ("left", "ascending")])
    return list(zip(ranked["left"].to_pylist(), ranked["right"].to_pylist(), strict=True))


def test_an_officer_is_found_across_alphabets_and_a_brother_is_not(lake: LinkingLake) -> None:
    mentions = (
        MentionWords(id=1, name="Кавалёў Аляксандр Пятровіч", unit="7", birth="1980-02-03"),
        MentionWords(id=2, name="Alexander Kovalyov", unit="7", birth="1980", badge="1234567"),
        MentionWords(id=3, name="Ковалёв Сергей Петрович", unit="7", birth="1984-05-06"),
        MentionWords(id=4, name="Кавалёвым А.П.", unit="7"),
        MentionWords(id=5, name="", name_kind="unnamed", badge="№ 1234567"),
    )
    linked = lake.link(columns_of(words_table(mentions)), load_model("persons"), floor_bits=-3.0)
    pairs = found(linked.pairs)
    assert {(1, 2), (1, 4), (2, 5)} <= set(pairs)
    assert (1, 3) not in pairs


def test_terms_of_a_found_pair_sum_up_to_its_weight(lake: LinkingLake) -> None:
    mentions = [MentionWords(id=k, name="Ковалёв Сергей", unit="7", told="2020") for k in range(4)]
    model = load_model("persons")
    pairs = lake.link(columns_of(words_table(mentions)), model, floor_bits=-30.0).pairs.to_pylist()
    assert len(pairs) == 6
    for pair in pairs:
        terms = terms_of(model, pair)
        assert terms[-1].name == "company"
        assert sum(term.bits for term in terms) == pytest.approx(pair["bits"], abs=0.02)


def tag(words: str) -> str:
    return hmac.new(KEY, words.encode(), "sha256").hexdigest()[:32]


def test_victims_are_found_by_tags_alone(lake: LinkingLake) -> None:
    names = ["kavaleu/ales", "kavaleu/ales", "kavaleu/ales", "novik/hanna", None]
    phones = ["2742380", "2742380", "5554433", "5554433", "2742380"]
    records = pa.table(
        {
            "id": pa.array(range(5), pa.int64()),
            "name_tag": pa.array([[tag(name)] if name else None for name in names]),
            "phone_tag": pa.array([[tag(phone)] for phone in phones]),
        }
    )
    model = tags_plan({"name_tag": 10.0, "phone_tag": 20.0})
    linked = lake.link(records, model)
    assert found(linked.pairs) == [(0, 1), (0, 4), (1, 4), (2, 3)]
    terms = terms_of(model, linked.pairs.to_pylist()[0])
    assert [str(term.reason) for term in terms[1:]] == ["one tag: the same was sealed under it"] * 2


def seen(words: str, town: str, hour: float, hours: float = 1.0) -> Seen:
    start = 1_597_000_000 + hour * 3600
    return Seen(start, start + hours * 3600, None, None, None, "locality", "", words, town)


def test_an_event_told_by_two_sources_is_found_across_alphabets_and_vague_times(lake: LinkingLake) -> None:
    acts, injuries = frozenset({"beating"}), frozenset({"back/bruise/baton"})
    tellings = [
        Telling(1, is_home=False, windows=[seen("Няміга", "Мінск", 20)], acts=acts, injuries=injuries),
        Telling(2, is_home=False, windows=[seen("Пушкінская", "Мінск", 20)], acts=acts),
        Telling(3, is_home=False, windows=[seen("Няміга", "Мінск", 90)], acts=acts, injuries=injuries),
        Telling(9, is_home=True, windows=[seen("Nyamiha", "Minsk", 18, 6)], acts=acts, injuries=injuries),
    ]
    model = load_model("incidents")
    pairs = lake.link(tellings_table(tellings), model).pairs
    (star,) = stars_of(pairs, frozenset({9}), model)
    assert star.home == 9
    assert [each.record_id for each in star.candidates] == [1]
    assert sum(term.bits for term in star.candidates[0].terms) == pytest.approx(
        star.candidates[0].bits, abs=0.02
    )
    assert str(star.candidates[0].terms[0].reason) == "two records are two until something says otherwise"


def test_the_models_that_ship_are_explained_in_sentences() -> None:
    model = load_model("persons")
    assert read_model(write_model(model)) == model
    assert model.company is not None
    levels = {(each.name, level.name) for each in model.comparisons for level in each.levels}
    levels |= {("company", level.name) for level in model.company.levels}
    told = load_model("incidents")
    assert read_model(write_model(told)) == told
    levels |= {(each.name, level.name) for each in told.comparisons for level in each.levels}
    assert all(level.why for each in told.comparisons for level in each.levels)
    assert levels <= set(SENTENCES)
    assert all(level.why for each in model.comparisons for level in each.levels)
    assert all(level.why for level in model.company.levels)
