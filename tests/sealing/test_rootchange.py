"""A change of the root counts only if both roots signed it, and only for who pinned the old one."""

import os
from dataclasses import replace

import pytest

from crimebook.sealing.errors import EnvelopeError, ManifestError
from crimebook.sealing.manifest import TITLE as MANIFEST_TITLE
from crimebook.sealing.rootchange import RootChange, parse_root_change, root_change_text
from crimebook.unsealing.manifest import RootKey, sign_note

OLD = RootKey("book.example/root", b"1" * 32, b"2" * 32)
NEW = RootKey("book.example/root-2", b"3" * 32, b"4" * 32)
STRANGER = RootKey.make("stranger.example", os.urandom)
ORIGIN = "log.example/book"
CHANGE = RootChange(ORIGIN, "2020-08-09T00:00:00Z", str(OLD.root), str(NEW.root))
NOTE = sign_note(root_change_text(CHANGE), OLD, NEW)


def test_a_change_that_both_signed_is_good_for_who_pinned_the_old_root():
    assert parse_root_change(NOTE, [OLD.root], ORIGIN) == (OLD.root, NEW.root)


@pytest.mark.parametrize("signers", [(OLD,), (NEW,), (OLD, STRANGER), (STRANGER, NEW)])
def test_one_of_both_is_not_enough(signers: tuple[RootKey, ...]):
    with pytest.raises(ManifestError):
        parse_root_change(sign_note(root_change_text(CHANGE), *signers), [OLD.root], ORIGIN)


@pytest.mark.parametrize("pinned", [[], [STRANGER.root], [NEW.root]], ids=["none", "another", "the new one"])
def test_who_pinned_another_root_is_not_led_by_it(pinned: list):
    with pytest.raises(ManifestError):
        parse_root_change(NOTE, pinned, ORIGIN)


def test_the_change_of_another_book_is_refused():
    with pytest.raises(ManifestError, match="another book"):
        parse_root_change(NOTE, [OLD.root], "other.example/log")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(root_change_text(CHANGE).replace(",", ", ", 1), id="another writing"),
        pytest.param(root_change_text(CHANGE) + "more\n", id="a line more"),
        pytest.param(root_change_text(CHANGE).replace("root-change", "manifest"), id="another purpose"),
        pytest.param(f"{MANIFEST_TITLE}\n{{}}\n", id="a manifest"),
    ],
)
def test_another_text_of_both_roots_is_refused(text: str):
    with pytest.raises(ManifestError):
        parse_root_change(sign_note(text, OLD, NEW), [OLD.root], ORIGIN)


@pytest.mark.parametrize(
    "fault", [{"origin": ""}, {"issued": "2020"}, {"new": str(OLD.root)}, {"version": 2}]
)
def test_a_change_that_cannot_be_is_not_signed(fault: dict):
    with pytest.raises(EnvelopeError):
        root_change_text(replace(CHANGE, **fault))
