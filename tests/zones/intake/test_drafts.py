"""A draft comes back from its token as it was."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.asking.questionnaire import load_form
from crimebook.sealing.parts import PART_BYTES, PART_CONTENT_BYTES, FileRef, PartRef
from crimebook.terms.errors import NotFoundError
from crimebook.zones.intake.drafts import Draft
from crimebook.zones.intake.keyring import Ring
from crimebook.zones.intake.tokens import TokenError

RING = Ring()
VALUES = st.recursive(
    st.text(max_size=40) | st.booleans() | st.integers(0, 2**40),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3),
    max_leaves=8,
)


def a_file(parts: int) -> FileRef:
    """Return a file of so many parts."""
    refs = tuple(
        PartRef(hashlib.sha256(bytes([row % 251, row // 251])).hexdigest(), PART_BYTES)
        for row in range(parts)
    )
    return FileRef("video.mp4", parts * PART_CONTENT_BYTES, "ab" * 32, refs, "original")


@given(st.dictionaries(st.text(min_size=1, max_size=20), VALUES, max_size=5), st.integers(0, 30))
def test_a_draft_survives_its_token(answers: dict[str, object], parts: int):
    draft = Draft.begin(load_form(), "witness").with_files((a_file(parts),))
    for question, value in answers.items():
        draft = draft.with_answer(question, value)
    assert Draft.open(RING, draft.seal(RING)) == draft


def test_a_long_video_fits_into_the_token():
    draft = Draft.begin(load_form(), "victim").with_files((a_file(4096),))
    assert len(draft.seal(RING)) < 400_000
    assert Draft.open(RING, draft.seal(RING)).files == draft.files


def test_two_drafts_are_never_the_same():
    one, other = (Draft.begin(load_form(), "victim") for _ in range(2))
    assert one.submission_id != other.submission_id
    assert one.entropy != other.entropy


def test_a_way_that_the_form_lacks_begins_no_draft():
    with pytest.raises(NotFoundError):
        Draft.begin(load_form(), "tourist")


def test_the_words_are_not_in_what_a_program_prints():
    draft = Draft.begin(load_form(), "victim").with_answer("first_account", "They came at night.")
    assert repr(draft.entropy) not in repr(draft)
    assert "at night" not in repr(draft)


def test_what_is_no_draft_is_refused():
    with pytest.raises(TokenError):
        Draft.open(RING, "nothing")
