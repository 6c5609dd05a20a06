"""Where a book's blobs lie: its own folder, or a bucket that ``CRIMEBOOK_BLOBS`` names.

``s3://BUCKET/PREFIX?endpoint=https://…&region=…`` names a bucket; without an endpoint it is Amazon's.
Credentials never stand in the address: they come from ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from crimebook.stores.blobs.blob import BlobStore, Random
from crimebook.stores.blobs.folder import BlobFolder
from crimebook.terms.errors import InvalidValueError

if TYPE_CHECKING:
    from obstore.store import S3Config

    from crimebook.stores.blobs.bucket import BlobBucket

VARIABLE = "CRIMEBOOK_BLOBS"
RETRIES = 4
TIMEOUT = timedelta(minutes=2)
_OPTIONS = {"endpoint", "region"}


class BlobPlaceError(InvalidValueError):
    """An address of a store that cannot be read, or whose library is not installed."""


def open_blobs(place: Path | str, random: Random = os.urandom) -> BlobStore:
    """Return the store at ``place``: a folder, or the address of a bucket; raise `BlobPlaceError`."""
    if isinstance(place, Path):
        return BlobFolder(place, random)
    return _open_bucket(place)


def blobs_place(folder: Path, environment: Mapping[str, str]) -> Path | str:
    """Return where a book's blobs lie: what ``CRIMEBOOK_BLOBS`` says, else ``folder``."""
    return environment.get(VARIABLE) or folder


def _open_bucket(url: str) -> "BlobBucket":
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme != "s3" or not parts.hostname or parts.username or options.keys() - _OPTIONS:
        # The address itself is not repeated: somebody may have put a secret into it after all.
        raise BlobPlaceError(
            "an address like s3://bucket/prefix?endpoint=https://host&region=name",
            "another",
            f"set {VARIABLE}; credentials go into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    try:
        from obstore.store import S3Store  # noqa: PLC0415 only who keeps blobs in a bucket installs it

        from crimebook.stores.blobs.bucket import BlobBucket  # noqa: PLC0415 imports obstore
    except ModuleNotFoundError as error:
        raise BlobPlaceError(
            "the package obstore for a bucket", "none", "install the extra bucket"
        ) from error
    config: S3Config = {"region": options.get("region", "us-east-1")}
    if endpoint := options.get("endpoint", ""):
        config["endpoint"] = endpoint
    # Plain HTTP only on one's own machine.
    is_here = urlsplit(endpoint).hostname in {"127.0.0.1", "localhost", "::1"}
    store = S3Store(
        parts.hostname,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options={"allow_http": is_here, "timeout": TIMEOUT},
        retry_config={"max_retries": RETRIES, "retry_timeout": TIMEOUT},
    )
    return BlobBucket(store)
