"""An S3 server on loopback, and both kinds of stores for tests that hold for every kind."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from crimebook.stores.blobs.blob import BlobStore
from crimebook.stores.blobs.folder import BlobFolder
from crimebook.stores.blobs.opening import open_blobs

SERVER = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The server's address. It has a process of its own: a test that counts memory counts none of its."""
    if find_spec("moto") is None:
        pytest.skip("moto plays the bucket of these tests")
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        # It ends where its input does, also where this process is killed.
        process.communicate()


@pytest.fixture
def bucket_url(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an empty bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for path, method in (("/moto-api/reset", "POST"), ("/evidence", "PUT")):
        httpx.request(method, s3_server + path, timeout=60)
    return f"s3://evidence/book?endpoint={s3_server}"


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return BlobFolder(tmp_path / "blobs")
    return open_blobs(request.getfixturevalue("bucket_url"))
