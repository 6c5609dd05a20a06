"""What can be seen of the machine that an intake runs on."""

from pathlib import Path

SWAPS = Path("/proc/swaps")


def has_swap(swaps: Path = SWAPS) -> bool:
    """Whether memory may be written to a disk: the first line of the kernel's list is its heading."""
    try:
        return len(swaps.read_text(encoding="ascii").splitlines()) > 1
    except OSError:
        return False
