"""How far long work has come, told to whoever asked for it."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told after each step how many of how many steps are done."""
