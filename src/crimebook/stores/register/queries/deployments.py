"""Deployments as pages show them: the windows of each, as their words were read."""

from collections.abc import Iterable

from crimebook.stores.register.models import Window
from crimebook.stores.register.window_rows import WindowRecord, window_record


def windows_of_deployments(ids: Iterable[int]) -> dict[int, tuple[WindowRecord, ...]]:
    """Return the live windows of deployments, in the order in which they came; none for one without any."""
    wanted = sorted(set(ids))
    found: dict[int, list[WindowRecord]] = {each: [] for each in wanted}
    live = Window.objects.filter(deployment_id__within=wanted, superseded_at_change__isnull=True)
    for row in live.select_related("leg", "injury").order_by("pk"):
        if row.deployment_id is not None:
            found[row.deployment_id].append(window_record(row))
    return {each: tuple(records) for each, records in found.items()}
