"""Places to solve on the desk: the list, one group of words, deciding, taking back, over a real register."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from tests.work.book import bring, case, file_of, open_test_book

from crimebook.places.solutions import Solution
from crimebook.stores.register import members
from crimebook.stores.register.models import PlaceSolution, Window
from crimebook.work import solving
from crimebook.work.actors import Actor, Role, find_actor, operator
from crimebook.work.signing_in import offer_link

pytestmark = pytest.mark.django_db

KIOSK = "by the old kiosk"
PAGE = "/en/places/solve/?words=by+the+old+kiosk&town=Minsk"
DECIDE, TAKE_BACK = "/en/places/solve/decide/", "/en/places/solve/take-back/"
POINT = {
    "words": KIOSK,
    "town": "Minsk",
    "choice": "point",
    "lat": "53.9101",
    "lon": "27.5102",
    "radius_m": "120",
    "name": "the kiosk",
    "reason": "its sign is on the video",
    "source": "https://example.org/video",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    open_test_book()
    rows = [
        case("1", place_text=KIOSK),
        case("2", place_text="By the OLD kiosk"),
        case("3", place_text="Немига", victim_category="a <b>man</b>"),
        case("4", place_text="<script>alert(1)</script>", city="Brest"),
    ]
    bring("cases", file_of(rows), tmp_path)
    return tmp_path


def sign_in(actor: Actor) -> Client:
    client = Client()
    client.post(f"/en/sign-in/{offer_link(actor, at=timezone.now())}/")
    return client


def member(key: str, role: Role) -> Actor:
    members.ensure_member(key, key.title(), role.value)
    actor = find_actor(key)
    assert actor is not None
    return actor


@pytest.fixture
def desk(book: Path) -> Client:
    return sign_in(operator())


@pytest.fixture
def reader(book: Path) -> Client:
    return sign_in(member("rita", Role.REVIEWER))


def solved_now() -> int:
    return solving.solve(
        operator(),
        Solution(KIOSK, "Minsk", "the kiosk", solving.point_place(53.91, 27.51, 90.0), "seen"),
        at=timezone.now(),
    ).solution_id


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_the_list_shows_words_towns_and_counts(desk: Client) -> None:
    shown = text(desk.get("/en/places/"))
    assert "by the old kiosk" in shown.casefold()
    assert "3 places in words, 4 mentions" in " ".join(shown.split())
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown
    assert 'lang="und-Latn">Nemiga' in shown


@pytest.mark.parametrize(
    ("query", "count"), [("town=brest", 1), ("words=kiosk", 1), ("source=nobody", 0), ("page=2", 3)]
)
def test_the_list_is_narrowed_and_says_where_it_ends(desk: Client, query: str, count: int) -> None:
    shown = text(desk.get(f"/en/places/?{query}"))
    assert f"{count} place" in shown


@pytest.mark.parametrize("language", ["en", "be", "ru"])
@pytest.mark.parametrize("page", ["places/", "places/solved/", "places/solve/?words=Немига&town=Minsk"])
def test_a_page_works_in_every_language(desk: Client, language: str, page: str) -> None:
    solved_now()
    assert f'<html lang="{language}">' in text(desk.get(f"/{language}/{page}"))


def test_the_page_of_words_shows_who_says_so_and_what_was_read(desk: Client) -> None:
    shown = text(desk.get(PAGE))
    assert "is not in the gazetteer: a person must place it" in shown
    assert 'href="/en/incidents/a-source:1/"' in shown
    assert 'href="/en/incidents/a-source:2/"' in shown
    assert "of 2 incidents" in shown
    assert 'name="csrfmiddlewaretoken"' in shown


def test_an_incident_leads_to_its_place(desk: Client) -> None:
    shown = text(desk.get("/en/incidents/a-source:1/"))
    assert "/en/places/solve/?words=by+the+old+kiosk&amp;town=Minsk" in shown
    solved_now()
    assert "/places/solve/" not in text(desk.get("/en/incidents/a-source:1/"))


def test_doubtful_words_offer_their_places_and_a_choice_decides(desk: Client) -> None:
    shown = text(desk.get("/en/places/solve/?words=Немига&town=Minsk"))
    keys = [part.split('"')[0] for part in shown.split('name="choice" value="')[1:]]
    assert keys[-1] == "point"
    answer = desk.post(
        DECIDE, {"words": "Немига", "town": "Minsk", "choice": keys[1], "reason": "the stairs are seen"}
    )
    assert answer.status_code == 302
    (row,) = Window.objects.filter(superseded_at_change__isnull=True, place_words="Немига")
    assert row.place_name == "станцыя метро «Няміга»"
    assert not row.wants_place


def test_a_search_finds_a_place_and_it_can_be_chosen(desk: Client) -> None:
    shown = text(desk.get(f"{PAGE}&find={quote('Камаровка')}"))
    assert "Камароўскі рынак" in shown
    key = shown.split('name="choice" value="')[1].split('"')[0]
    form = {"words": KIOSK, "town": "Minsk", "find": "Камаровка", "choice": key, "reason": "told by a vendor"}
    assert desk.post(DECIDE, form).status_code == 302
    assert "рынак" in Window.objects.filter(place_words=KIOSK).latest("id").place_name


def test_a_search_that_finds_nothing_says_so(desk: Client) -> None:
    assert "knows no place of that name" in text(desk.get(f"{PAGE}&find=Xyzzy"))


def test_solving_places_all_mentions_and_leads_back(desk: Client) -> None:
    answer = desk.post(DECIDE, POINT)
    assert answer.status_code == 302
    address = urlsplit(answer.headers["Location"])
    assert (address.path, parse_qs(address.query)["town"]) == ("/en/places/solve/", ["Minsk"])
    shown = text(desk.get(answer.headers["Location"]))
    assert "Solved by a person" in shown
    assert "its sign is on the video" in shown
    assert "operator" in shown
    assert "https://example.org/video" in shown
    assert {
        row.place_name for row in Window.objects.filter(superseded_at_change__isnull=True, wants_place=False)
    }
    assert "the kiosk" in text(desk.get("/en/incidents/a-source:2/"))
    assert "the kiosk" in text(desk.get("/en/places/solved/"))
    assert "kiosk" not in text(desk.get("/en/places/")).split("<tbody>")[1]


def test_a_preview_tells_what_would_change_and_decides_nothing(desk: Client) -> None:
    shown = text(desk.post(DECIDE, {**POINT, "reason": "", "preview": "yes"}))
    assert "What would change" in shown
    assert "a-source:1" in shown
    assert 'value="53.9101"' in shown
    assert not PlaceSolution.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"lat": ""}, "Choose one of the places"),
        ({"lat": "north"}, "Choose one of the places"),
        ({"lat": "nan"}, "Choose one of the places"),
        ({"radius_m": "0"}, "The radius must be"),
        ({"radius_m": "1e9"}, "The radius must be"),
        ({"lat": "99"}, "The point is not in the country"),
        ({"lat": "27.5", "lon": "53.9"}, "The point is not in the country"),
        ({"reason": "  "}, "Say in words why"),
        ({"choice": "0123456789abcdef"}, "no longer offered"),
    ],
)
def test_a_form_that_means_nothing_is_shown_again_with_a_sentence(
    desk: Client, wrong: dict[str, str], sentence: str
) -> None:
    shown = text(desk.post(DECIDE, {**POINT, **wrong}), 400)
    assert sentence in shown
    assert 'role="alert"' in shown
    assert "https://example.org/video" in shown
    assert not PlaceSolution.objects.exists()


def test_a_comma_is_a_decimal_point_too(desk: Client) -> None:
    assert desk.post(DECIDE, {**POINT, "lat": "53,9101", "lon": "27,5102"}).status_code == 302
    assert PlaceSolution.objects.get().place["lat"] == 53.9101


@pytest.mark.parametrize(
    "wrong", [{"reason": "x" * 2_001}, {"words": "x" * 401}, {"name": "a\x00b"}, {"words": "a\x00b"}]
)
def test_what_no_form_of_ours_sends_is_a_designed_400(desk: Client, wrong: dict[str, str]) -> None:
    text(desk.post(DECIDE, {**POINT, **wrong}), 400)
    assert not PlaceSolution.objects.exists()


def test_who_decides_second_is_told_and_changes_nothing(desk: Client) -> None:
    solved_now()
    shown = text(desk.post(DECIDE, POINT), 409)
    assert "Somebody has decided about these words in the meantime" in shown
    assert PlaceSolution.objects.count() == 1


def test_taking_back_needs_a_reason_and_is_done_once(desk: Client) -> None:
    form = {"words": KIOSK, "town": "Minsk", "solution": str(solved_now())}
    assert "Say in words why" in text(desk.post(TAKE_BACK, {**form, "reason": " "}), 400)
    assert desk.post(TAKE_BACK, {**form, "reason": "the wrong kiosk"}).status_code == 302
    assert Window.objects.filter(superseded_at_change__isnull=True, wants_place=True).count() == 4
    assert "the wrong kiosk" in text(desk.get("/en/places/solved/"))
    text(desk.post(TAKE_BACK, {**form, "reason": "again"}), 409)
    assert "Solve for all mentions" in text(desk.get(PAGE))


@pytest.mark.parametrize("solution", ["", "x", "-1", "9" * 30])
def test_a_solution_that_is_no_number_is_a_designed_400(desk: Client, solution: str) -> None:
    form = {"words": KIOSK, "town": "Minsk", "solution": solution, "reason": "wrong"}
    text(desk.post(TAKE_BACK, form), 400)


@pytest.mark.parametrize("address", [DECIDE, TAKE_BACK])
def test_a_reader_decides_nothing(reader: Client, address: str) -> None:
    solution_id = solved_now() if address == TAKE_BACK else 0
    text(reader.post(address, {**POINT, "solution": str(solution_id)}), 404)
    assert PlaceSolution.objects.count() == (1 if solution_id else 0)


def test_a_reader_sees_the_words_and_no_form(reader: Client) -> None:
    shown = text(reader.get(PAGE))
    assert "Registrars and investigators solve places." in shown
    assert DECIDE not in shown
    solved_now()
    assert TAKE_BACK not in text(reader.get(PAGE))


@pytest.mark.parametrize("page", ["/en/places/", "/en/places/solved/", PAGE])
def test_an_auditor_sees_no_words(book: Path, page: str) -> None:
    text(sign_in(member("alla", Role.AUDITOR)).get(page), 404)


@pytest.mark.parametrize("address", ["/en/places/", PAGE, DECIDE, TAKE_BACK, "/en/places/solve/streets.json"])
def test_a_stranger_is_sent_to_the_page_about_links(book: Path, address: str) -> None:
    client = Client()
    for answer in (client.get(address), client.post(address, POINT)):
        assert answer.status_code in {302, 405}
        assert answer.status_code == 405 or answer.headers["Location"].endswith("/sign-in/")
    assert not PlaceSolution.objects.exists()


@pytest.mark.parametrize("address", [DECIDE, TAKE_BACK])
def test_nothing_is_decided_by_a_link(desk: Client, address: str) -> None:
    text(desk.get(address, POINT), 405)
    assert not PlaceSolution.objects.exists()


@pytest.mark.parametrize("address", ["/en/places/", PAGE])
def test_a_page_can_only_be_read(desk: Client, address: str) -> None:
    text(desk.post(address, POINT), 405)


def test_a_form_from_elsewhere_is_refused(book: Path) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sign_in(operator()).cookies
    text(strict.post(DECIDE, POINT), 403)
    assert not PlaceSolution.objects.exists()


@pytest.mark.parametrize("query", ["words=" + "x" * 401, "page=x", "find=" + "x" * 201])
def test_a_query_that_cannot_be_read_is_a_designed_400(desk: Client, query: str) -> None:
    text(desk.get(f"/en/places/solve/?{query}"), 400)


def test_words_of_any_signs_can_be_opened_and_solved(desk: Client, book: Path) -> None:
    odd = "у\u200bдвары «№\u00ad7» \U0001f3e0"
    bring("cases", file_of([case("9", place_text=odd)]), book, source="odd-list")
    text(desk.get(f"/en/places/solve/?words={quote(odd)}&town=Minsk"))
    assert desk.post(DECIDE, {**POINT, "words": odd}).status_code == 302
    assert not Window.objects.filter(
        superseded_at_change__isnull=True, citation__external_id="9", wants_place=True
    )


def test_the_streets_of_a_town_are_geojson(desk: Client) -> None:
    found = desk.get("/en/places/solve/streets.json?town=Minsk").json()
    assert found["type"] == "FeatureCollection"
    assert "праспект Незалежнасці" in {each["properties"]["name"] for each in found["features"]}
    assert desk.get("/en/places/solve/streets.json?town=").json()["features"] == []
