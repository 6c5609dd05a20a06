from hypothesis import given, settings
from hypothesis import strategies as st

from crimebook.scenario.draws import Rolls
from crimebook.scenario.officers.slips import mishear, misread, swap_lookalikes

rolls = st.lists(st.floats(0, 1, exclude_max=True), min_size=4, max_size=4).map(Rolls)


@settings(max_examples=50)
@given(number=st.from_regex(r"[0-9]{4}", fullmatch=True), chances=rolls)
def test_a_misread_number_differs_by_a_digit_at_most(number: str, chances: Rolls):
    read = misread(number, chances)
    if len(read) < len(number):
        assert any(number[:place] + number[place + 1 :] == read for place in range(len(number)))
    else:
        wrong = [place for place in range(len(number)) if number[place] != read[place]]
        assert len(wrong) == 1 or (sorted(read) == sorted(number) and len(wrong) in (0, 2))


@settings(max_examples=50)
@given(word=st.sampled_from(["каваленка", "сініцкі", "дабравольскі", "бель", "аннін"]), chances=rolls)
def test_one_sound_at_most_is_misheard(word: str, chances: Rolls):
    heard = mishear(word, chances)
    assert heard != word
    assert abs(len(heard) - len(word)) <= 1


def test_letters_that_look_alike_change_their_script_alone():
    assert swap_lookalikes("Сорока") == "Copoкa"
