"""What the scripts fetch once, before a report or a mailbox: texts in one language, the roots to trust."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from crimebook.asking.questionnaire import load_form
from crimebook.terms.canonical import canonical_json
from crimebook.zones.intake.house import form, intake
from crimebook.zones.intake.returning import return_value
from crimebook.zones.intake.scripted import script_value


@require_GET
def show_form(_request: HttpRequest) -> HttpResponse:
    """Return the form, the pages, the known places and the roots as JSON."""
    house = intake()
    value = script_value(form(), str(get_language()), house.contacts, house.places)
    value["roots"] = [str(root) for root in house.roots]
    value["max_upload_bytes"] = house.folder.max_upload_bytes
    value["exit"] = house.folder.exit_url
    return HttpResponse(canonical_json(value), content_type="application/json")


@require_GET
def show_return(_request: HttpRequest) -> HttpResponse:
    """Return what the mailbox says and asks, and the roots, as JSON."""
    value = return_value(load_form(), str(get_language()))
    house = intake()
    value["roots"] = [str(root) for root in house.roots]
    value["max_upload_bytes"] = house.folder.max_upload_bytes
    return HttpResponse(canonical_json(value), content_type="application/json")
