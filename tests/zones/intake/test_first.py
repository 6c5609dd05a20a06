"""The first page and what surrounds every page: help first, nothing kept, nothing told."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from tests.zones.intake.houses import ONION, House

from crimebook.terms.digests import sha256_hex
from crimebook.zones.intake.headers import PAGE_STEP_BYTES
from crimebook.zones.intake.house import intake
from crimebook.zones.intake.surroundings import language_links

LANGUAGES = ("be", "ru", "en")
PAGES = ("", "danger/", "first-day/", "protection/", "under-18/", "check/", "leave/", "report/", "return/")
MAX_FIRST_PAGE_BYTES = 60_000


@pytest.fixture
def first(client: Client) -> str:
    """The first page."""
    return client.get("/en/").content.decode()


def test_the_first_page_helps_somebody_who_never_reports(first: str):
    assert "The first 24 hours" in first
    assert "Photograph every injury" in first
    assert "Medical help" in first


def test_the_first_page_asks_about_safety_before_it_offers_to_report(first: str):
    assert first.index("Are you safe right now?") < first.index(">Report<")


def test_the_three_doors_are_on_the_first_page(first: str):
    for door in ("/en/report/", "/en/return/", "/en/check/"):
        assert f'href="{door}"' in first


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/en/", "/be/"),
        ("/en/first-day/", "/be/first-day/"),
        ("/en/no-such-page", "/be/no-such-page"),
        ("/no-such-page", "/be/"),
        ("/en//other.example/", "/be//other.example/"),
        ("//other.example/", "/be/"),
    ],
)
def test_the_language_switch_leads_to_the_same_page_and_never_off_the_site(
    house: House, path: str, told: str
):
    links = language_links(RequestFactory().get("/", PATH_INFO=path), intake().folder)
    assert [each["url"] for each in links if each["code"] == "be"] == [told]
    assert [each["code"] for each in links if each["is_current"]] == ["en"]


@pytest.mark.parametrize("path", ["/en/", "/en/report/"])
def test_the_clear_web_names_the_onion_and_the_offline_form_before_any_question(
    client: Client, house: House, path: str
):
    (house.path / "offline.html").write_text("<!doctype html>")
    page = client.get(path).content.decode()
    assert f"http://{ONION}/" in page
    assert 'href="/offline.html"' in page
    assert '<input type="radio"' not in page[: page.index(ONION)]


def test_over_the_onion_nothing_is_said_of_the_clear_web(client: Client):
    assert "ordinary web" not in client.get("/en/", headers={"host": ONION}).content.decode()


def test_the_offline_form_is_handed_out_under_a_dull_name(client: Client, house: House):
    assert client.get("/offline.html").status_code == 404
    (house.path / "offline.html").write_bytes(b"<!doctype html>")
    answer = client.get("/offline.html")
    assert answer.content == b"<!doctype html>"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="form.html"'


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_every_language(client: Client, language: str, path: str):
    answer = client.get(f"/{language}/{path}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_is_small(client: Client, language: str):
    assert len(client.get(f"/{language}/").content) < MAX_FIRST_PAGE_BYTES


@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_left(client: Client, path: str):
    page = client.get(f"/en/{path}").content.decode()
    assert 'href="/en/leave/"' in page or "https://weather.example/" in page


def test_leaving_clears_and_goes_to_the_neutral_site(client: Client):
    for answer in (client.get("/en/leave/"), client.post("/en/leave/")):
        assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
        assert answer.headers["Refresh"].endswith("url=https://weather.example/")
        assert "report" not in answer.content.decode().casefold()


@pytest.mark.parametrize("path", [*PAGES, "nothing/"])
def test_no_answer_sets_a_cookie_or_may_be_kept_or_runs_what_is_not_ours(client: Client, path: str):
    answer = client.get(f"/en/{path}")
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert {"ETag", "Last-Modified", "Vary", "Set-Cookie"}.isdisjoint(answer.headers)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_another_host_but_where_leaving_leads(client: Client, path: str):
    page = client.get(f"/en/{path}").content.decode()
    hosts = set(re.findall(r"https?://([^/\"'<\s]+)", page))
    assert hosts <= {"weather.example", ONION}


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_few_lengths(client: Client, path: str):
    assert len(client.get(f"/en/{path}").content) % PAGE_STEP_BYTES == 0


def test_the_style_is_not_kept_either(client: Client):
    answer = client.get("/static/intake/intake.css")
    answer.close()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_way_in_chooses_a_language_and_nothing_else(client: Client):
    answer = client.get("/", headers={"accept-language": "ru,en;q=0.5"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/ru/")
    assert client.get("/").headers["Location"] == "/be/"


def test_a_title_in_a_history_tells_nothing(client: Client):
    for path in PAGES[:-1]:
        title = re.search(r"<title>(.*?)</title>", client.get(f"/en/{path}").content.decode())
        assert title
        assert title[1] in {"Questions", "Page closed"}


def test_the_check_page_shows_what_to_compare(client: Client, house: House):
    page = client.get("/en/check/").content.decode()
    for digest in (sha256_hex(str(house.root.root).encode()), sha256_hex(client.get("/keys").content)):
        assert all(f"<code>{digest[at : at + 8]}</code>" in page for at in range(0, 64, 8))


def test_the_check_page_says_when_no_keys_are_in_force(client: Client, house: House):
    long_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(days=90)
    house.sign(since=long_ago, until=long_ago + timedelta(days=30))
    assert "no keys in force" in client.get("/en/check/").content.decode()
    assert client.get("/keys").status_code == 503


def test_a_manifest_of_another_root_is_not_taken(client: Client, house: House):
    (house.path / "manifest.txt").write_bytes(b"forged\n")
    assert client.get("/keys").status_code == 503
    assert client.get("/en/report/").status_code == 503


def test_contacts_are_the_operators(client: Client, house: House):
    (house.path / "contacts.toml").write_text(
        '[[contacts]]\nkind = "medical"\nen = "A clinic"\nru = "Клиника"\nbe = "Клініка"\n'
        'reach = ["by the bridge"]\n'
    )
    page = client.get("/en/first-day/").content.decode()
    assert "A clinic" in page
    assert "by the bridge" in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 422),
        ({"sec-fetch-site": "same-origin"}, 422),
        ({"sec-fetch-site": "none"}, 422),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://testserver"}, 422),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_what_another_site_makes_a_browser_send_is_refused(client: Client, headers: Any, status: int):
    assert client.post("/en/report/", {}, headers=headers).status_code == status
