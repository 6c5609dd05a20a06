"""The whole way: the sample book imported and matched, a link used, every link of every page followed."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.work.book import bring, match, open_test_book

from crimebook.stores.folder.book import create_book
from crimebook.work.actors import operator
from crimebook.work.sampling import SAMPLE_FILES, sample_file
from crimebook.work.signing_in import offer_link

pytestmark = pytest.mark.django_db
_LINK = re.compile(r'href="(/en/[^"#]*)')
MAX_HTML_BYTES = 200_000


def follow_links(client: Client, start: str) -> dict[str, int]:
    """Return how long each page is that can be reached from ``start``."""
    lengths: dict[str, int] = {}
    waiting = [start]
    while waiting:
        url = waiting.pop()
        if url in lengths:
            continue
        # A link may lead on, to what waits next in a queue.
        answer = client.get(url, follow=True)
        assert answer.status_code == 200, url
        lengths[url] = len(answer.content)
        waiting += [link.replace("&amp;", "&") for link in _LINK.findall(answer.content.decode())]
    return lengths


def test_every_link_of_the_sample_book_leads_to_a_light_page(tmp_path: Path, settings: Any) -> None:
    open_test_book()
    settings.BOOK = create_book(tmp_path / "book", name="Sample", zone="Europe/Minsk", secret="s" * 40)
    for each in SAMPLE_FILES:
        bring(each.kind, sample_file(each.name), tmp_path, source=each.source)
    match(tmp_path)
    client = Client()
    token = offer_link(operator(), at=timezone.now())
    assert client.post(f"/en/sign-in/{token}/").headers["Location"] == "/en/"
    lengths = follow_links(client, "/en/")
    for kind in ("incidents", "recordings", "messages", "units"):
        assert any(url.startswith(f"/en/{kind}/sample-") for url in lengths)
    assert max(lengths.values()) < MAX_HTML_BYTES
