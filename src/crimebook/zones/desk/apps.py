"""The desk as a Django application: templates, static files and message catalogues live beside this file."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The pages of the team's zone."""

    name = "crimebook.zones.desk"
    label = "desk"
