"""Addresses of the intake. The language comes first; no address holds anything of a person's."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from crimebook.zones.intake.collecting import ADDRESSES as FOR_THE_DESK
from crimebook.zones.intake.views import api, errors, first, mailbox, report, scripted, sent

urlpatterns = [
    *FOR_THE_DESK,
    path("keys", api.show_keys, name="keys"),
    path("offline.html", first.offline, name="offline"),
    path("parts/missing", api.find_missing, name="missing-parts"),
    path("parts/<str:sha256>", api.take_part, name="part"),
    path("puzzles", api.set_puzzle, name="puzzle"),
    path("reports", api.take_report, name="reports"),
    path("messages", api.take_message, name="messages"),
    path("slots", api.show_slots, name="slots"),
    path("slots/fetched", api.remove_slots, name="fetched-slots"),
    *i18n_patterns(
        path("", first.show, name="first"),
        path("danger/", first.page, {"name": "danger"}, name="danger"),
        path("first-day/", first.page, {"name": "first_day"}, name="first_day"),
        path("first-day-young/", first.page, {"name": "first_day_young"}, name="first_day_young"),
        path("protection/", first.page, {"name": "protection"}, name="protection"),
        path("under-18/", first.page, {"name": "under_18"}, name="under_18"),
        path("check/", first.check, name="check"),
        path("leave/", first.leave, name="leave"),
        path("report/", report.show, name="report"),
        path("report/form", scripted.show_form, name="form"),
        path("sent/", sent.show, name="sent"),
        path("return/", mailbox.show, name="return"),
        path("return/form", scripted.show_return, name="return-form"),
    ),
]
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.missing
handler500 = errors.broken
