"""Addresses: two writings of one page are equal, two pages never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.identity.addresses import KEY_CHARACTERS, link_key, plain_address

SAME = [
    ("https://www.youtube.com/watch?v=2p_PRbucpYM", "https://youtu.be/2p_PRbucpYM?t=268"),
    ("https://www.youtube.com/watch?v=2p_PRbucpYM", "http://m.youtube.com/watch?feature=share&v=2p_PRbucpYM"),
    ("https://www.youtube.com/watch?v=2p_PRbucpYM", "https://youtube.com/shorts/2p_PRbucpYM"),
    ("https://www.youtube.com/watch?v=2p_PRbucpYM", "https://www.youtube-nocookie.com/embed/2p_PRbucpYM?rel=0"),
    ("https://twitter.com/a/status/1268030671706099717", "https://x.com/b/status/1268030671706099717?s=20"),
    ("https://twitter.com/a/status/1268030671706099717", "https://mobile.twitter.com/a/status/1268030671706099717/video/1"),
    ("https://twitter.com/a/status/1268030671706099717", "https://twitter.com/i/web/status/1268030671706099717"),
    ("https://www.facebook.com/watch/?v=3011143412313088", "https://m.facebook.com/anna/videos/title/3011143412313088/"),
    ("https://m.facebook.com/story.php?story_fbid=11&id=22", "https://www.facebook.com/permalink.php?id=22&story_fbid=11"),
    ("https://www.reddit.com/r/a/comments/gv0ru3/some_title/", "https://old.reddit.com/r/a/comments/gv0ru3"),
    ("https://www.instagram.com/p/CCFueedBWrK/?igshid=16m4", "https://instagram.com/reel/CCFueedBWrK"),
    ("https://www.tiktok.com/@jake/video/6834936818799004934?source=h5_m", "https://m.tiktok.com/v/6834936818799004934"),
    ("https://t.me/s/Channel/77", "http://telegram.me/channel/77?single"),
    ("HTTP://WWW.Example.org:80/A/b/?utm_source=x&fbclid=y#part", "https://example.org/A/b"),
    ("https://example.org/b?y=2&x=1", "https://example.org/b?x=1&y=2"),
    ("https://example.org/%D0%B0", "https://example.org/а"),
    ("example.org/a", "https://example.org/a"),
]  # fmt: skip
OTHER = [
    ("https://www.youtube.com/watch?v=2p_PRbucpYM", "https://www.youtube.com/watch?v=2p_PRbucpYN"),
    ("https://twitter.com/a/status/1", "https://twitter.com/a/status/2"),
    ("https://twitter.com/a/status/1", "https://www.reddit.com/comments/1"),
    ("https://example.org/A", "https://example.org/a"),
    ("https://example.org/?p=1", "https://example.org/?p=2"),
    ("https://example.org/a", "https://news.example.org/a"),
    ("https://old.example.org/a", "https://example.org/a"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://tuckbot.tv/#/watch/gttdkj", "https://tuckbot.tv/#/watch/hsgl9a"),
    ("https://www.facebook.com/photo.php?fbid=1", "https://www.facebook.com/photo.php?fbid=2"),
    (
        "https://www.reddit.com/r/a/comments/gv0ru3/title/ft1",
        "https://www.reddit.com/r/a/comments/gv0ru3/title/ft2",
    ),
]
NO_PAGE = [
    "", " ", "45.0766155, -93.3004313", "ftp://example.org/a", "mailto:x@example.org", "https://", "http://[bad/a",
    "https://example.org", "https://example.org/", "https://twitter.com/somebody", "https://t.me/channel",
    "https://www.youtube.com/channel/UC3q4wY8QQeH1fXKGYQEdzCw", "https://www.youtube.com/user/x/videos",
    "https://www.instagram.com/somebody/", "https://youtu.be/", "https://example.org:notaport/a",
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_writings_of_one_page_are_equal(one: str, other: str):
    assert link_key(one) == link_key(other)
    assert len(link_key(one)) == KEY_CHARACTERS


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_pages_stay_apart(one: str, other: str):
    assert link_key(one) != link_key(other)
    assert link_key(one)
    assert link_key(other)


@pytest.mark.parametrize("url", NO_PAGE)
def test_what_names_no_page_has_no_key(url: str):
    assert link_key(url) == ""


@given(st.text() | st.from_regex(r"https?://[a-z.]{1,20}(/[^\s]{0,30})?(\?[^\s]{0,30})?(#[^\s]{0,9})?"))
def test_any_text_has_one_plain_form_that_is_stable_under_the_door_it_came_through(url: str):
    plain = plain_address(url)
    assert plain == plain_address(f"  {url}\n")
    assert link_key(url) == link_key(url)


@given(
    st.from_regex(r"[a-z]{2,9}\.example", fullmatch=True),
    st.from_regex(r"(/[A-Za-z0-9_-]{1,9}){1,3}", fullmatch=True),
    st.sampled_from(["utm_source", "utm_campaign", "fbclid", "igshid", "ref_src"]),
)
def test_what_follows_a_reader_never_matters(host: str, path: str, follower: str):
    plain = link_key(f"https://{host}{path}")
    assert plain
    assert plain == link_key(f"http://www.{host.upper()}{path}/?{follower}=abc#top")
