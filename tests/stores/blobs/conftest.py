"""An S3 server on loopback, and both kinds of stores for tests that hold for every kind."""

import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from crimebook.stores.blobs.blob import BlobStore
from crimebook.stores.blobs.folder import BlobFolder
from crimebook.stores.blobs.opening import open_blobs

moto = pytest.importorskip("moto.server", reason="moto plays the bucket of these tests")


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket_url(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an empty bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    for path, method in (("/moto-api/reset", "POST"), ("/evidence", "PUT")):
        httpx.request(method, s3_server + path)
    return f"s3://evidence/book?endpoint={s3_server}"


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return BlobFolder(tmp_path / "blobs")
    return open_blobs(request.getfixturevalue("bucket_url"))
