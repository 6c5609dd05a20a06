"""The intake as a Django application."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Pages, templates, styles and messages of the intake."""

    name = "crimebook.zones.intake"
    label = "intake"
