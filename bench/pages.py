"""Pages of the desk: how long each takes on a book that stands ready, in this process, without a browser.

``CRIMEBOOK_BOOK`` names the book, and ``CRIMEBOOK_DATABASE`` its database where that is not in its folder;
without a book nothing is measured. What is opened is taken from the book itself: its commonest and its rarest
act, words, place and day, a page far down each list, one record of each kind. Each page is opened once to
warm it, then five times. Every opening is recorded in the journal of the operator, as any reading is.

``python -m bench pages`` prints the fastest, the median and the slowest in milliseconds, and the page's size.
"""

import os
import statistics
import time
from importlib import import_module

import django
from django.test import Client

REPEATS = 5


def main() -> None:
    if not os.environ.get("CRIMEBOOK_BOOK"):
        print("  no book: set CRIMEBOOK_BOOK to the folder of one")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crimebook.settings.desk")
    django.setup()
    # Tables can be imported only now.
    book = import_module("bench.addresses")
    client = book.sign_in()
    print(f"  {'fastest':>7} {'median':>7} {'slowest':>7}")
    for address in book.addresses():
        print(measure(client, address))


def measure(client: Client, address: str) -> str:
    """Return a line of the table: how long a page takes once it is warm."""
    answer = client.get(address)
    times_ms = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = client.get(address)
        times_ms.append((time.perf_counter() - start) * 1e3)
    # The queue leads on to a page.
    assert answer.status_code in {200, 302}, f"{address}: expected a page, got {answer.status_code}"
    found = f"  {min(times_ms):7.0f} {statistics.median(times_ms):7.0f} {max(times_ms):7.0f} ms"
    return f"{found} {len(answer.content) / 1024:5.0f} kB  {address}"


if __name__ == "__main__":
    main()
