"""Make the form that works without a server, in a plain clone: what ``crimebook intake offline`` becomes.

Usage: python tools/offline_sealer.py INTAKE_FOLDER [OUT].
"""

import sys

from crimebook.zones.intake.offline import LinkError, link, main, make_page

__all__ = ["LinkError", "link", "main", "make_page"]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
