"""A verdict teaches a camera's clock, and every recording of that camera with it; each step can be seen."""

from datetime import datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, recording

from crimebook.custody.events import check_chain
from crimebook.spacetime.lags import LEAST
from crimebook.spacetime.times import LAG
from crimebook.spacetime.verdicts import MatchWord
from crimebook.stores.register import learnt, timed
from crimebook.stores.register.events import chain_of
from crimebook.stores.register.models import (
    Communication,
    Incident,
    Learnt,
    Match,
    MatchVerdict,
    Recording,
    Window,
)
from crimebook.stores.register.verdicts import MatchedPair, Said, add_verdict
from crimebook.terms.errors import NotFoundError
from crimebook.terms.windows import SubjectKind
from crimebook.work import learning
from crimebook.work.actors import Actor, Role, operator
from crimebook.work.learning import LearnReport, learn

pytestmark = pytest.mark.django_db

AHEAD_MIN = 40
"""The camera's clock is ahead by so many minutes, and stated to be right to 30 s."""


def shown(number: str, hour: str, minute: int, **differences: str) -> dict[str, str]:
    """Three minutes of the camera that truly began at ``hour``:``minute``."""
    late = minute + AHEAD_MIN
    return recording(
        number,
        title="Camera 12",
        start=f"2020-08-10T{hour}:{late}:00+03:00",
        end=f"2020-08-10T{hour}:{late + 3}:00+03:00",
        clock_sigma_s="30",
        **differences,
    )


@pytest.fixture(autouse=True)
def _book(tmp_path: Path) -> None:
    open_test_book()
    bring("cases", file_of([case(hour, time_text=f"{hour}:05") for hour in ("17", "18", "19")]), tmp_path)
    rows = [shown(f"at-{hour}", hour, 4) for hour in ("17", "18", "19")]
    rows.append(recording("another", title="Camera 13", clock_sigma_s="30"))
    bring("recordings", file_of(rows), tmp_path)


def say(
    hour: str,
    verdict: MatchWord = MatchWord.CONFIRMED,
    takes_back: int | None = None,
    seen_at_s: int | None = None,
) -> int:
    incident = Incident.objects.get(external_id=hour)
    seen = Recording.objects.get(external_id=f"at-{hour}")
    pair = MatchedPair(incident.pk, SubjectKind.RECORDING, seen.pk)
    said = Said(pair, verdict, takes_back=takes_back, seen_at_s=seen_at_s)
    return add_verdict(said, actor="one", at=NOW, reason="the same bus", change=1)


def run() -> LearnReport:
    return learn(operator(), at=NOW, progress=lambda *_: None)


def window(number: str) -> Window:
    return Window.objects.get(recording__external_id=number, superseded_at_change=None)


def middle(row: Window) -> datetime:
    return row.earliest_start + (row.latest_end - row.earliest_start) / 2


def camera_of(recording_id: int) -> timed.Device:
    device = timed.device_of(SubjectKind.RECORDING, recording_id)
    assert device is not None
    return device


def covers(number: str, hour: str) -> bool:
    return Match.objects.filter(
        incident__external_id=hour,
        other__recording__external_id=number,
        other__superseded_at_change=None,
        window__superseded_at_change=None,
    ).exists()


def test_two_confirmed_pairs_move_the_recording_that_nobody_looked_at(tmp_path: Path):
    match(tmp_path)
    assert not covers("at-19", "19")
    for hour in ("17", "18"):
        say(hour)
    before, other = window("at-19"), window("another")
    report = run()
    assert (report.cameras, report.clocks, report.moved) == (1, 1, 3)
    after = window("at-19")
    assert abs((middle(before) - middle(after)).total_seconds() - 60 * AHEAD_MIN) < 600
    assert "Camera 12" in str(after.reasons)
    assert window("another") == other
    match(tmp_path)
    assert covers("at-19", "19")


def test_a_clock_says_from_which_verdicts_it_was_learnt():
    numbers = [say(hour) for hour in ("17", "18")]
    run()
    row = learnt.clock_of(camera_of(Recording.objects.get(external_id="at-19").pk))
    assert [each["origin"] for each in row.origins] == [f"verdict:{number}" for number in numbers]
    assert all(each["fits"] for each in row.origins)
    assert row.values["sigma_s"] > 2
    bodies = chain_of("register:clocks")
    check_chain(bodies)
    assert all(f"verdict:{number}" in str(bodies[-1]) for number in numbers)


def test_what_is_as_before_is_left_alone():
    say("17")
    say("18")
    run()
    windows = list(Window.objects.order_by("pk").values_list("pk", "superseded_at_change"))
    assert run().moved == 0
    assert list(Window.objects.order_by("pk").values_list("pk", "superseded_at_change")) == windows
    assert Learnt.objects.filter(kind="clock").count() == 1


def test_one_pair_alone_moves_nothing():
    say("17")
    assert (run().clocks, run().moved) == (0, 0)
    assert not Learnt.objects.exclude(kind="run").exists()


def test_with_a_verdict_taken_back_the_recordings_go_back_to_what_their_source_says():
    before = window("at-19")
    say("17")
    number = say("18")
    run()
    say("18", MatchWord.WITHDRAWN, takes_back=number)
    assert run().moved == 3
    after = window("at-19")
    assert after.pk != before.pk
    for name in ("earliest_start", "latest_end", "clock_sigma_s", "reasons"):
        assert getattr(after, name) == getattr(before, name)
    camera = camera_of(Recording.objects.get(external_id="at-19").pk)
    assert learnt.clock_of(camera) is None
    assert len(learnt.clock_history(camera)) == 2


def test_a_named_instant_pins_the_clock_and_taken_back_it_is_as_it_was():
    before = window("at-19")
    for hour in ("17", "18"):
        say(hour)
    run()
    wide = window("at-19").clock_sigma_s
    numbers = [say(hour, seen_at_s=60) for hour in ("17", "18")]
    run()
    row = learnt.clock_of(camera_of(Recording.objects.get(external_id="at-19").pk))
    assert row is not None
    # It happened at five past, and is seen a minute after a start that was at four past.
    assert abs(row.values["offset_s"] - 60 * AHEAD_MIN) < row.values["sigma_s"] < wide
    assert [each["origin"] for each in row.origins] == [f"verdict:{number}" for number in numbers]
    for hour, number in zip(("17", "18"), numbers, strict=True):
        say(hour, MatchWord.WITHDRAWN, takes_back=number)
    run()
    assert window("at-19").clock_sigma_s == wide
    for hour in ("17", "18"):
        first = MatchVerdict.objects.filter(incident_id=Incident.objects.get(external_id=hour).pk).earliest(
            "pk"
        )
        say(hour, MatchWord.WITHDRAWN, takes_back=first.pk)
    run()
    after = window("at-19")
    for name in ("earliest_start", "latest_end", "clock_sigma_s", "reasons"):
        assert getattr(after, name) == getattr(before, name)


def test_what_was_said_since_the_last_learning_is_counted_until_it_is_learnt():
    assert learning.untaught() == learnt.LearntThrough(0, 0)
    say("17")
    assert learning.untaught().verdict == 1
    run()
    assert learning.untaught().verdict == 0
    number = say("18", MatchWord.UNSURE)
    say("18", MatchWord.WITHDRAWN, takes_back=number)
    assert learning.untaught().verdict == 2


def heard(number: str, at: str, **differences: str) -> dict[str, str]:
    return {
        "id": number,
        "at": f"2020-08-10T{at}+03:00",
        "channel": "3",
        "text": "to the square",
        "is_invented": "yes",
        "recorder": "listener 2",
        "clock_sigma_s": "30",
        "gps_at": "",
        **differences,
    }


def message_window(number: str) -> Window:
    return Window.objects.get(communication__external_id=number, superseded_at_change=None)


def test_a_time_by_gps_sets_every_message_of_its_recorder_right_and_no_camera(tmp_path: Path):
    rows = [
        heard("m1", "21:10:00", gps_at="2020-08-10T21:00:00+03:00"),
        heard("m2", "22:10:00"),
        heard("m3", "22:10:00", recorder="Camera 12"),
    ]
    bring("radio", file_of(rows), tmp_path)
    before, camera, other = message_window("m2"), window("at-19"), message_window("m3")
    assert before.clock_sigma_s == 30
    assert run().moved == 2
    after = message_window("m2")
    assert abs((middle(before) - middle(after)).total_seconds() - 600) < 3
    assert "listener 2" in str(after.reasons)
    assert after.clock_sigma_s < 5
    assert (window("at-19"), message_window("m3")) == (camera, other)
    row = learnt.clock_of(timed.device_of(SubjectKind.COMMUNICATION, before.communication_id))
    assert row.origins[0]["origin"].startswith("communication:")
    bring("radio", file_of([heard("m1", "21:10:00")]), tmp_path)
    run()
    again = message_window("m2")
    for name in ("earliest_start", "latest_end", "clock_sigma_s", "reasons"):
        assert getattr(again, name) == getattr(before, name)


def test_confirmed_messages_say_little_of_their_recorder_and_hours_of_it(tmp_path: Path):
    bring("radio", file_of([heard(hour, f"{hour}:05:00") for hour in ("17", "18", "19")]), tmp_path)
    for hour in ("17", "18", "19"):
        message = Communication.objects.get(external_id=hour)
        pair = MatchedPair(Incident.objects.get(external_id=hour).pk, SubjectKind.COMMUNICATION, message.pk)
        add_verdict(Said(pair, MatchWord.CONFIRMED), actor="one", at=NOW, reason="its words", change=1)
    before = message_window("19")
    assert (run().clocks, message_window("19")) == (0, before)


def test_a_time_by_gps_teaches_the_clock_alone(tmp_path: Path):
    rows = [
        recording("g", camera="phone 7", gps_start="2020-08-10T21:00:00+03:00"),
        recording("h", camera="phone 7", gps_start=""),
    ]
    bring("recordings", file_of(rows), tmp_path, source="b-source")
    run()
    row = learnt.clock_of(camera_of(Recording.objects.get(external_id="h").pk))
    assert abs(row.values["offset_s"] - 5_400) < 3
    assert row.origins[0]["is_measured"]


def test_the_lag_is_learnt_where_both_times_are_told_and_the_scorer_says_so(tmp_path: Path):
    rows = [recording(f"p{n}", posted_at="2020-08-12T23:00:00+03:00") for n in range(LEAST)]
    assert learnt.current_lag() == LAG
    assert learnt.scorer_suffix() == ""
    bring("recordings", file_of(rows), tmp_path, source="b-source")
    run()
    assert learnt.current_lag().within(86_400) < LAG.within(86_400) - 0.1
    assert learnt.scorer_suffix().startswith("/lag")
    suffix = learnt.scorer_suffix()
    run()
    assert learnt.scorer_suffix() == suffix


@pytest.mark.parametrize(
    "statement", ["UPDATE register_learnt SET camera = 'x'", "DELETE FROM register_learnt"]
)
def test_what_was_learnt_is_neither_changed_nor_deleted(statement: str):
    say("17")
    say("18")
    run()
    with (
        pytest.raises(DatabaseError, match="kept as they were written"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_who_may_not_match_may_not_learn():
    with pytest.raises(NotFoundError):
        learn(Actor("r", "R", Role.REVIEWER), at=NOW, progress=lambda *_: None)
