"""A register of another program: it is told apart, and brought up to this one."""

import json

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from tests.work.book import NOW

from crimebook.stores.register.events import chain_of
from crimebook.stores.register.upgrading import steps_unknown, steps_wanting
from crimebook.terms.errors import NotFoundError
from crimebook.work.actors import Actor, Role, ensure_operator, operator
from crimebook.work.upgrading import RegisterAgeError, check_register, upgrade

pytestmark = pytest.mark.django_db


def test_a_register_of_this_program_wants_nothing_and_that_is_noted():
    ensure_operator()
    check_register()
    assert upgrade(operator(), at=NOW) == ()
    assert json.loads(chain_of("journal:operator")[-1])["action"] == "verified"


def test_a_register_of_an_older_program_names_the_first_step_that_wants_and_the_command():
    MigrationRecorder(connection).record_unapplied("register", "0011_match_verdicts")
    assert steps_wanting() == ("0011_match_verdicts",)
    with pytest.raises(RegisterAgeError, match=r"from 0011_match_verdicts.*crimebook upgrade"):
        check_register()


def test_a_register_of_a_newer_program_is_left_alone():
    MigrationRecorder(connection).record_applied("register", "9999_of_tomorrow")
    assert steps_unknown() == ("9999_of_tomorrow",)
    with pytest.raises(RegisterAgeError, match="9999_of_tomorrow; use that program"):
        check_register()


def test_whoever_may_not_make_keys_may_not_upgrade():
    with pytest.raises(NotFoundError):
        upgrade(Actor("a", "A", Role.REVIEWER), at=NOW)
