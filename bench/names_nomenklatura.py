"""Scores of nomenklatura's logic-v2 for pairs of names: JSON in, JSON out.

It runs in an environment of its own, since it needs PyICU, which this project does not have::

    CRIMEBOOK_NOMENKLATURA=/path/to/its/python python -m bench names

A pair is scored both ways round, and the better score counts: which of two names asks is by chance.
"""

import json
import sys
from itertools import count
from typing import Any

from followthemoney import model
from nomenklatura.matching.logic_v2.model import LogicV2


def main() -> None:
    """Score the pairs."""
    config, numbers = LogicV2.default_config(), count()

    def person(name: str) -> Any:
        # What is known of an entity is kept by its id: each must have its own.
        told = {"id": f"p{next(numbers)}", "schema": "Person", "properties": {"name": [name]}}
        return model.get_proxy(told)

    def score(one: str, other: str) -> float:
        mine, its = person(one), person(other)
        return max(LogicV2.compare(mine, its, config).score, LogicV2.compare(its, mine, config).score)

    json.dump([score(one, other) for one, other in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
