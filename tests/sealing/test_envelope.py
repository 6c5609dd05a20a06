import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sealing.cast import DESK, OTHER_REPORTER, REPORTER, STRANGER, body, part_refs

from crimebook.sealing.agefile import seal_bytes, sealed_size
from crimebook.sealing.envelope import (
    ReportBody,
    body_bytes,
    make_submission_id,
    parse_body,
    read_report,
    report_leaf,
    seal_report,
    with_receipt,
)
from crimebook.sealing.errors import BodyTooLongError, EnvelopeError, FutureVersionError
from crimebook.sealing.padding import PADDED_SIZES, pad
from crimebook.sealing.parts import FileRef
from crimebook.unsealing.agefile import open_bytes
from crimebook.unsealing.errors import UnsealError

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
answers = st.dictionaries(
    texts,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=5,
)


@given(text=texts, given_answers=answers, language=st.sampled_from(["be", "ru", "en"]))
def test_what_was_said_is_what_is_read(text: str, given_answers: dict[str, Any], language: str):
    said = body(text=text, answers=given_answers, language=language)
    assert parse_body(body_bytes(said)) == said


def test_a_report_is_sealed_and_only_the_desk_reads_it():
    said = with_receipt(body(), REPORTER)
    sealed = seal_report(said, [DESK.recipient], os.urandom)
    assert read_report(open_bytes(sealed.envelope, [DESK])) == said
    with pytest.raises(UnsealError):
        open_bytes(sealed.envelope, [STRANGER])


def test_nothing_of_a_report_is_in_clear():
    said = with_receipt(body(text="a canary in the yard"), REPORTER)
    envelope = seal_report(said, [DESK.recipient], os.urandom).envelope
    for word in ("canary", REPORTER.mailbox_id, said.reply_to, "first-account", said.day):
        assert str(word).encode() not in envelope


def test_a_report_has_one_of_five_sizes():
    sizes = {sealed_size(size) for size in PADDED_SIZES}
    for letters in (0, 3_000, 10_000, 60_000, 500_000):
        assert len(seal_report(body(text="к" * letters), [DESK.recipient], os.urandom).envelope) in sizes


def test_a_text_of_more_than_a_mebibyte_is_refused_before_it_is_sealed():
    with pytest.raises(BodyTooLongError, match="as a file"):
        seal_report(body(text="a" * (1 << 20)), [DESK.recipient], os.urandom)


def test_a_receipt_puts_its_leaf_into_the_body_and_the_ledger_can_be_asked_for_it():
    said = with_receipt(body(), REPORTER)
    sealed = seal_report(said, [DESK.recipient], os.urandom)
    assert sealed.leaf == report_leaf(sealed.digest, REPORTER.leaf.hex())
    assert sealed.leaf != report_leaf(sealed.digest, OTHER_REPORTER.leaf.hex())


def test_an_id_that_was_given_out_before_is_kept_and_another_is_drawn():
    submission_id = make_submission_id(os.urandom)
    assert (
        seal_report(body(), [DESK.recipient], os.urandom, submission_id=submission_id).submission_id
        == submission_id
    )
    one, two = (seal_report(body(), [DESK.recipient], os.urandom).submission_id for _ in range(2))
    assert one != two


def test_a_future_version_is_refused_by_its_name():
    later = json.loads(body_bytes(body())) | {"version": 2, "new": {}}
    with pytest.raises(FutureVersionError, match="version 2"):
        parse_body(json.dumps(later).encode())


def rewritten(**differences: Any) -> bytes:
    """A body with other fields, in canonical order: the fault is the field's, not the writing's."""
    fields = json.loads(body_bytes(with_receipt(body(), REPORTER))) | differences
    kept = {name: value for name, value in fields.items() if value != "DROP"}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"[" * 200_000, id="brackets without end"),
        pytest.param(b"\xff\xfe", id="bytes"),
        pytest.param(rewritten(version=0), id="version 0"),
        pytest.param(rewritten(version=1.0), id="a version with a point"),
        pytest.param(rewritten(version="1"), id="a version in words"),
        pytest.param(rewritten(extra=1), id="an unknown field"),
        pytest.param(rewritten(decoys="DROP"), id="a field missing that has a default"),
        pytest.param(rewritten(text="DROP"), id="a field missing"),
        pytest.param(rewritten(text=1), id="a number for a text"),
        pytest.param(rewritten(language="pl"), id="another language"),
        pytest.param(rewritten(day="2020-8-9"), id="another writing of a day"),
        pytest.param(rewritten(day="2020-08-09T12:00:00Z"), id="an hour"),
        pytest.param(rewritten(nonce="0"), id="a short nonce"),
        pytest.param(rewritten(leaf="0" * 63 + "G"), id="a leaf that is no number"),
        pytest.param(rewritten(form=""), id="no questionnaire"),
        pytest.param(rewritten(mailbox_id=None), id="a receipt without its mailbox"),
        pytest.param(rewritten(mailbox_id=OTHER_REPORTER.mailbox_id), id="another's mailbox"),
        pytest.param(rewritten(reply_to="age1pq1qqqq"), id="a recipient that is none"),
        pytest.param(rewritten(reply_to="age1qqqq"), id="a classical recipient"),
        pytest.param(body_bytes(body()) + b"\n", id="a line feed behind"),
        pytest.param(b" " + body_bytes(body()), id="a space before"),
        pytest.param(body_bytes(body()).replace(b'"day"', b'"\\u0064ay"'), id="another writing of a name"),
        pytest.param(body_bytes(body())[:-1] + b',"version":1}', id="a field twice"),
    ],
)
def test_another_form_is_refused(content: bytes):
    with pytest.raises(EnvelopeError) as caught:
        parse_body(content)
    assert not isinstance(caught.value, FutureVersionError)


def test_a_refusal_never_repeats_what_was_said():
    with pytest.raises(EnvelopeError) as caught:
        parse_body(rewritten(language="a secret", text=["a secret"]))
    assert "secret" not in str(caught.value)


def test_a_body_that_nobody_could_parse_is_not_written():
    with pytest.raises(EnvelopeError):
        body_bytes(body(files=(FileRef("a", 1, "0" * 64, part_refs(3), "original"),)))


def test_padding_of_another_kind_is_refused_after_opening():
    sealed = seal_bytes(pad(body_bytes(body()))[:-1] + b"x", [DESK.recipient], os.urandom)
    with pytest.raises(EnvelopeError):
        read_report(open_bytes(sealed, [DESK]))


def test_a_body_lists_what_it_is_made_of():
    """The fields of docs/spec/0001-sealed-envelope.md, no more and no fewer."""
    assert set(json.loads(body_bytes(body()))) == set(ReportBody.__dataclass_fields__)
