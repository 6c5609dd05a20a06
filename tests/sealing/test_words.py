"""Twelve words: what is made is read, what hands do is forgiven, and hints tell no more than a list can."""

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.sealing import spelling
from crimebook.sealing.errors import SealingError
from crimebook.sealing.words import (
    Language,
    WordsError,
    WordsFault,
    list_words,
    make_words,
    read_words,
)

SPECIFICATION = Path(__file__).parent.parent.parent / "docs/spec/0002-twelve-words.md"
ENTROPY = bytes(range(16))

entropies = st.binary(min_size=16, max_size=16)
languages = st.sampled_from(Language)
every_language = pytest.mark.parametrize("language", Language)


def refuse(text: str) -> WordsError:
    with pytest.raises(WordsError) as caught:
        read_words(text)
    return caught.value


def kind_of(text: str) -> WordsFault | None:
    """What is wrong with a text, if anything is."""
    try:
        read_words(text)
    except WordsError as error:
        return error.kind
    return None


def swap(words: tuple[str, ...], one: int, other: int) -> list[str]:
    swapped = list(words)
    swapped[one], swapped[other] = words[other], words[one]
    return swapped


def typed_on(keys: str, layout: str, words: str) -> str:
    return words.translate(str.maketrans(layout, keys))


@st.composite
def noisy_words(draw: st.DrawFn, word: str) -> str:
    """One word as hands and phones write it."""
    word = draw(st.sampled_from([word, word.upper(), word.capitalize()]))
    word = draw(st.sampled_from([word, word.replace("ё", "е").replace("Ё", "Е")]))
    word = draw(st.sampled_from([word, word.replace("й", "и").replace("ў", "у"), word.replace("і", "и")]))
    word = draw(st.sampled_from([word, word.replace("'", "’"), word.replace("'", "")]))
    word = draw(st.sampled_from([word, unicodedata.normalize("NFD", word)]))
    word = draw(
        st.sampled_from([word, word.translate(spelling.TO_LATIN), word.translate(spelling.TO_CYRILLIC)])
    )
    at = draw(st.integers(1, len(word)))
    sign = draw(st.sampled_from(["", "", "\u00ad", "-", "-\n", "\u200d"]))
    return word[:at] + sign + word[at:] if at < len(word) else word


@given(entropies, languages)
def test_what_is_made_is_read(entropy: bytes, language: Language) -> None:
    words = make_words(entropy, language)
    assert len(words) == 12
    assert read_words(" ".join(words)) == entropy


@given(entropies, languages, st.data())
def test_noise_of_hands_and_phones_is_forgiven(
    entropy: bytes, language: Language, data: st.DataObject
) -> None:
    words = [data.draw(noisy_words(word)) for word in make_words(entropy, language)]
    between = data.draw(st.sampled_from([" ", "\n", ", ", " - ", ";\t", "  /  ", "\u00a0"]))
    assert read_words(f"  {between.join(words)}. ") == entropy


@given(entropies, languages, st.sampled_from(["{}. {}", "{}) {}", "№{} {}", "{}:{}", "{}\t{}"]))
def test_order_numbers_are_forgiven(entropy: bytes, language: Language, numbered: str) -> None:
    words = make_words(entropy, language)
    assert read_words("\n".join(numbered.format(at, word) for at, word in enumerate(words, 1))) == entropy


@given(entropies, languages)
def test_hyphens_between_words_part_them(entropy: bytes, language: Language) -> None:
    assert read_words("-".join(make_words(entropy, language))) == entropy


@given(entropies, languages)
def test_the_first_four_letters_suffice(entropy: bytes, language: Language) -> None:
    assert read_words(" ".join(spelling.fold(word)[:4] for word in make_words(entropy, language))) == entropy


def test_a_stress_mark_is_no_letter() -> None:
    words = " ".join(make_words(ENTROPY, "ru"))
    assert read_words(words.replace("о", "о\u0301")) == ENTROPY


def test_the_specification_has_the_words_that_are_made() -> None:
    rows = re.findall(
        r"^\| `([0-9a-f]{32})` \| `(..)` \| (.+) \|$", SPECIFICATION.read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) == 9
    for entropy, language, words in rows:
        assert " ".join(make_words(bytes.fromhex(entropy), language)) == words


@every_language
def test_the_last_word_carries_the_first_four_bits_of_the_digest(language: Language) -> None:
    last = list_words(language).index(make_words(ENTROPY, language)[-1])
    assert last == (ENTROPY[-1] << 4 | hashlib.sha256(ENTROPY).digest()[0] >> 4) & 2047


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_other_than_sixteen_bytes_make_no_words(size: int) -> None:
    with pytest.raises(SealingError, match=f"expected 16 bytes.*got {size} bytes"):
        make_words(bytes(size), "be")


def test_a_language_without_a_list_makes_no_words() -> None:
    with pytest.raises(ValueError, match="pl"):
        make_words(ENTROPY, "pl")


@pytest.mark.parametrize("count", [0, 1, 11, 13, 24])
def test_another_number_of_words_is_told(count: int) -> None:
    error = refuse(" ".join((make_words(ENTROPY, "be") * 2)[:count]))
    assert error.kind is WordsFault.COUNT
    assert str(error.reason) == f"A receipt has 12 words; here are {count}"


@every_language
def test_swapped_words_fail_fifteen_times_in_sixteen(language: Language) -> None:
    kinds: list[WordsFault | None] = []
    for number in range(400):
        words = make_words(hashlib.sha256(bytes([number % 256, number >> 8])).digest()[:16], language)
        one, other = number % 12, (number * 7 + 1 + number // 12) % 12
        if words[one] == words[other]:
            continue
        kinds.append(kind_of(" ".join(swap(words, one, other))))
    assert len(kinds) > 330
    assert set(kinds) == {None, WordsFault.CHECKSUM}
    # 15/16 is 0.9375; four standard deviations of a binomial of 330 are 0.053.
    assert 0.88 < kinds.count(WordsFault.CHECKSUM) / len(kinds) < 0.99


def test_a_failed_checksum_names_no_word_and_no_position() -> None:
    words = make_words(ENTROPY, "en")
    error = refuse(" ".join(swap(words, 2, 3)))
    assert error.kind is WordsFault.CHECKSUM
    assert error.unknown == ()
    assert [str(hint) for hint in error.hints] == [
        "One word is probably wrong, or two are swapped: the words do not check"
    ]


@every_language
def test_a_word_with_one_wrong_letter_is_suggested(language: Language) -> None:
    alphabet = sorted(set("".join(list_words(language))))
    kept = list(make_words(ENTROPY, language))
    helped = tried = 0
    for number, word in enumerate(list_words(language)[::7]):
        at, letter = number % len(word), alphabet[number * 5 % len(alphabet)]
        wrong = [
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
        ]
        for typed in wrong:
            if spelling.fold(typed)[:4] == spelling.fold(word)[:4] and spelling.fold(word).startswith(
                spelling.fold(typed)
            ):
                continue  # still the same word
            tried += 1
            try:
                read_words(" ".join([*kept[:4], typed, *kept[5:]]))
            except WordsError as error:
                helped += any(each.position == 5 and word in each.nearest for each in error.unknown)
    assert tried > 700
    assert helped / tried >= 0.95


def test_an_unknown_word_is_told_by_position_and_the_nearest_only_to_the_person() -> None:
    words = list(make_words(ENTROPY, "ru"))
    right, words[7] = words[7], words[7][:2] + "щ" + words[7][3:]
    error = refuse(" ".join(words))
    assert error.kind is WordsFault.UNKNOWN
    assert error.unknown[0].position == 8
    assert right in error.unknown[0].nearest
    assert len(error.unknown[0].nearest) <= 3
    assert right in str(error.hints[1])


def test_at_most_three_words_are_suggested() -> None:
    words = list(make_words(ENTROPY, "en"))
    for word in list_words("en")[::40]:
        words[0] = word[:2] + "zq" + word[3:]
        assert all(len(each.nearest) <= 3 for each in refuse(" ".join(words)).unknown)


@given(entropies, languages, st.integers(0, 11))
def test_an_error_holds_nothing_of_what_was_typed(entropy: bytes, language: Language, at: int) -> None:
    words = list(make_words(entropy, language))
    words[at] = "qqqqzzzz"
    error = refuse(" ".join(words))
    for shown in (str(error), repr(error), repr(error.args), repr(error.unknown), str(error.reason)):
        assert not any(word in shown for word in words)
    assert "qqqq" not in repr(vars(error))


def test_words_of_two_languages_are_refused_as_mixed() -> None:
    words = [*make_words(ENTROPY, "be")[:6], *make_words(ENTROPY, "en")[6:]]
    assert refuse(" ".join(words)).kind is WordsFault.MIXED


def test_words_of_no_list_are_unknown_all_twelve() -> None:
    error = refuse(" ".join(["ъъъъъъъ"] * 12))
    assert [each.position for each in error.unknown] == list(range(1, 13))
    assert all(each.nearest == () for each in error.unknown)


@pytest.mark.parametrize("language", ["be", "ru"])
def test_the_wrong_keyboard_is_a_hint_and_no_reading(language: str) -> None:
    keys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
    layout = {"ru": "йцукенгшщзхъфывапролджэячсмитьбюё", "be": "йцукенгшўзх'фывапролджэячсмітьбюё"}[language]
    for number in range(20):
        words = " ".join(make_words(hashlib.sha256(bytes([number])).digest()[:16], language))
        assert refuse(typed_on(keys, layout, words)).kind is WordsFault.LAYOUT


def test_english_words_on_a_russian_keyboard_are_the_wrong_keyboard() -> None:
    words = " ".join(make_words(ENTROPY, "en"))
    typed = typed_on("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", words)
    assert refuse(typed).kind is WordsFault.LAYOUT


def test_a_word_of_300_letters_is_refused_by_its_position() -> None:
    words = list(make_words(ENTROPY, "be"))
    words[3] = "а" * 300
    error = refuse(" ".join(words))
    assert error.kind is WordsFault.TOO_LONG
    assert str(error.reason) == "Word 4 is too long to be a word of the list"


def test_ten_megabytes_are_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "split_typed", None)
    error = refuse("слова " * 1_700_000)
    assert error.kind is WordsFault.TOO_LONG
    assert "1000" in str(error.reason)


def test_signs_that_unfold_into_many_are_refused() -> None:
    assert refuse("\ufdfa" * 1000).kind in {WordsFault.TOO_LONG, WordsFault.COUNT}


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    kind = kind_of(text)
    assert kind is None or str(refuse(text).reason)


def test_beginnings_that_two_languages_share_are_settled_by_the_checksum_or_refused() -> None:
    starts = {
        language: {spelling.fold(word)[:4]: at for at, word in enumerate(list_words(language))}
        for language in ("be", "ru")
    }
    shared = sorted(starts["be"].keys() & starts["ru"].keys())
    seen = set()
    for number in range(1500):
        digest = hashlib.sha256(number.to_bytes(2, "big")).digest()
        typed = [shared[byte * len(shared) // 256] for byte in digest[:12]]
        try:
            entropy = read_words(" ".join(typed))
        except WordsError as error:
            seen.add(error.kind)
            continue
        readings = {
            language: [spelling.fold(word)[:4] for word in make_words(entropy, language)]
            for language in ("be", "ru")
        }
        assert typed in readings.values()
        seen.add("read")
    assert seen == {"read", WordsFault.CHECKSUM, WordsFault.AMBIGUOUS}
