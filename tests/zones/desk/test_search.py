"""The search page: the question reaches the use case as values, hits are marked, nothing found is helped."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.zones.desk import cast_search

from crimebook.search.plans import Net
from crimebook.work.finding import SearchQuestion
from crimebook.zones.desk.views import finding


def test_a_question_reaches_the_use_case_as_values(visitor: Client, cast_desk: dict[str, Any]) -> None:
    visitor.get(
        "/en/search/?words=+мост+&kind=incident&source=a&act=force.weapon&place=Мінск"
        "&from=2020-08-09&to=2020-08-10&invented=no&page=2"
    )
    assert cast_desk["open_search"] == SearchQuestion(
        words="мост",
        kind="incident",
        source="a",
        act="force.weapon",
        place="Мінск",
        first_day=date(2020, 8, 9),
        last_day=date(2020, 8, 10),
        is_invented=False,
        page=2,
    )


@pytest.mark.parametrize(
    "query",
    ["kind=nobody", "from=9.8.2020", "to=x", "invented=perhaps", "page=0", "words=%00", "words=" + "a" * 201],
)
def test_a_question_that_cannot_be_read_is_a_designed_400(visitor: Client, query: str) -> None:
    assert visitor.get(f"/en/search/?{query}").status_code == 400


def test_hits_are_marked_and_text_of_a_source_is_never_markup(visitor: Client) -> None:
    text = visitor.get("/en/search/?words=крама").content.decode()
    assert "&lt;b&gt;каля&lt;/b&gt; <mark>крамы</mark> &amp; далей" in text
    assert "<b>каля" not in text


def test_every_kind_leads_to_its_own_page_and_a_claim_to_its_unit(visitor: Client) -> None:
    text = visitor.get("/en/search/?words=крама").content.decode()
    for address in (
        "incidents/sample-cases:13/",
        "recordings/sample-channels:street/7549/",
        "messages/sample-radio:41/",
        "units/sample-units:first/",
    ):
        assert f'href="/en/{address}"' in text
    assert "sample-press:f1/" not in text


def test_the_page_says_what_is_missing_and_how_wide_it_looked(visitor: Client, monkeypatch: Any) -> None:
    text = visitor.get("/en/search/?words=крама").content.decode()
    assert "7 texts are not in the search index yet" in text
    assert "a slip or two away" in text
    told = replace(cast_search.page(), net=Net.MOST_WORDS, missing=0)
    monkeypatch.setattr(finding.finding, "open_search", lambda *_, **__: told)
    text = visitor.get("/en/search/?words=крама").content.decode()
    assert "No record has all of these words" in text
    assert "not in the search index" not in text


def test_nothing_found_says_what_to_do_and_keeps_what_was_chosen(visitor: Client, monkeypatch: Any) -> None:
    asked = SearchQuestion("крама", kind="claim")
    told = replace(cast_search.page(asked), rows=(), total=0, pages=1, net=None)
    monkeypatch.setattr(finding.finding, "open_search", lambda *_, **__: told)
    text = visitor.get("/en/search/?words=крама&kind=claim").content.decode()
    assert "Nothing was found." in text
    assert "quotation marks" in text
    assert '<option value="claim" selected>' in text


def test_the_box_at_the_top_leads_here(visitor: Client) -> None:
    form = re.search(r'<form class="find" action="([^"]+)"', visitor.get("/be/incidents/").content.decode())
    assert form is not None
    assert form[1] == "/be/search/"
