"""Whether a report that was just sent has been collected, asked with the token of its receipt's page."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from crimebook.zones.intake.house import intake
from crimebook.zones.intake.keyring import ring
from crimebook.zones.intake.tokens import Purpose, TokenError, open_token


def show(request: HttpRequest) -> HttpResponse:
    """Say whether the desk has signed that it holds the envelope."""
    if request.method != "POST":
        return redirect("return")
    token = request.POST.get("sent", "")
    try:
        envelope = json.loads(open_token(ring(), Purpose.SENT, token))["envelope"]
    except TokenError:
        return render(request, "intake/lost.html", {"typed": [], "is_sent": True}, status=410)
    day = intake().drop.collected_day(envelope)
    return render(request, "intake/sent.html", {"day": day, "sent": token})
