"""Run every measurement: ``python -m bench``, or one: ``python -m bench matching``.

Options (``python -m bench windows --middle``) are for the measurement that reads them.
"""

import sys

from bench import (
    calibration,
    clocks,
    doubles,
    febrl,
    groups,
    ledger,
    linking,
    matching,
    names,
    pages,
    recall,
    sealing,
    search,
    windows,
)

BENCHES = {
    "calibration": calibration.main,
    "clocks": clocks.main,
    "doubles": doubles.main,
    "febrl": febrl.main,
    "groups": groups.main,
    "ledger": ledger.main,
    "linking": linking.main,
    "matching": matching.main,
    "names": names.main,
    "pages": pages.main,
    "recall": recall.main,
    "sealing": sealing.main,
    "search": search.main,
    "windows": windows.main,
}

if __name__ == "__main__":
    for name in [each for each in sys.argv[1:] if each in BENCHES] or BENCHES:
        print(f"== {name}")
        BENCHES[name]()
