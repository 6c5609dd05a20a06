"""The index: the same as a plain list of documents, through every change, kill and breakage."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimebook.search.documents import Document, read_document
from crimebook.search.kinds import RecordKind, key_of
from crimebook.search.plans import Field, Net, make_plans
from crimebook.search.questions import Filters, Phrase, parse_question
from crimebook.search.words import split_atoms
from crimebook.stores.finder import Finder, FinderBusyError
from crimebook.stores.finder import finder as module

WORDS = ("вада", "камера", "дубінка", "автобус", "night", "чорны", "114")


def document(name: str, words: str, **differences: object) -> Document:
    ref = f"a-source:{name}"
    plain = Document(key_of(RecordKind.INCIDENT, ref), ref, RecordKind.INCIDENT, "a-source", "", words)
    return replace(plain, **differences)  # type: ignore[arg-type]


def put(finder: Finder, *documents: Document, state: dict[str, int] | None = None) -> None:
    with finder.writing() as writer:
        for each in documents:
            writer.put(read_document(each))
        writer.commit(state or {})


def found(finder: Finder, typed: str, filters: Filters | None = None) -> list[str]:
    plans = make_plans(parse_question(typed, filters))
    return [hit.key.rpartition(":")[2] for hit in finder.search(plans, count=100).hits]


def test_an_index_is_for_its_owner_alone_and_opens_again(tmp_path: Path) -> None:
    put(Finder(tmp_path / "search"), document("1", "вада"), state={"through": 7})
    again = Finder(tmp_path / "search")
    for path in (tmp_path / "search", *(tmp_path / "search").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path.name
    assert (again.count(), again.state()) == (1, {"through": 7})
    assert found(again, "вады") == ["1"]


def test_a_document_of_the_same_key_takes_the_place_of_the_old_one() -> None:
    finder = Finder()
    put(finder, document("1", "вада"))
    put(finder, document("1", "камера"))
    assert (finder.count(), found(finder, "вада"), found(finder, "камера")) == (1, [], ["1"])


def test_nothing_is_seen_before_the_commit() -> None:
    finder = Finder()
    put(finder, document("1", "вада"))
    with finder.writing() as writer:
        writer.put(read_document(document("2", "вада")))
        assert found(finder, "вада") == ["1"]


def test_one_writes_at_a_time_and_others_read(tmp_path: Path) -> None:
    finder, other = Finder(tmp_path), Finder(tmp_path)
    with finder.writing() as writer:
        with pytest.raises(FinderBusyError), other.writing():
            pass
        writer.put(read_document(document("1", "вада")))
        writer.commit({})
        assert found(other, "вада") == ["1"]


@pytest.mark.parametrize("fault", ["not json", ""])
def test_a_broken_index_is_made_again(tmp_path: Path, fault: str) -> None:
    put(Finder(tmp_path), document("1", "вада"))
    (tmp_path / module.FORMAT / "meta.json").write_text(fault, encoding="utf-8")
    assert Finder(tmp_path).count() == 0


def test_an_index_that_lost_a_file_is_made_again(tmp_path: Path) -> None:
    put(Finder(tmp_path), document("1", "вада"))
    for lost in (tmp_path / module.FORMAT).glob("*.term"):
        lost.unlink()
    assert Finder(tmp_path).count() == 0


def test_an_index_of_another_format_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "0").mkdir()
    Finder(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [module.FORMAT]


def test_filters_narrow_and_what_could_be_chosen_is_counted() -> None:
    finder = Finder()
    day = date(2020, 8, 9)
    put(
        finder,
        document(
            "1", "вада", acts=("a.b", "a.c"), places=("Мінск",), first_day=day, last_day=date(2020, 8, 12)
        ),
        document("2", "вада", acts=("a.b",), is_invented=True),
        document("3", "вада", kind=RecordKind.CLAIM, source="other", first_day=date(2020, 9, 1)),
    )
    assert found(finder, "вада", Filters(act="a.c")) == ["1"]
    assert found(finder, "вада", Filters(place="Мінск")) == ["1"]
    assert found(finder, "вада", Filters(kind="claim")) == ["3"]
    assert found(finder, "вада", Filters(source="other")) == ["3"]
    assert found(finder, "вада", Filters(is_invented=True)) == ["2"]
    assert found(finder, "вада", Filters(first_day=date(2020, 8, 12), last_day=date(2020, 8, 20))) == ["1"]
    assert found(finder, "вада", Filters(first_day=date(2020, 8, 13), last_day=date(2020, 8, 20))) == []
    assert found(finder, "вада", Filters(last_day=day)) == ["1"]
    counts = finder.search(make_plans(parse_question("вада")), has_counts=True).counts
    assert counts[Field.ACT] == (("a.b", 2), ("a.c", 1))
    assert counts[Field.KIND] == (("incident", 2), ("claim", 1))


def test_records_of_one_score_come_in_the_order_of_their_references() -> None:
    orders = []
    for names in (range(40), reversed(range(40))):
        finder = Finder()
        for name in names:
            put(finder, document(str(name), "вада"))
        orders.append(found(finder, "вада"))
    assert orders[0] == orders[1]
    assert len(set(orders[0])) == 40


def test_without_words_records_come_in_the_order_of_days_and_unknown_days_last() -> None:
    finder = Finder()
    days = {"b": date(2020, 8, 11), "a": None, "c": date(2020, 8, 9), "d": date(2020, 8, 10)}
    put(finder, *(document(name, "вада", first_day=day, last_day=day) for name, day in days.items()))
    assert found(finder, "", Filters(kind="incident")) == ["c", "d", "b", "a"]


def test_pages_part_the_whole() -> None:
    finder = Finder()
    put(finder, *(document(str(number), "вада " * (1 + number % 3)) for number in range(30)))
    plans = make_plans(parse_question("вада"))
    whole = finder.search(plans, count=30).hits
    pages = [finder.search(plans, start=start, count=7).hits for start in range(0, 30, 7)]
    assert tuple(hit for page in pages for hit in page) == whole


def test_a_wider_net_is_cast_only_where_little_is_found() -> None:
    finder = Finder()
    put(finder, *(document(str(number), "вузкая дубінка") for number in range(4)))
    assert finder.search(make_plans(parse_question("дубінка"))).net is Net.EVERY_WORD
    slip = finder.search(make_plans(parse_question("дупінка")))
    assert (slip.net, slip.total) == (Net.SLIPS, 4)


changes = st.lists(
    st.tuples(
        st.sampled_from(("put", "remove", "commit")),
        st.sampled_from("abcd"),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    ),
    max_size=14,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(changes, st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True))
def test_any_changes_leave_the_index_that_a_plain_list_would_be(
    steps: list[tuple[str, str, str]], asked: list[str]
) -> None:
    finder, plain = Finder(), dict[str, str]()
    with finder.writing() as writer:
        for verb, name, words in steps:
            if verb == "put":
                writer.put(read_document(document(name, words)))
                plain[name] = words
            elif verb == "remove":
                writer.remove(document(name, "").key)
                plain.pop(name, None)
            else:
                writer.commit({})
        writer.commit({"steps": len(steps)})
    typed = '"' + '" "'.join(asked) + '"'
    assert all(isinstance(each, Phrase) for each in parse_question(typed).wanted)
    expected = {name for name, words in plain.items() if set(asked) <= {a.form for a in split_atoms(words)}}
    assert set(found(finder, typed)) == expected
    assert finder.count() == len(plain)


KILLED = """
import os, signal, sys
from tests.stores.finder.test_finder import document
from crimebook.search.documents import read_document
from crimebook.stores.finder import Finder
from pathlib import Path
with Finder(Path(sys.argv[1])).writing() as writer:
    for number in range(50):
        writer.put(read_document(document(str(number), "вада")))
    writer.commit({"through": 50})
    for number in range(50, 90):
        writer.put(read_document(document(str(number), "вада")))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_its_last_commit_and_no_lock(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        check=False,
        cwd=root,
        env={"PYTHONPATH": f"{root}/src:{root}"},
    )
    assert done.returncode == -9
    finder = Finder(tmp_path)
    assert (finder.count(), finder.state()) == (50, {"through": 50})
    put(finder, *(document(str(number), "вада") for number in range(50, 90)))
    assert finder.count() == 90
