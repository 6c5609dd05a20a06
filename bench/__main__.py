"""Run every measurement: ``python -m bench``, or one: ``python -m bench matching``."""

import sys

from bench import febrl, ledger, linking, matching, names, pages, recall, sealing, search

BENCHES = {
    "febrl": febrl.main,
    "ledger": ledger.main,
    "linking": linking.main,
    "matching": matching.main,
    "names": names.main,
    "pages": pages.main,
    "recall": recall.main,
    "sealing": sealing.main,
    "search": search.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        print(f"== {name}")
        BENCHES[name]()
