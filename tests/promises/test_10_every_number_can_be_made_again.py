"""Promise 10, as far as numbers are shown: each follows from the records, and parts sum to the whole."""

from pathlib import Path

import pytest
from django.db import connection
from tests.work.book import NOW, bring, case, file_of, match, open_test_book, post, recording

from crimebook.work.counting import count_book
from crimebook.work.reading.overview import open_overview

pytestmark = pytest.mark.django_db


def ask(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def test_each_number_is_one_plain_question_to_the_records(tmp_path: Path):
    actor = open_test_book()
    bring("cases", file_of([case("1"), case("2", injuries="head/bruise/")]), tmp_path)
    bring("cases", file_of([case("2", violations="Beating|Torture|Verbal abuse")]), tmp_path)
    bring("recordings", file_of([recording("r")]), tmp_path)
    bring("channel-posts", file_of([post("1"), post("2", media_type="text", duration_s="")]), tmp_path)
    match(tmp_path)
    counts = count_book(actor, at=NOW)
    current = "JOIN register_incident i ON i.id = x.incident_id AND i.citation_id = x.citation_id"
    questions = {
        "incidents": "SELECT count(*) FROM register_incident",
        "acts": "SELECT count(*) FROM (SELECT DISTINCT x.incident_id, x.code, "
        f"CASE WHEN x.code = '' THEN x.source_label ELSE '' END FROM register_act x {current}) distinct_acts",
        "injuries": f"SELECT count(*) FROM register_injury x {current}",
        "citations": "SELECT count(*) FROM register_citation",
        "posts": "SELECT count(DISTINCT c.external_id) FROM register_citation c "
        "JOIN register_importbatch b ON b.id = c.batch_id WHERE b.kind = 'channel-posts'",
        "videos": "SELECT count(*) FROM register_recording WHERE kind = 'video'",
        "communications": "SELECT count(*) FROM register_communication",
        "matches": "SELECT count(*) FROM register_match",
    }
    assert {name: counts.totals[name] for name in questions} == {
        name: ask(q) for name, q in questions.items()
    }
    assert counts.totals["acts"] == 5
    for each in counts.breakdowns:
        assert each.acts == counts.totals["acts"]
        assert sum(part.acts for part in each.parts) - each.counted_twice == each.acts
    assert sum(each.count for each in counts.incidents_by_day) == counts.totals["incidents"]
    assert sum(each.count for each in counts.recordings_by_time_basis) == counts.totals["recordings"]
    shown = {number.key: number.value for number in open_overview(actor, at=NOW).numbers}
    assert shown == {name: counts.totals[name] for name in shown}
