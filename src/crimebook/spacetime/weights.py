"""How much each chance counts: the constants of the score that no geometry gives.

Sources err, cameras are held where things happen, and what we take as independent is not; so a chance of one
in a million is far weaker evidence than it looks. Each term is therefore mixed with the chance that what it
rests on is wrong, and counts with an exponent below one, as in a tempered likelihood (Grünwald 2012, the
safe Bayesian). Exponents, kinds and the start were fitted by one logistic regression of truth on the even
nights of one invented scenario, and hold on nights and seeds that they were not fitted on
(``bench/recall.py``). They are no measurement of any real night.
"""

from collections.abc import Mapping
from types import MappingProxyType

WRONG = 0.1
"""How often what is told of a time or a place is wrong altogether: then any recording is as good."""

TIME_WEIGHT = 0.36
PLACE_WEIGHT = 0.42
VIEW_WEIGHT = 0.8

START_BITS = -0.82
"""What a recording of an unnamed kind starts with, before the stratum's means are weighed."""

KIND_BITS: Mapping[str, float] = MappingProxyType(
    {
        "audio": -0.8,
        "bodycam": 0.3,
        "dashcam": -1.2,
        "doorbell": -1.4,
        "drone": 1.9,
        "fixed_camera": -2.2,
        "livestream": 2.0,
        "photo": 0.5,
        "video": 0.9,
    }
)
"""What the kind alone says: a phone is held up because something happens, a fixed camera runs anyway."""
