"""What a log sends a witness, and what it gets back: strict, and as the specification's examples are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.custody.logs import AT
from tests.custody.signers import LOG, POLICY, WITNESS_KEYS, WITNESSES, signed

from crimebook.custody.checkpoints import check_checkpoint, cosign, with_cosignatures
from crimebook.custody.submissions import (
    MAX_REQUEST_BYTES,
    Submission,
    SubmissionError,
    cosignature_lines,
    parse_size,
    size_line,
    with_answer,
)
from crimebook.terms.notes import NoteError, split_note

HASHES = (
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=",
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=",
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=",
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=",
)
CHECKPOINT = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501 - the specification's own lines
EXAMPLE = "\n".join(("old 20852014", *HASHES, "", CHECKPOINT))


def test_the_example_of_the_specification_is_read():
    found = Submission.parse(EXAMPLE.encode())
    assert (found.old_size, len(found.proof), found.checkpoint.size) == (20_852_014, 4, 20_852_163)
    assert found.proof[0].hex().startswith("3e544d0abc07a6a8")
    assert found.body == EXAMPLE.encode()


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_a_request_is_read_as_it_is_written(old_size: int, proof: list[bytes]):
    submission = Submission(old_size, tuple(proof), signed(7, witnesses=1))
    assert Submission.parse(submission.body) == submission


NOTE = signed(7).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        NOTE,
        f"old 07\n\n{NOTE}",
        f"old -1\n\n{NOTE}",
        f"old  7\n\n{NOTE}",
        f"Old 7\n\n{NOTE}",
        f"old ٧\n\n{NOTE}",
        f"old 7\r\n\r\n{NOTE}",
        f"old 7\n{NOTE}",
        f"old 7\n\n\n{NOTE}",
        f"old 7\n{HASHES[0][:-1]}\n\n{NOTE}",
        f"old 7\n{HASHES[0][:-4]}\n\n{NOTE}",
        f"old 7\n {HASHES[0]}\n\n{NOTE}",
        "\n".join(["old 7", *[HASHES[0]] * 64, "", NOTE]),
        f"old 7\n\n{NOTE}\n",
        "old 7\n\nno checkpoint\n\n— a aaaaaaaa\n",
        f"old 7\n\n{NOTE}" + f"— x {'A' * MAX_REQUEST_BYTES}\n",
    ],
)
def test_another_text_is_no_request(text: str):
    with pytest.raises(NoteError):
        Submission.parse(text.encode())


def test_every_bit_of_a_request_is_read_or_refused():
    body = Submission(5, (b"h" * 32,), signed(7)).body
    whole = Submission.parse(body)
    for at in range(8 * len(body)):
        changed = bytearray(body)
        changed[at // 8] ^= 1 << at % 8
        try:
            found = Submission.parse(bytes(changed))
        except NoteError:
            continue
        assert found != whole


def test_an_answer_is_put_under_the_checkpoint_and_counts_by_its_policy():
    note = signed(7)
    lines = cosignature_lines([cosign(note, key, AT) for key in WITNESSES[:2]])
    answered = with_answer(note, lines)
    _, signatures = split_note(answered)
    whole = with_cosignatures(note, signatures, WITNESS_KEYS)
    assert [name for name, _ in check_checkpoint(whole, POLICY).seen] == [
        "witness1.example",
        "witness2.example",
    ]
    assert LOG.name not in {each.name for each in signatures}
    for wrong in (b"", lines[:-1], b"\n" + lines, b"thank you\n", lines + b"\n"):
        with pytest.raises(NoteError):
            with_answer(note, wrong)


def test_the_size_of_a_conflict_is_a_line_of_its_own():
    assert parse_size(size_line(0)) == 0
    assert parse_size(size_line(2**62)) == 2**62
    for wrong in (b"", b"7", b"07\n", b"7\n\n", b" 7\n", b"-7\n", b"7\r\n"):
        with pytest.raises(SubmissionError):
            parse_size(wrong)
