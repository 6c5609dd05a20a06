"""One report by the intake's pages, in the process that imports this with the intake's settings."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.zones.intake.reporters import Reporter

from crimebook.zones.intake.keyring import ring


def report() -> dict[str, object]:
    """Go from the first page to the receipt; return what this process alone knew."""
    reporter = Reporter(Client())
    reporter.begin().walk("files", details={"details": ["files"]})
    reporter.press("add-file", file=SimpleUploadedFile("photograph.txt", b"what was seen " * 500))
    draft = reporter.hidden["draft"]
    reporter.answer({}).walk().send()
    return {"words": " ".join(reporter.words), "draft": draft, "ring": ring().newest().hex()}
