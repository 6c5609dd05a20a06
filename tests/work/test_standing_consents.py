"""Of several answers for one purpose the safer one stands."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crimebook.stores.register.paper_rows import ConsentRow
from crimebook.work.reading.papers import standing_consents

NOW = datetime(2021, 1, 1, tzinfo=UTC)
REF = "a-source:1"


def answer(
    said: str, day: int | None = None, *, of_ref: str = REF, runs_out: int | None = None
) -> ConsentRow:
    return ConsentRow(
        of_ref=of_ref,
        purpose="sanctions",
        answer=said,
        given_by="self",
        age_band="",
        understood="yes",
        limits_explained="yes",
        text_version="",
        words="",
        at=None if day is None else NOW - timedelta(days=400 - day),
        expires_at=None if runs_out is None else NOW + timedelta(days=runs_out),
        source="a-source",
        is_invented=True,
    )


def stands(*answers: ConsentRow) -> str:
    (standing,) = standing_consents(answers, REF, NOW)
    return standing.said.answer


def test_a_later_consent_ends_an_earlier_refusal() -> None:
    assert stands(answer("refused", 1), answer("granted", 2)) == "granted"
    assert stands(answer("granted", 2), answer("refused", 1)) == "granted"


def test_a_consent_without_a_time_never_ends_a_refusal() -> None:
    assert stands(answer("refused", 1), answer("granted")) == "refused"
    assert stands(answer("refused"), answer("granted", 300)) == "refused"


def test_a_question_that_was_not_asked_ends_nothing() -> None:
    assert stands(answer("granted", 1), answer("not_asked", 2)) == "granted"
    assert stands(answer("not_asked")) == "not_asked"


def test_a_consent_that_has_run_out_allows_nothing() -> None:
    (gone,) = standing_consents((answer("granted", 1, runs_out=-1),), REF, NOW)
    (good,) = standing_consents((answer("granted", 1, runs_out=1),), REF, NOW)
    assert (gone.is_expired, gone.allows, good.allows) == (True, False, True)


def test_the_consent_of_one_record_does_not_speak_for_another() -> None:
    both = standing_consents((answer("refused"), answer("granted", of_ref="papers:m1")), REF, NOW)
    assert [(each.said.of_ref, each.allows) for each in both] == [(REF, False), ("papers:m1", True)]


answers = st.builds(
    answer,
    st.sampled_from(["granted", "refused", "withdrawn", "not_asked"]),
    st.none() | st.integers(1, 5),
)


@given(st.lists(answers, min_size=1, max_size=8))
def test_what_is_allowed_was_granted_after_every_refusal(given_answers: list[ConsentRow]) -> None:
    (standing,) = standing_consents(given_answers, REF, NOW)
    refusals = [each for each in given_answers if each.answer in {"refused", "withdrawn"}]
    if standing.allows:
        assert all(
            standing.said.at is not None and each.at is not None and standing.said.at > each.at
            for each in refusals
        )
    else:
        assert refusals or not any(each.answer == "granted" for each in given_answers)


@given(st.lists(answers, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_count(
    given_answers: list[ConsentRow], random: st.DataObject
) -> None:
    mixed = list(given_answers)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    (before,) = standing_consents(given_answers, REF, NOW)
    (after,) = standing_consents(mixed, REF, NOW)
    assert before.allows == after.allows
