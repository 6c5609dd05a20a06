"""Members of the team and their one-time sign-in links."""

from django.db import models

from crimebook.stores.register.models.constraints import one_of_codes

ROLES = ("registrar", "investigator", "interviewer", "reviewer", "auditor")


class Member(models.Model):
    """Someone who works with the book."""

    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16)

    class Meta:
        """Roles that rights are written for."""

        constraints = (one_of_codes("role", ROLES, "member_role"),)


class SignInLink(models.Model):
    """A link that signs one member in, once. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
