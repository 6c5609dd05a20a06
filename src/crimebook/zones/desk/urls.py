"""Addresses of the desk. The language comes first; a record's reference stands as the world writes it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path, register_converter

from crimebook.zones.desk.views import (
    codebook,
    errors,
    finding,
    incidents,
    messages,
    overview,
    places,
    recordings,
    signing_in,
    units,
)


class RefConverter:
    """``SOURCE:ID``; an id may hold slashes (``belarus-channels:mkbelarus/7549``)."""

    regex = r"[a-z0-9][a-z0-9._-]{0,63}:[^\s:][^\s]{0,199}"

    def to_python(self, value: str) -> str:
        """Return the reference as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Return the reference for an address; Django quotes it."""
        return value


register_converter(RefConverter, "ref")

urlpatterns = i18n_patterns(
    path("", overview.show, name="overview"),
    path("incidents/", incidents.list_all, name="incidents"),
    path("incidents/<ref:ref>/streets.json", incidents.streets, name="streets"),
    path("incidents/<ref:ref>/", incidents.show, name="incident"),
    path("recordings/", recordings.list_all, name="recordings"),
    path("recordings/<ref:ref>/", recordings.show, name="recording"),
    path("messages/", messages.list_all, name="messages"),
    path("messages/<ref:ref>/", messages.show, name="message"),
    path("places/", places.list_all, name="places"),
    path("places/solved/", places.list_solved, name="solved-places"),
    path("places/solve/", places.show, name="place"),
    path("places/solve/streets.json", places.streets, name="place-streets"),
    path("places/solve/decide/", places.decide, name="solve-place"),
    path("places/solve/take-back/", places.take_back, name="take-back-place"),
    path("search/", finding.show, name="search"),
    path("units/", units.list_all, name="units"),
    path("units/<ref:ref>/", units.show, name="unit"),
    path("codebook/", codebook.list_all, name="codebook"),
    path("codebook/<str:vocabulary>/", codebook.show, name="codebook"),
    path("sign-in/", signing_in.explain, name="sign-in"),
    path("sign-in/<str:token>/", signing_in.enter, name="sign-in-link"),
    path("sign-out/", signing_in.leave, name="sign-out"),
)

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.missing
handler500 = errors.broken
