"""Every page: works, anonymous, unknown, wrong method, bad query, and the headers that all share."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from tests.zones.desk import cast
from tests.zones.desk.cast_doubles import DOUBT_ID
from tests.zones.desk.conftest import TOKEN

from crimebook.work.reading.pages import IncidentFilter
from crimebook.zones.desk.views import errors
from crimebook.zones.desk.visitors import admit

LISTS = ("", "incidents/", "recordings/", "messages/", "search/", "units/", "doubles/")
ONES = (
    f"incidents/{cast.INCIDENT_REF}/",
    f"recordings/{cast.RECORDING_REF}/",
    f"messages/{cast.MESSAGE_REF}/",
    f"units/{cast.UNIT_REF}/",
    f"doubles/{DOUBT_ID}/",
)
STREETS = f"incidents/{cast.INCIDENT_REF}/streets.json"
LANGUAGES = ("en", "be", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [*LISTS, *ONES])
def test_a_page_works_in_every_language(visitor: Client, language: str, page: str) -> None:
    answer = visitor.get(f"/{language}/{page}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("page", [*LISTS, *ONES])
def test_invented_records_say_so_on_every_page(visitor: Client, page: str) -> None:
    assert 'class="tag invented">invented<' in visitor.get(f"/en/{page}").content.decode()


@pytest.mark.parametrize("page", [*LISTS, *ONES])
def test_the_footer_says_that_an_allegation_is_not_a_judgment(visitor: Client, page: str) -> None:
    assert "An allegation is not a judgment." in visitor.get(f"/en/{page}").content.decode()


@pytest.mark.parametrize("page", [*LISTS, *ONES, STREETS])
def test_a_stranger_is_sent_to_the_page_about_links(cast_desk: dict[str, Any], page: str) -> None:
    answer = Client().get(f"/be/{page}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/be/sign-in/")
    assert cast_desk == {}


def test_no_address_but_those_of_signing_in_is_open_to_strangers(cast_desk: dict[str, Any]) -> None:
    open_pages = {"sign-in", "sign-in-link", "sign-out"}
    patterns = [
        pattern
        for resolver in get_resolver().url_patterns
        if isinstance(resolver, URLResolver)
        for pattern in resolver.url_patterns
        if isinstance(pattern, URLPattern)
    ]
    guarded = {pattern.name for pattern in patterns if hasattr(pattern.callback, "__wrapped__")}
    assert {pattern.name for pattern in patterns} - guarded <= open_pages
    for pattern in patterns:
        if pattern.name not in open_pages:
            path = pattern.pattern.describe().split("'")[1].replace("<ref:ref>", "a:1")
            path = path.replace("<digest:digest>", "0" * 64)
            path = re.sub(r"<token:\w+>", "0" * 32, path)
            path = re.sub(r"<int:\w+>", "1", path)
            path = re.sub(r"<(?:slug|str):\w+>", "a", path)
            assert Client().get(f"/en/{path}").status_code == 302


def test_a_session_of_somebody_who_left_the_team_opens_nothing(visitor: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("crimebook.zones.desk.visitors.find_actor", lambda key: None)
    assert visitor.get("/en/").status_code == 302


@pytest.mark.parametrize("kind", ["incidents", "recordings", "messages", "units"])
@pytest.mark.parametrize("ref", ["sample-cases:nothing", "no-colon", "a:b/c/d", "sample-cases:../../x"])
def test_an_unknown_record_is_a_designed_404(visitor: Client, kind: str, ref: str) -> None:
    answer = visitor.get(f"/en/{kind}/{ref}/")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


@pytest.mark.parametrize("page", [*LISTS, *ONES, STREETS])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_page_can_only_be_read(visitor: Client, page: str, method: str) -> None:
    assert getattr(visitor, method)(f"/en/{page}").status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "incidents/?page=0",
        "incidents/?page=two",
        "incidents/?page=-1",
        "incidents/?page=99999999999",
        "incidents/?day=9.8.2020",
        "incidents/?day=2020-02-30",
        "incidents/?day=20200809",
        "incidents/?words=" + "a" * 201,
        "incidents/?town=%00",
        "recordings/?placed=perhaps",
        "incidents/?page=00000001999999999999999999",
        "incidents/?day=0001-01-01",
        "incidents/?day=9999-12-31",
        "recordings/?page=x",
        "messages/?source=%1b",
        f"incidents/{cast.INCIDENT_REF}/?placed=x",
    ],
)
def test_a_query_that_cannot_be_read_is_a_designed_400(visitor: Client, query: str) -> None:
    answer = visitor.get(f"/en/{query}")
    assert answer.status_code == 400
    assert "This address cannot be read" in answer.content.decode()


def test_a_filter_reaches_the_use_case_as_values(visitor: Client, cast_desk: dict[str, Any]) -> None:
    visitor.get("/en/incidents/?town=Мінск&day=2020-08-10&act=force.weapon&words=+мост+&page=2")
    day = cast.at(10, 0).date()
    wanted = IncidentFilter(town="Мінск", day=day, act="force.weapon", words="мост", page=2)
    assert cast_desk["open_incidents"] == wanted


def test_a_chosen_filter_is_still_chosen_on_the_page(visitor: Client) -> None:
    text = visitor.get("/en/incidents/?act=force.weapon&day=2020-08-10&words=a%22b").content.decode()
    assert '<option value="force.weapon" selected>' in text
    assert '<option value="2020-08-10" selected>10 August 2020' in text
    assert 'value="a&quot;b"' in text


@pytest.mark.parametrize(("words", "asked"), [("yes", True), ("no", False), ("", None)])
def test_recordings_are_narrowed_by_their_place(
    visitor: Client, cast_desk: dict[str, Any], words: str, asked: bool | None
) -> None:
    visitor.get(f"/en/recordings/?placed={words}&source=sample-channels")
    _, named = cast_desk["open_recordings"]
    assert (named["is_placed"], named["source"], named["page"]) == (asked, "sample-channels", 1)


def test_an_empty_list_says_what_to_do(visitor: Client, monkeypatch: Any) -> None:
    for name, empty in (
        ("incidents", cast.incidents),
        ("recordings", cast.recordings),
        ("messages", cast.messages),
    ):
        verb = f"crimebook.zones.desk.views.{name}.reading.open_{name}"
        monkeypatch.setattr(verb, lambda *args, empty=empty, **named: empty(count=0))
        text = visitor.get(f"/en/{name}/").content.decode()
        assert 'class="nothing"' in text
        assert "Show all" in text


def test_a_page_past_the_end_leads_back(visitor: Client, monkeypatch: Any) -> None:
    past = replace(cast.incidents(), rows=())
    monkeypatch.setattr("crimebook.zones.desk.views.incidents.reading.open_incidents", lambda *a, **k: past)
    assert "The list ends before this page." in visitor.get("/en/incidents/?page=9").content.decode()


def test_the_language_switch_keeps_page_and_query(visitor: Client) -> None:
    text = visitor.get("/en/incidents/?town=%D0%9C&page=2").content.decode()
    assert 'href="/be/incidents/?town=%D0%9C&amp;page=2"' in text
    text = visitor.get(f"/ru/recordings/{cast.RECORDING_REF}/").content.decode()
    assert f'href="/en/recordings/{cast.RECORDING_REF}/"' in text


def test_the_streets_of_an_incident_are_geojson(visitor: Client) -> None:
    answer = visitor.get(f"/en/{STREETS}").json()
    assert [each["properties"]["name"] for each in answer["features"]] == [
        each.name for each in cast.streets()
    ]
    assert answer["features"][0]["geometry"]["type"] == "MultiLineString"


@pytest.mark.parametrize("page", [*LISTS, "nothing/", "sign-in/"])
def test_every_answer_carries_the_headers(visitor: Client, page: str) -> None:
    headers = visitor.get(f"/en/{page}").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"].startswith(("no-store", "max-age=0"))
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_waterfall_has_a_sentence_for_every_term_and_the_caution(visitor: Client) -> None:
    text = visitor.get(f"/en/incidents/{cast.INCIDENT_REF}/").content.decode()
    for said in (
        "one in 147 recordings of that night shows it",
        "80 m away",
        "the camera looks past the place",
    ):
        assert said in text
    assert "A score is not a probability of guilt." in text


@pytest.mark.parametrize("address", ["", f"incidents/{cast.INCIDENT_REF}/"])
def test_who_drew_the_places_is_credited_under_the_map(visitor: Client, address: str) -> None:
    page = visitor.get(f"/en/{address}").content.decode()
    assert '<p class="credits">Places: © Somebody, CC BY 4.0</p>' in page


def test_matches_of_one_kind_can_be_shown_alone(visitor: Client) -> None:
    address = f"/en/incidents/{cast.INCIDENT_REF}/"
    page = visitor.get(f"{address}?kind=recording&placed=1").content.decode()
    assert 'href="?kind=communication#placed"' in page
    assert visitor.get(f"{address}?kind=rumour").status_code == 400


def test_further_matches_stand_on_further_pages(visitor: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "crimebook.zones.desk.views.incidents.reading.open_incident",
        lambda *a, pages, **k: cast.incident(placed=45, page=pages.placed),
    )
    first = visitor.get(f"/en/incidents/{cast.INCIDENT_REF}/").content.decode()
    last = visitor.get(f"/en/incidents/{cast.INCIDENT_REF}/?placed=3").content.decode()
    assert 'id="p20"' in first
    assert 'id="p21"' not in first
    assert 'id="p45"' in last
    assert "?placed=2#placed" in first


def test_text_of_a_source_is_never_markup(visitor: Client, monkeypatch: Any) -> None:
    row = replace(cast.incident(), title="<script>alert(1)</script>", summary="</script><img src=x>")
    monkeypatch.setattr("crimebook.zones.desk.views.incidents.reading.open_incident", lambda *a, **k: row)
    text = visitor.get(f"/en/incidents/{cast.INCIDENT_REF}/").content.decode()
    assert "<script>alert" not in text
    assert "<img" not in text


def test_a_failure_has_a_page_that_needs_nothing(cast_desk: dict[str, Any]) -> None:
    answer = errors.broken(RequestFactory().get("/en/"))
    assert answer.status_code == 500
    assert "The records are as they were." in answer.content.decode()


class TestSigningIn:
    """The link: looked at, used once, gone."""

    def test_looking_at_a_link_does_not_use_it(self, cast_desk: dict[str, Any]) -> None:
        client = Client()
        for _ in range(2):
            answer = client.get(f"/en/sign-in/{TOKEN}/")
            assert answer.status_code == 200
            assert '<button class="large">Sign in</button>' in answer.content.decode()
        assert client.get("/en/").status_code == 302

    def test_a_link_works_once(self, cast_desk: dict[str, Any]) -> None:
        client = Client()
        answer = client.post(f"/ru/sign-in/{TOKEN}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/ru/")
        assert client.get("/ru/").status_code == 200
        again = Client().post(f"/ru/sign-in/{TOKEN}/")
        assert again.status_code == 410
        assert "crimebook sign-in" in again.content.decode()

    def test_an_unknown_link_says_so(self, cast_desk: dict[str, Any]) -> None:
        assert Client().get("/en/sign-in/never-made/").status_code == 410

    def test_a_link_without_a_language_finds_one(self, cast_desk: dict[str, Any]) -> None:
        answer = Client(headers={"accept-language": "be"}).get(f"/sign-in/{TOKEN}")
        assert answer.headers["Location"].startswith(f"/be/sign-in/{TOKEN}")

    def test_a_form_from_elsewhere_is_refused(self, cast_desk: dict[str, Any]) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(f"/en/sign-in/{TOKEN}/").status_code == 403
        assert client.get("/en/").status_code == 302

    def test_signing_out_is_recorded_and_closes_the_book(
        self, visitor: Client, cast_desk: dict[str, Any]
    ) -> None:
        assert visitor.post("/en/sign-out/").status_code == 302
        assert visitor.get("/en/").status_code == 302
        (actor,), _ = cast_desk["sign_out"]
        assert actor == cast.INVESTIGATOR

    def test_nobody_is_signed_out_by_a_link(self, visitor: Client) -> None:
        assert visitor.get("/en/sign-out/").status_code == 405
        assert visitor.get("/en/").status_code == 200

    def test_a_session_key_is_not_kept_from_before(self, cast_desk: dict[str, Any], rf: Any) -> None:
        request = rf.get("/")
        request.session = SessionStore()
        request.session["planted"] = "by somebody"
        admit(request, "investigator")
        assert dict(request.session.items()) == {"actor_key": "investigator"}
