"""The house rules of every test: no sockets but loopback, one place for outside data, two databases."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import enable_socket, socket_allow_hosts

ROOT = Path(__file__).parent.parent

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgres", action="store_true", help="keep the register in a PostgreSQL of our own")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--postgres"):
        url = os.environ.get("CRIMEBOOK_TEST_PG") or _start_postgres(config)
        if url is None:
            pytest.exit("skipped: no PostgreSQL server here; apt-get install postgresql", returncode=0)
        os.environ["CRIMEBOOK_DATABASE"] = url


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


def _start_postgres(config: pytest.Config) -> str | None:
    """Start a server of our own on a socket in a temporary folder; the server refuses to run as root."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        return None
    folder = Path(tempfile.mkdtemp(prefix="crimebook-pg-"))
    user = "postgres" if os.getuid() == 0 else ""
    if user:
        shutil.chown(folder, user)
    bin_folder = binaries[-1].parent

    def run(*command: str) -> None:
        prefix = ["runuser", "-u", user, "--"] if user else []
        subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    data = str(folder / "data")
    run(
        str(bin_folder / "initdb"),
        "-D",
        data,
        "-A",
        "trust",
        "-U",
        "crimebook",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run(str(bin_folder / "pg_ctl"), "-D", data, "-o", options, "-w", "-l", str(folder / "log"), "start")

    def stop() -> None:
        run(str(bin_folder / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    config.add_cleanup(stop)
    return f"postgresql://crimebook@{str(folder).replace('/', '%2F')}/postgres"
