"""Run every measurement: ``python -m bench``, or one: ``python -m bench matching``."""

import sys

from bench import ledger, matching, pages, recall, sealing, search

BENCHES = {
    "ledger": ledger.main,
    "matching": matching.main,
    "pages": pages.main,
    "recall": recall.main,
    "sealing": sealing.main,
    "search": search.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        print(f"== {name}")
        BENCHES[name]()
