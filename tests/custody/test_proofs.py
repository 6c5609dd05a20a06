"""A proof in one text: read strictly, checked against a policy."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.custody.logs import entries_of, reader_of_log
from tests.custody.signers import ALONE, ORIGIN, POLICY, signed

from crimebook.custody.merkle import ProofError
from crimebook.custody.proofs import LogProof, check_proof
from crimebook.terms.errors import InvalidValueError
from crimebook.terms.notes import NoteError

SIZE = 11
LOG = reader_of_log(SIZE)
NOTE = signed(SIZE, witnesses=2)
ENTRIES = entries_of(SIZE)


def proof(index: int = 4, **differences: object) -> LogProof:
    given_ = {"index": index, "path": LOG.inclusion_proof(index), "note": NOTE}
    return LogProof(**(given_ | differences))


def changes(text: str) -> Iterator[str]:
    """Each character changed, dropped, doubled; each line dropped, doubled, exchanged with the next."""
    for place, sign in enumerate(text):
        other = "A" if sign != "A" else "B"
        yield from (text[:place] + put + text[place + 1 :] for put in (other, "", sign * 2))
    lines = text.split("\n")
    for place, line in enumerate(lines):
        before, after = lines[:place], lines[place + 1 :]
        for put in ([], [line, line], [*after[:1], line]):
            rest = after[1:] if len(put) == 2 and put != [line, line] else after
            yield "\n".join([*before, *put, *rest])


@pytest.mark.parametrize("index", range(SIZE))
def test_every_leaf_is_proven_by_a_text(index: int):
    text = str(proof(index))
    assert check_proof(LogProof.parse(text), ENTRIES[index], POLICY).checkpoint.size == SIZE


def test_the_text_is_that_of_the_specification():
    lines = str(proof(extra=b"more")).split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra bW9yZQ==", "index 4"]
    assert lines[3:7] == [b64encode(each).decode() for each in LOG.inclusion_proof(4)]
    assert lines[7:10] == ["", ORIGIN, str(SIZE)]
    assert str(proof()).endswith(NOTE.decode())


@settings(max_examples=30)
@given(st.integers(0, SIZE - 1), st.binary(max_size=50))
def test_a_proof_is_read_as_it_is_written(index: int, extra: bytes):
    assert LogProof.parse(str(proof(index, extra=extra))) == proof(index, extra=extra)


def test_a_log_of_one_leaf_needs_no_hashes():
    only = LogProof(0, (), signed(1))
    assert check_proof(LogProof.parse(str(only)), ENTRIES[0], ALONE).checkpoint.size == 1


def test_every_small_change_of_the_text_is_refused():
    """But the order of signatures under a note: they are a set."""
    text = str(proof())
    accepted = []
    for changed in changes(text):
        try:
            check_proof(LogProof.parse(changed), ENTRIES[4], POLICY)
        except InvalidValueError:
            continue
        accepted.append(changed)
    assert len([each for each in accepted if each != text]) == 2
    for each in accepted:
        assert each.rpartition("\n\n")[0] == text.rpartition("\n\n")[0]
        assert sorted(each.split("\n")) == sorted(text.split("\n"))


def test_it_proves_no_other_leaf():
    for index, entry in enumerate(ENTRIES):
        if index != 4:
            with pytest.raises(ProofError):
                check_proof(proof(), entry, POLICY)
            with pytest.raises(ProofError):
                check_proof(proof(index=index, path=proof().path), ENTRIES[4], POLICY)


def test_it_proves_nothing_without_the_witnesses_that_are_asked():
    with pytest.raises(NoteError, match="witnesses"):
        check_proof(proof(note=signed(SIZE, witnesses=1)), ENTRIES[4], POLICY)


def test_it_proves_nothing_of_another_tree():
    with pytest.raises(ProofError):
        check_proof(proof(note=signed(SIZE + 1, witnesses=2)), ENTRIES[4], POLICY)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("c2sp.org/tlog-proof@v1", id="the title alone"),
        pytest.param(str(proof()).replace("@v1", "@v2"), id="another version"),
        pytest.param(str(proof()).replace("index 4", "index 04"), id="a zero before the index"),
        pytest.param(str(proof()).replace("index 4", "index -4"), id="less than nothing"),
        pytest.param(str(proof()).replace("index 4", "index ٤"), id="digits of another script"),
        pytest.param(str(proof()).replace("index 4\n", ""), id="no index"),
        pytest.param(str(proof()).replace("index 4", "extra \nindex 4"), id="an empty extra line"),
        pytest.param(str(proof()).replace("index 4", "extra YQ==\nextra YQ==\nindex 4"), id="extra twice"),
        pytest.param(str(proof()).replace("index 4", "index 4\nYQ=="), id="a hash of one byte"),
        pytest.param(str(proof()).replace("\n", "\r\n"), id="lines of another system"),
        pytest.param("\n" + str(proof()), id="a line before"),
        pytest.param(str(proof()) + "\n", id="a line after"),
        pytest.param(str(proof()).partition("\n\n")[0] + "\n\n", id="no checkpoint"),
        pytest.param("x" * (1 << 22), id="too long"),
    ],
)
def test_another_text_is_no_proof(text: str):
    with pytest.raises(InvalidValueError):
        LogProof.parse(text)
