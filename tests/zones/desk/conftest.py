"""A desk whose register is the cast: pages are tested without a database of records."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page
from pytest_django.live_server_helper import LiveServer
from tests.zones.desk import cast, cast_command, cast_doubles, cast_search
from tests.zones.desk.served import served
from tests.zones.intake.browsing import chromium

from crimebook.terms.errors import NotFoundError
from crimebook.zones.desk import visitors
from crimebook.zones.desk.views import (
    counts,
    doubles,
    finding,
    incidents,
    messages,
    overview,
    recordings,
    signing_in,
    units,
)

TOKEN = "a-token-of-the-cast"  # noqa: S105


def _of(ref: str | int, value: Callable[[], Any]) -> Callable[..., Any]:
    def open_one(actor: Any, asked: str, *, at: Any, pages: Any = None) -> Any:
        if asked != ref:
            raise NotFoundError("nothing of that name in the cast")
        return value()

    return open_one


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin in English: a request leaves its language behind in the thread."""
    with translation.override("en"):
        yield


def _until_read(act: Callable[..., None], page_of: Callable[[Any], Page]) -> Callable[..., None]:
    """Let what a person does in a browser end when the page that it leads to has been read whole."""

    def acting(doer: Any, *args: Any, **named: Any) -> None:
        page = page_of(doer)
        act(doer, *args, **named)
        page.wait_for_load_state("domcontentloaded")

    return acting


@pytest.fixture(autouse=True)
def _who_clicks_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask nothing of a page that is half there: Playwright itself waits for its first bytes only."""
    monkeypatch.setattr(Locator, "click", _until_read(Locator.click, lambda locator: locator.page))
    monkeypatch.setattr(Page, "click", _until_read(Page.click, lambda page: page))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a module."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def server(db: None) -> Iterator[LiveServer]:
    """A server inside the test's own transaction: what is append-only cannot be emptied after a test."""
    with served() as server:
        yield server


@pytest.fixture
def cast_desk(monkeypatch: pytest.MonkeyPatch, settings: Any) -> dict[str, Any]:
    """Replace what the desk asks of the floor below by the cast; return what was asked, by verb."""
    asked: dict[str, Any] = {}

    def noting(verb: str, value: Callable[[], Any]) -> Callable[..., Any]:
        def answer(*args: Any, **named: Any) -> Any:
            asked[verb] = (args, named)
            return value()

        return answer

    def list_incidents(actor: Any, chosen: Any, *, at: Any) -> Any:
        asked["open_incidents"] = chosen
        return cast.incidents(chosen)

    def search(actor: Any, question: Any, folder: Any, *, at: Any) -> Any:
        asked["open_search"] = question
        return cast_search.page(question)

    links = [TOKEN]
    # Cookies alone carry the session, so that these pages need no database at all.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    monkeypatch.setattr(
        visitors, "find_actor", lambda key: cast.INVESTIGATOR if key == "investigator" else None
    )
    monkeypatch.setattr(signing_in.signing_in, "open_link", lambda token, *, at: token in links)
    monkeypatch.setattr(
        signing_in.signing_in,
        "use_link",
        lambda token, *, at: links.remove(token) or "investigator" if token in links else None,
    )
    monkeypatch.setattr(signing_in.signing_in, "sign_out", noting("sign_out", lambda: None))
    for place, verb, answer in (
        (overview.reading, "open_overview", noting("open_overview", cast.overview)),
        (incidents.reading, "open_incidents", list_incidents),
        (incidents.reading, "open_incident", _of(cast.INCIDENT_REF, cast.incident)),
        (finding.finding, "open_search", search),
        (incidents.near, "open_streets", _of(cast.INCIDENT_REF, cast.streets)),
        (recordings.reading, "open_recordings", noting("open_recordings", cast.recordings)),
        (recordings.reading, "open_recording", _of(cast.RECORDING_REF, cast.recording)),
        (messages.reading, "open_messages", noting("open_messages", cast.messages)),
        (messages.reading, "open_message", _of(cast.MESSAGE_REF, cast.message)),
        (counts.reading, "open_counts", noting("open_counts", cast.counts)),
        (units.reading, "open_units", noting("open_units", cast.units)),
        (units.reading, "open_unit", _of(cast.UNIT_REF, cast.unit)),
        (units.commanding, "open_command", lambda *_, **__: cast_command.command()),
        (doubles.reading, "open_doubts", lambda actor, chosen, *, at: cast_doubles.doubles(chosen)),
        (doubles.reading, "open_doubt", _of(cast_doubles.DOUBT_ID, cast_doubles.doubt)),
    ):
        monkeypatch.setattr(place, verb, answer)
    return asked


@pytest.fixture
def visitor(cast_desk: dict[str, Any]) -> Client:
    """Return a browser without scripts whose visitor has signed in."""
    client = Client()
    client.post(f"/en/sign-in/{TOKEN}/")
    return client
