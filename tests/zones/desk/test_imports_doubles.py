"""A partner's list that overlaps with another: from the page that brings it in to the page that decides."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.work.book import bring, file_of
from tests.zones.desk import test_imports
from tests.zones.desk.test_imports import chosen, sent, sums_of

from crimebook.stores.register.models import Incident

pytestmark = pytest.mark.django_db

HEAD = "id;date;time;place;violations;link\n"
ROWS = (
    "a;2020-08-10;22:45;(53.907, 27.460);Beating;https://youtu.be/abcdefghijk\n"
    "b;2020-08-12;10:00;(53.950, 27.700);Beating;https://example.org/v/2\n"
    "c;2020-08-13;11:00;(53.850, 27.300);Beating;\n"
    ";2020-08-13;11:00;;;\n"
)

folder = test_imports.folder
registrar = test_imports.registrar


def upload(client: Client, content: str) -> str:
    """Bring a table in by the pages and return the report."""
    address = sent(client, (HEAD + content).encode())
    answer = chosen(client, address, source="a-partner")
    assert answer.status_code == 302, answer.content.decode()
    preview = sums_of(client.get(answer.headers["Location"]).content.decode())
    report = client.post(f"{address}import/").content.decode()
    sums = sums_of(report)
    assert preview["rows"] == sums["rows in all"]
    assert preview["new"] == sums["new"] + sums["doubtful"], "what is doubtful came in as well"
    return report


@pytest.fixture
def told_before(folder: Path) -> None:
    row = {"case_no": "9", "date_from": "2020-08-10", "date_to": "", "city": "Minsk", "time_text": "22:30"}
    row |= {"place_text": "(53.907, 27.4601)", "violations": "Beating", "perpetrator_units": ""}
    link = {"url": "https://www.youtube.com/watch?v=abcdefghijk", "victim_category": "", "injuries": ""}
    bring("cases", file_of([row | link | {"evidence_kind": "video"}]), folder, source="earlier")


def test_the_sums_agree_and_the_doubtful_lead_to_where_a_person_decides(registrar: Client, told_before: None):
    report = upload(registrar, ROWS)
    assert sums_of(report) == {
        "new": 2,
        "known already": 0,
        "doubtful": 1,
        "refused": 1,
        "rows in all": 4,
    }
    (there,) = set(re.findall(r'href="(/en/doubles/\?[^"]*)"', report))
    queue = registrar.get(there).content.decode()
    assert "earlier:9" in queue
    assert "a-partner:a" in queue
    assert "a-partner:b" not in queue
    one = re.findall(r'href="(/en/doubles/\d+/)"', queue)[0]
    seen = re.search(r'name="seen" value="(\d+)"', registrar.get(one).content.decode())
    assert seen
    said: dict[str, Any] = {"verdict": "same", "pair": "all", "seen": seen[1], "reason": "one film"}
    assert registrar.post(f"{one}judge/", said).status_code == 302
    assert "earlier:9" not in registrar.get(there).content.decode()
    assert Incident.objects.get(external_id="a").leader is not None


def test_the_same_list_again_is_known_and_asks_nobody_anew(registrar: Client, told_before: None):
    upload(registrar, ROWS)
    report = upload(registrar, ROWS)
    assert sums_of(report) == {
        "new": 0,
        "known already": 3,
        "doubtful": 0,
        "refused": 1,
        "rows in all": 4,
    }
    assert "/en/doubles/?" not in report
