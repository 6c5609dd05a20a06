"""The steps by which a register's tables came to be: those that it took, and those that this program knows.

A step is a migration. Names are compared, and no step is loaded: every command asks.
"""

from pkgutil import iter_modules

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from crimebook.stores.register import migrations

_APP = "register"


def steps_wanting() -> tuple[str, ...]:
    """Return the steps that the register has not taken yet, in their order."""
    return tuple(sorted(_known() - _taken()))


def steps_unknown() -> tuple[str, ...]:
    """Return the steps that a newer program took, in their order."""
    return tuple(sorted(_taken() - _known()))


def take_steps() -> None:
    """Take every step that wants; each is whole or not taken."""
    call_command("migrate", verbosity=0, interactive=False)


def _known() -> frozenset[str]:
    return frozenset(each.name for each in iter_modules(migrations.__path__))


def _taken() -> frozenset[str]:
    return frozenset(name for app, name in MigrationRecorder(connection).applied_migrations() if app == _APP)
