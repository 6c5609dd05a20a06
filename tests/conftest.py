"""The house rules of every test: no sockets but loopback, one place for outside data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import enable_socket, socket_allow_hosts

ROOT = Path(__file__).parent.parent

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _only_loopback(socket_enabled: None) -> Iterator[None]:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(scope="session")
def outside() -> Path:
    """The folder of real input, absent from a plain clone."""
    folder = Path(os.environ.get("CRIMEBOOK_OUTSIDE", ROOT / ".." / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip("the outside data folder is not here; name it in CRIMEBOOK_OUTSIDE")
    return folder
