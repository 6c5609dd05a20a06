"""Addresses of the desk. The language comes first; a record's reference stands as the world writes it."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path, register_converter

from crimebook.zones.desk.views import (
    allegations,
    codebook,
    counts,
    custody,
    doubles,
    errors,
    exports,
    finding,
    identities,
    imports,
    incidents,
    interviews,
    matching,
    messages,
    overview,
    own_keys,
    persons,
    places,
    recordings,
    reports,
    reviewing,
    signing_in,
    units,
    vetting,
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


class TokenConverter:
    """32 hexadecimal digits: the id of a request for an identity, or of a vetting question."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """Return the id as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Return the id for an address."""
        return value


class DigestConverter:
    """64 hexadecimal digits."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """Return the digest as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """Return the digest for an address."""
        return value


register_converter(RefConverter, "ref")
register_converter(DigestConverter, "digest")
register_converter(TokenConverter, "token")

urlpatterns = i18n_patterns(
    path("", overview.show, name="overview"),
    path("incidents/", incidents.list_all, name="incidents"),
    path("incidents/<ref:ref>/streets.json", incidents.streets, name="streets"),
    path("incidents/<ref:ref>/name/", identities.ask, name="identity-ask-of-record"),
    path("incidents/<ref:ref>/", incidents.show, name="incident"),
    path("imports/new/", imports.new, name="new-import"),
    path("imports/new/<str:token>/", imports.choose, name="choose-columns"),
    path("imports/new/<str:token>/preview/", imports.preview, name="preview-import"),
    path("imports/new/<str:token>/mapping.toml", imports.mapping_file, name="mapping-file"),
    path("imports/new/<str:token>/import/", imports.bring_in, name="run-import"),
    path("imports/new/<str:token>/discard/", imports.discard, name="discard-import"),
    path("recordings/", recordings.list_all, name="recordings"),
    path("recordings/<ref:ref>/", recordings.show, name="recording"),
    path("matches/", matching.queue, name="matches"),
    path("matches/<ref:ref>/judge/", matching.judge, name="match-judge"),
    path("matches/<ref:ref>/take-back/", matching.take_back, name="match-take-back"),
    path("matches/<ref:ref>/", matching.show, name="candidates"),
    path("messages/", messages.list_all, name="messages"),
    path("messages/<ref:ref>/", messages.show, name="message"),
    path("reports/", reports.list_all, name="reports"),
    path("reports/interviews/", interviews.start, name="interview-start"),
    path("reports/interviews/begin/", interviews.begin, name="interview-begin"),
    path("reports/interviews/<slug:ref>/discard/", interviews.discard, name="interview-discard"),
    path("reports/interviews/<slug:ref>/<slug:section>/", interviews.lead, name="interview"),
    path("reports/refused/", reports.list_refused, name="reports-refused"),
    path("reports/<slug:ref>/", reports.show, name="report"),
    path("reports/<slug:ref>/files/<int:number>/", reports.give_file, name="report-file"),
    path("reports/<slug:ref>/record/", interviews.record, name="report-record"),
    path("reports/<slug:ref>/write/", reports.write, name="report-write"),
    path("reports/<slug:ref>/move/", reports.move, name="report-move"),
    path("reports/<slug:ref>/withdraw/", reports.withdraw, name="report-withdraw"),
    path("reports/<slug:ref>/name/", identities.ask, name="identity-ask"),
    path("names/", identities.list_all, name="identities"),
    path("names/drill/", identities.drill, name="identity-drill"),
    path("names/<token:request_id>/", identities.show, name="identity-request"),
    path("names/<token:request_id>/notify/", identities.notify, name="identity-notify"),
    path("names/<token:request_id>/answers/", identities.take, name="identity-take"),
    path("names/<token:request_id>/veto/", identities.veto, name="identity-veto"),
    path("names/<token:request_id>/release/", identities.release, name="identity-release"),
    path("names/<token:request_id>/request.json", identities.give_request, name="identity-file"),
    path("names/<token:request_id>/veto.json", identities.give_veto, name="identity-veto-file"),
    path("names/<token:request_id>/opening.json", identities.give_opening, name="identity-opening"),
    path("places/", places.list_all, name="places"),
    path("places/solved/", places.list_solved, name="solved-places"),
    path("places/solve/", places.show, name="place"),
    path("places/solve/streets.json", places.streets, name="place-streets"),
    path("places/solve/decide/", places.decide, name="solve-place"),
    path("places/solve/take-back/", places.take_back, name="take-back-place"),
    path("search/", finding.show, name="search"),
    path("counts/", counts.show, name="counts"),
    path("units/", units.list_all, name="units"),
    path("units/<ref:ref>/", units.show, name="unit"),
    path("persons/", persons.list_all, name="persons"),
    path("persons/review/", reviewing.show, name="review"),
    path("persons/review/part/", reviewing.part, name="review-part"),
    path("persons/review/judge/", reviewing.judge, name="review-judge"),
    path("persons/review/weight/", reviewing.show_weight, name="review-weight"),
    path("persons/review/take-back/", reviewing.take_back, name="review-take-back"),
    path("persons/<int:person_id>/", persons.show, name="person"),
    path("persons/<int:person_id>/split/", persons.split, name="person-split"),
    path("allegations/new/", allegations.new, name="allegation-new"),
    path("allegations/<int:involvement_id>/", allegations.show, name="allegation"),
    path("allegations/<int:involvement_id>/ground/", allegations.add_ground, name="allegation-ground"),
    path("allegations/<int:involvement_id>/propose/", allegations.propose, name="allegation-propose"),
    path("allegations/<int:involvement_id>/answer/", allegations.answer, name="allegation-answer"),
    path("doubles/", doubles.list_all, name="doubles"),
    path("doubles/<int:doubt_id>/", doubles.show, name="doubt"),
    path("doubles/<int:doubt_id>/judge/", doubles.judge, name="doubt-judge"),
    path("doubles/<int:doubt_id>/take-back/", doubles.take_back, name="doubt-take-back"),
    path("vet/", vetting.questions, name="vetting"),
    path("vet/<token:token>/", vetting.show, name="vetting-question"),
    path("vet/<token:token>/reply/", vetting.reply, name="vetting-reply"),
    path("vet/<token:token>/confirm/", vetting.confirm, name="vetting-confirm"),
    path("vet/<token:token>/refuse/", vetting.refuse, name="vetting-refuse"),
    path("vet/<token:token>/withdraw/", vetting.withdraw, name="vetting-withdraw"),
    path("custody/", custody.show, name="custody"),
    path("custody/export/", exports.chain, name="export-chain"),
    path("custody/proofs/<digest:digest>/", custody.give_proof, name="custody-proof"),
    path("custody/people/<str:key>/", custody.show_person, name="custody-person"),
    path("custody/keys/", own_keys.show, name="own-keys"),
    path("custody/keys/new/", own_keys.enrol, name="enrol-key"),
    path("custody/keys/<digest:digest>/end/", own_keys.end, name="end-key"),
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
