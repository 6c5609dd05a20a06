"""The register as a Django application."""

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from crimebook.stores.register.within import register_within


class RegisterConfig(AppConfig):
    """Label ``register``: every table of the register begins with it."""

    name = "crimebook.stores.register"
    label = "register"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ask SQLite to be as careful as PostgreSQL is by default; let fields be asked by ``within``."""
        register_within()
        connection_created.connect(_set_careful_pragmas, dispatch_uid="register-pragmas")


def _set_careful_pragmas(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # FULL: a committed import survives a power cut, not only a crash of the program.
            cursor.execute("PRAGMA synchronous = FULL")
            # An erased or superseded value must not linger in a free page of a stolen disk.
            cursor.execute("PRAGMA secure_delete = ON")
