"""Crimebook: a Unified Crime Registration Book.

Floors, from the ground up: ``terms``, the engines (``places``, ``spacetime``, ``exchange``, ``custody``),
``stores``, ``work``, ``zones``, ``settings``. Imports go down only; ``docs/architecture.md`` says why.
"""

__version__ = "0.1.0"
