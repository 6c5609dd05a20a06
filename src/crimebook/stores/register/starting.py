"""Starting the register in a process of its own, before any of its tables may be imported."""

import django


def start_register() -> None:
    """Set Django up with the settings that the environment names."""
    django.setup()
