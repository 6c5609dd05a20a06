"""Jobs: progress that another process can read, and an end even where nobody told one."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crimebook.stores.jobs.progress import JobFile, JobState

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def jobs(tmp_path: Path) -> JobFile:
    return JobFile(tmp_path / "jobs.sqlite3")


def test_a_job_is_told_from_start_to_end(jobs: JobFile):
    job_id = jobs.start("import", at=NOW)
    jobs.advance(job_id, 3, 10)
    running = jobs.latest()[0]
    assert (running.state, running.done, running.total, running.started_at) == (JobState.RUNNING, 3, 10, NOW)
    jobs.end(job_id, JobState.DONE, "", at=NOW)
    assert jobs.latest()[0].state is JobState.DONE


def test_the_latest_job_comes_first(jobs: JobFile):
    for kind in ("one", "two", "three"):
        jobs.start(kind, at=NOW)
    assert [job.kind for job in jobs.latest(2)] == ["three", "two"]


def test_a_job_whose_process_is_gone_shows_as_broken_off(jobs: JobFile, tmp_path: Path):
    script = (
        "from datetime import UTC, datetime; from pathlib import Path;"
        "from crimebook.stores.jobs.progress import JobFile;"
        f"JobFile(Path({str(tmp_path / 'jobs.sqlite3')!r}))"
        ".start('import', at=datetime(2026, 1, 2, tzinfo=UTC))"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert jobs.latest()[0].state is JobState.BROKEN_OFF
