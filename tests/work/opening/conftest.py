"""A desk with keys over an empty register."""

from pathlib import Path

import pytest
from tests.work.opening import cast

from crimebook.work.actors import ensure_operator
from crimebook.work.opening.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, db: None) -> Desk:
    ensure_operator()
    return cast.make_desk(tmp_path)
