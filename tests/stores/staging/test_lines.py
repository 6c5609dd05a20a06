"""A staging file: what was written is read again, whatever cut it, and two imports never share one."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crimebook.stores.staging.lines import StagingFile
from crimebook.terms.digests import sha256_hex

ONE, OTHER = sha256_hex(b"one work"), sha256_hex(b"another work")
lines = st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line), max_size=12)


def test_what_was_settled_is_taken_up_by_the_next_run(tmp_path: Path):
    with StagingFile(tmp_path / "staging", "cases", ONE) as first:
        assert first.lines_before == 0
        first.append(b"a")
        first.append(b"b")
        first.settle()
    with StagingFile(tmp_path / "staging", "cases", ONE) as second:
        assert second.lines_before == 2
        second.append(b"c")
        assert list(second.lines()) == [b"a", b"b", b"c"]


def test_other_work_begins_anew(tmp_path: Path):
    with StagingFile(tmp_path, "cases", ONE) as first:
        first.append(b"a")
    with StagingFile(tmp_path, "cases", OTHER) as second:
        assert second.lines_before == 0
        assert list(second.lines()) == []


@given(written=lines, cut=st.integers(0, 400))
def test_a_file_cut_anywhere_gives_its_whole_lines(tmp_path_factory, written: list[bytes], cut: int):
    folder = tmp_path_factory.mktemp("staging")
    with StagingFile(folder, "cases", ONE) as first:
        for line in written:
            first.append(line)
    path = folder / "cases.lines"
    whole = path.read_bytes()
    path.write_bytes(whole[: max(0, len(whole) - cut)])
    with StagingFile(folder, "cases", ONE) as second:
        kept = list(second.lines())
    assert kept == written[: len(kept)]
    assert cut or kept == written
    assert len(written) - len(kept) <= cut


def test_a_second_import_of_the_same_file_has_a_staging_file_of_its_own(tmp_path: Path):
    with StagingFile(tmp_path, "cases", ONE) as first, StagingFile(tmp_path, "cases", ONE) as second:
        first.append(b"first")
        second.append(b"second")
        assert list(first.lines()) == [b"first"]
        assert list(second.lines()) == [b"second"]


def test_it_is_readable_by_its_owner_only_and_is_gone_when_it_is_removed(tmp_path: Path):
    with StagingFile(tmp_path / "staging", "cases", ONE) as staging:
        path = tmp_path / "staging" / "cases.lines"
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0
        staging.remove()
        assert not path.exists()


def test_a_second_file_whose_process_was_killed_is_swept_and_one_in_use_is_not(tmp_path: Path):
    left = tmp_path / "cases.7.lines"
    left.write_bytes(b"of a killed import\n")
    with StagingFile(tmp_path, "cases", ONE), StagingFile(tmp_path, "cases", ONE) as second:
        assert not left.exists()
        second.append(b"a")
        with StagingFile(tmp_path, "cases", ONE):
            assert list(second.lines()) == [b"a"]
            assert len(list(tmp_path.iterdir())) == 3
