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


class MemberKey(models.Model):
    """A hardware key by which a member signs grave acts. It counts from ``since`` until before ``until``.

    It is good at one address of the desk: a browser binds what it signs to ``origin`` and ``rp_id``.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    key_id = models.CharField(max_length=64, unique=True)
    public = models.BinaryField(max_length=512)
    """DER SubjectPublicKeyInfo."""
    credential = models.CharField(max_length=1400, unique=True)
    """By what the browser finds the key: base64url of at most 1,023 bytes."""
    rp_id = models.CharField(max_length=255)
    origin = models.CharField(max_length=300)
    sign_count = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
