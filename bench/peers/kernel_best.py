"""Ours: the compiled kernel, the ten best of each incident by their scores, never holding all pairs."""

from bench.peers.kernel import WARM, as_parts
from bench.peers.running import Rig, Tally
from crimebook import __version__
from crimebook.spacetime.kernel import Index, Scoring

TOP = 10
SCORING = Scoring(0.01, 0.0001)
"""Means of a town's night: how often one of its recordings covers an instant, and a point."""


def run(rig: Rig) -> tuple[Tally, str]:
    incidents, recordings = (as_parts(rig.table(side)) for side in ("incidents", "recordings"))
    Index.of(recordings.slice(0, WARM)).best(incidents.slice(0, WARM), SCORING, TOP)
    with rig.step("build"):
        index = Index.of(recordings)
    with rig.step("join"):
        index.best(incidents, SCORING, TOP)
    return Tally(), f"crimebook {__version__}, scores and top {TOP}"
