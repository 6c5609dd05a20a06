"""What a file of the codebook may hold: any damage is refused, and the refusal says where."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimebook.terms.errors import InvalidValueError
from crimebook.terms.vocabularies import Term, Vocabulary
from crimebook.terms.vocabulary_files import read_crosswalk, read_vocabulary

FOLDER = Path(__file__).parents[2] / "src/crimebook/terms/codebook"
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
WALKS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((FOLDER / "crosswalks").glob("*.toml"))
}
LANGUAGE_KEYS = tuple(f"{head}{each}" for head in ("", "definition_") for each in ("en", "ru", "be"))
LABELS = {"en": "Beating", "ru": "Избиение", "be": "Збіццё"}


def written(value: Any) -> str:
    """Return a value as TOML: enough for what the codebook's files hold."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case list():
            return f"[{', '.join(written(each) for each in value)}]"
        case _:
            escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'


def written_file(toml: dict[str, Any], rows: str) -> str:
    lines = [f"{key} = {written(value)}" for key, value in toml.items() if key != rows]
    for row in toml[rows]:
        lines += [f"[[{rows}]]", *(f"{key} = {written(value)}" for key, value in row.items())]
    return "\n".join(lines)


def refused(text: str, name: str) -> str:
    with pytest.raises(InvalidValueError) as caught:
        read_vocabulary(name, text)
    return str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_what_is_written_anew_is_read_the_same(name: str) -> None:
    anew = read_vocabulary(name, written_file(FILES[name], "terms"))
    assert anew == read_vocabulary(name, (FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@given(st.data())
def test_any_key_of_any_term_damaged_is_refused_with_its_file_and_code(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    number = data.draw(st.integers(0, len(FILES[name]["terms"]) - 1))
    row = dict(FILES[name]["terms"][number])
    key = data.draw(st.sampled_from(sorted(row)))
    damage = data.draw(st.sampled_from(["another name", "another type", "emptied", "loose", "gone"]))
    match damage:
        case "another name":
            row[f"{key}x"] = row.pop(key)
        case "another type":
            row[key] = 1.5 if isinstance(row[key], int | list) else 7
        case "emptied":
            row[key] = [] if isinstance(row[key], list) else ""
        case "loose" if key in LANGUAGE_KEYS:
            row[key] = f" {row[key]}"
        case _ if key in ("code", *LANGUAGE_KEYS):
            del row[key]
        case _:
            row[key] = {"broader": "no such term", "order": "1"}.get(key, "?")
    terms = [*FILES[name]["terms"]]
    terms[number] = row
    error = refused(written_file({**FILES[name], "terms": terms}, "terms"), name)
    assert f"{name}.toml" in error
    code = FILES[name]["terms"][number]["code"]
    assert code in error or (key == "code" and f"entry {number + 1}" in error)


@given(st.data())
def test_any_key_of_a_vocabulary_itself_damaged_is_refused_with_its_file(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    key = data.draw(st.sampled_from([key for key in FILES[name] if key != "huridocs_list"]))
    toml = dict(FILES[name])
    if data.draw(st.booleans()):
        toml[f"{key}x"] = toml.pop(key)
        text = written_file({"terms": [], **toml}, "terms")
    else:
        toml[key] = 7
        text = "\n".join(f"{each} = {written(value)}" for each, value in toml.items() if each != "terms")
    assert f"mend {name}.toml" in refused(text, name)


@given(st.data())
def test_any_key_of_a_crosswalk_damaged_is_refused_with_its_file_and_label(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(WALKS)))
    number = data.draw(st.integers(0, len(WALKS[name]["labels"]) - 1))
    row = dict(WALKS[name]["labels"][number])
    key = data.draw(st.sampled_from(sorted(row)))
    row[key] = data.draw(st.sampled_from(["", 7, True, ["baton"]]))
    labels = [*WALKS[name]["labels"]]
    labels[number] = row
    with pytest.raises(InvalidValueError) as caught:
        read_crosswalk(name, written_file({**WALKS[name], "labels": labels}, "labels"))
    assert f"crosswalks/{name}.toml" in str(caught.value)
    assert WALKS[name]["labels"][number]["label"] in str(caught.value) or f"entry {number + 1}" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name = ", "TOML"),
        ('name = "acts"\nversion = "1.0.0"', r"at least one table \[\[terms\]\]"),
        ('name = "actz"\nversion = "1.0.0"\n[[terms]]\ncode = "a"', "the name of the file"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, expected: str) -> None:
    with pytest.raises(InvalidValueError, match=expected):
        read_vocabulary("acts", text)


def test_a_label_that_has_no_code_does_not_belong_into_a_crosswalk() -> None:
    text = 'name = "p"\nversion = "1.0.0"\ntitle = "P"\n[[labels]]\nlabel = "Beaten"\nnote = "why"'
    with pytest.raises(InvalidValueError, match="a vocabulary and a code"):
        read_crosswalk("p", text)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"icd10": ("S9",)}, "ICD-10"),
        ({"icd10": ("S09-S00",)}, "ICD-10"),
        ({"icd10": ("s00",)}, "ICD-10"),
        ({"icd11": ("6B4",)}, "ICD-11"),
        ({"huridocs": "0101"}, "HURIDOCS"),
        ({"replaced_by": "other"}, "deprecated"),
        ({"definitions": {"en": "A blow."}}, "definition"),
    ],
)
def test_a_malformed_reference_is_refused(facts: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidValueError, match=expected):
        Term("beating", LABELS, **facts)


@pytest.mark.parametrize("reference", ["S00-S09", "T14.0", "T06.0-T06.2", "Y07.3"])
def test_a_block_a_category_and_a_range_of_diseases_are_well_formed(reference: str) -> None:
    assert Term("beating", LABELS, icd10=(reference,)).icd10 == (reference,)


def a_term(code: str, **facts: Any) -> Term:
    return Term(code, LABELS, **facts)


def test_a_circle_in_a_hierarchy_is_refused_and_named() -> None:
    for terms in (
        (a_term("a", broader="a"),),
        (a_term("a", broader="b"), a_term("b", broader="a")),
        (a_term("a", broader="b"), a_term("b", broader="c"), a_term("c", broader="a")),
    ):
        with pytest.raises(InvalidValueError, match=r"circle.*mend a"):
            Vocabulary("acts", "1.0.0", terms)


def test_a_term_under_nothing_or_replaced_by_nothing_is_refused_and_named() -> None:
    with pytest.raises(InvalidValueError, match=r"broader code.*mend a"):
        Vocabulary("acts", "1.0.0", (a_term("a", broader="b"),))
    gone = a_term("b", is_deprecated=True)
    for other in ((), (gone,)):
        with pytest.raises(InvalidValueError, match=r"replacement.*mend a"):
            Vocabulary("acts", "1.0.0", (a_term("a", is_deprecated=True, replaced_by="b"), *other))


def test_a_term_out_of_use_keeps_its_code_and_names_its_heir() -> None:
    old = a_term("a", is_deprecated=True, replaced_by="b")
    vocabulary = Vocabulary("acts", "1.0.0", (old, a_term("b")))
    assert vocabulary.find_term("a") == old


def test_a_malformed_code_version_or_label_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="a code such as"):
        Term("Ill treatment", LABELS)
    with pytest.raises(InvalidValueError, match="a label in each"):
        Term("beating", {"en": "Beating", "ru": "Избиение", "be": " "})
    with pytest.raises(InvalidValueError, match="a label in each"):
        Term("beating", {"en": "Beating", "ru": "Избиение"})
    with pytest.raises(InvalidValueError, match="version"):
        Vocabulary("acts", "one", (a_term("beating"),))
    with pytest.raises(InvalidValueError, match="unique"):
        Vocabulary("acts", "1.0.0", (a_term("beating"), a_term("beating")))


def test_a_dotted_code_stands_under_the_code_before_its_last_dot_where_there_is_one() -> None:
    labels = "\n".join(f'{key} = "{text}"' for key, text in LABELS.items())
    head = f'name = "acts"\nversion = "1.0.0"\n{labels}\n'
    rows = [f'[[terms]]\ncode = "{code}"\n{labels}\n' for code in ("a", "a.b", "a.b.c", "x.y")]
    vocabulary = read_vocabulary("acts", head + "".join(rows))
    assert [term.broader for term in vocabulary.terms] == ["", "a", "a.b", ""]
    assert [depth for depth, _ in vocabulary.tree()] == [0, 1, 2, 0]
