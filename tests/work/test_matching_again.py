"""Whatever came and went in whatever order: matching step by step ends where matching anew does."""

import shutil
from pathlib import Path
from random import Random

import pytest
from tests.killing import IS_SOAK
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, post, recording

from crimebook.stores.register import models
from crimebook.work import pieces
from crimebook.work.actors import Actor
from crimebook.work.matching import match_book

pytestmark = pytest.mark.django_db

DAYS = ("2020-08-09", "2020-08-10", "2020-08-11")
PLACES = (("53.907", "27.460"), ("53.9074", "27.4603"), ("53.930", "27.500"), ("52.100", "23.700"))


@pytest.fixture(autouse=True)
def operator() -> Actor:
    return open_test_book()


def stored() -> list[tuple[int, int, bool, float, str]]:
    rows = models.Match.objects.order_by("window_id", "other_id")
    return [
        (row.window_id, row.other_id, row.is_placed, row.score_bits, str(row.terms))
        for row in rows.iterator()
    ]


def some_case(number: int, chance: Random) -> dict[str, str]:
    where = "({}, {})".format(*chance.choice(PLACES)) if chance.random() < 0.8 else ""
    return case(
        str(number),
        date_from=chance.choice(DAYS),
        place_text=where,
        time_text=chance.choice(("22:45", "", "late evening")),
    )


def some_recording(number: int, chance: Random) -> dict[str, str]:
    lat, lon = chance.choice(PLACES)
    day, hour = chance.choice(DAYS), chance.choice((10, 21, 22))
    if chance.random() < 0.25:
        posted = f"{day}T{hour}:50:00+03:00"
        return recording(str(number), lat="", lon="", start="", end="", posted_at=posted, duration_s="20")
    end = "2020-08-14T01:00:00+03:00" if chance.random() < 0.1 else f"{day}T{hour}:55:00+03:00"
    return recording(
        str(number), lat=lat, lon=lon, start=f"{day}T{hour}:{chance.randrange(10, 50)}:00+03:00", end=end
    )


def some_post(number: int, chance: Random) -> dict[str, str]:
    return post(str(number), time_utc=f"{chance.choice(DAYS)}T{chance.choice((7, 20))}:30:00Z")


@pytest.mark.parametrize("seed", range(20) if IS_SOAK else [1])
def test_steps_end_where_all_at_once_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int):
    monkeypatch.setattr(pieces, "KEPT", 4)
    monkeypatch.setattr("crimebook.work.pruning.KEPT", 4)
    chance = Random(seed)  # noqa: S311 - repeatable
    makers = (("cases", some_case, ""), ("recordings", some_recording, ""), ("channel-posts", some_post, "p"))
    made = dict.fromkeys((kind for kind, _, _ in makers), 0)
    rematched = 0
    for step in range(9):
        kind, make, source = makers[step % 3] if step < 3 else chance.choice(makers)
        new = range(made[kind], made[kind] + (10 if step < 3 else chance.randrange(3)))
        old = chance.sample(range(made[kind]), min(made[kind], chance.randrange(2))) if step >= 3 else ()
        made[kind] += len(new)
        rows = [make(number, chance) for number in (*old, *new)]
        if rows:
            bring(kind, file_of(rows), tmp_path, source=source or "a-source")
        report = match(tmp_path)
        rematched += report.windows if step >= 3 else 0
    in_steps = stored()
    models.MatchedThrough.objects.all().delete()
    models.Match.objects.all().delete()
    shutil.rmtree(tmp_path / "lake")
    everything = match(tmp_path)
    assert stored() == in_steps
    assert len(in_steps) > 40
    # Had every step matched all windows of its days again, it would have been several times as many.
    assert rematched < 6 * everything.windows


def test_a_recording_of_another_town_leaves_all_as_it_is(tmp_path: Path):
    bring("cases", file_of([case("1"), case("2", date_from="2020-08-12")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    match(tmp_path)
    bring("recordings", file_of([recording("far", lat="52.1", lon="23.7")]), tmp_path)
    assert match(tmp_path).windows == 0


def test_a_recording_of_the_same_street_is_matched_with_what_it_may_show_alone(tmp_path: Path):
    near, elsewhere = "(53.907, 27.460)", "(53.930, 27.500)"
    bring("cases", file_of([case("1", place_text=near), case("2", place_text=elsewhere)]), tmp_path)
    cameras = [recording(str(n), lat="53.95", lon="27.55") for n in range(20)]
    bring("recordings", file_of(cameras), tmp_path)
    match(tmp_path)
    before = set(stored())
    bring("recordings", file_of([recording("new")]), tmp_path)
    assert match(tmp_path).windows == 1
    assert before < set(stored())
    assert models.Match.objects.count() == 1


@pytest.mark.parametrize("harm", ["gone", "turned"])
def test_a_damaged_lake_is_told_and_made_again(tmp_path: Path, harm: str):
    bring("cases", file_of([case("1")]), tmp_path)
    bring("recordings", file_of([recording("r"), recording("far", lat="52.1", lon="23.7")]), tmp_path)
    assert match(tmp_path).remade == ""
    path = next((tmp_path / "lake").rglob("*.parquet"))
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"PAR1", b"PAR2"))
    bring("recordings", file_of([recording("s")]), tmp_path)
    report = match(tmp_path)
    assert path.name in report.remade
    assert report.windows == 1
    assert models.Match.objects.count() == 2


def test_the_memory_changes_nothing(tmp_path: Path):
    chance = Random(4)  # noqa: S311 - repeatable
    bring("cases", file_of([some_case(n, chance) for n in range(8)]), tmp_path)
    bring("recordings", file_of([some_recording(n, chance) for n in range(12)]), tmp_path)
    match(tmp_path)
    wanted = stored()
    models.MatchedThrough.objects.all().delete()
    match_book(
        open_test_book(),
        at=NOW,
        memory_limit="1KB",
        spill_folder=None,
        lake_folder=tmp_path / "lake",
        progress=lambda *_: None,
    )
    assert stored() == wanted
    assert len(wanted) > 20
