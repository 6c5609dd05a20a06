"""How much each chance counts: the constants of the score that no geometry gives.

Sources err, cameras are held where things happen, and what we take as independent is not; so a chance of one
in a million is far weaker evidence than it looks. Each term is therefore mixed with the chance that what it
rests on is wrong, and counts with an exponent below one, as in a tempered likelihood (Grünwald 2012, the
safe Bayesian). Exponents, kinds and the start were fitted by one logistic regression of truth on the even
nights of four invented scenarios (seeds 11, 31, 32 and 33), and hold on nights and seeds that they were not
fitted on (`bench/recall.py`, `docs/benchmarks.md`). They are no measurement of any real night.
"""

from collections.abc import Mapping
from types import MappingProxyType

WRONG = 0.1
"""How often what is told of a time or a place is wrong altogether: then any recording is as good."""

TIME_WEIGHT = 0.41
PLACE_WEIGHT = 0.38
VIEW_WEIGHT = 0.55

START_BITS = -0.7
"""What a recording of an unnamed kind starts with, before the stratum's means are weighed."""

KIND_BITS: Mapping[str, float] = MappingProxyType(
    {
        "audio": 0.2,
        "bodycam": 0.0,
        "dashcam": -0.5,
        "doorbell": -0.7,
        "drone": 1.1,
        "fixed_camera": -2.1,
        "livestream": 1.2,
        "photo": 0.1,
        "video": 0.6,
    }
)
"""What the kind alone says: a phone is held up because something happens, a fixed camera runs anyway."""
