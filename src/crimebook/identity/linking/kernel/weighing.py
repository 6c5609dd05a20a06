"""The compiled part: pairs of rows from groups, weighed one by one, and told level by level.

What is compiled is kept until this file changes, so all that calls each other stands in it.
"""

# ruff: noqa: PLR1714, SIM110, PLR0911 - written for the compiler: no sets, no generators, no shared exits.

import numpy as np

from crimebook.identity.linking.kernel.compiled import called, compiled, put_in
from crimebook.identity.linking.kernel.tables import (
    UNKNOWN,
    Array,
    Bits,
    Codes,
    Groups,
    Levels,
    Program,
    Rows,
    Test,
    Weighed,
)

TOLD, UNTOLD, EQUAL, CROSSED = int(Test.TOLD), int(Test.UNTOLD), int(Test.EQUAL), int(Test.CROSSED)
SHARE, OVERLAP, MEETS, AMONG = int(Test.SHARE), int(Test.OVERLAP), int(Test.MEETS), int(Test.AMONG)
WITHIN, RISING, LIKE, EDITS = int(Test.WITHIN), int(Test.RISING), int(Test.LIKE), int(Test.EDITS)
BEGINS, PART = int(Test.BEGINS), int(Test.PART)
FIRST_ROOM = 65_536


@compiled
def weigh_rows(
    program: Program, rows: Rows, groups: Groups, span: tuple[int, int], floor: float
) -> tuple[Weighed, int]:
    """Return the pairs of at least the floor whose left row is in ``span``, and how many were weighed."""
    room, kept, weighed = FIRST_ROOM, 0, 0
    left, right = np.empty(room, np.int32), np.empty(room, np.int32)
    bits, against = np.empty(room, np.float32), np.empty(room, np.float32)
    texts, levels = np.empty(program.room, np.int32), np.empty(len(program.entries), np.int8)
    seen = np.full(len(rows.codes), -1, np.int32)
    for row in range(span[0], span[1]):
        for place in groups.places[groups.at[row] : groups.at[row + 1]]:
            at = place
            is_last = False
            while not is_last:
                at += 1
                other = groups.members[at]
                is_last = other < 0
                if is_last:
                    other = -1 - other
                if seen[other] == row or rows.sides[row] == rows.sides[other]:
                    continue
                seen[other] = row
                weighed += 1
                weight, contrary = _weigh(program, rows, texts, levels, (row, other))
                if weight < floor:
                    continue
                if kept == room:
                    room *= 2
                    left, right = _grown(left, room), _grown(right, room)
                    bits, against = _grown(bits, room), _grown(against, room)
                left[kept], right[kept], bits[kept], against[kept] = row, other, weight, contrary
                kept += 1
    found = Weighed(left[:kept].copy(), right[:kept].copy(), bits[:kept].copy(), against[:kept].copy())
    return found, weighed


@compiled
def tell_pairs(program: Program, rows: Rows, left: Codes, right: Codes) -> tuple[Levels, Bits, Weighed]:
    """Return the level of each comparison (-1: not given), the rarities and the weights of pairs."""
    told = np.empty((len(program.entries), len(left)), np.int8)
    rarities = np.empty((rows.rarities.shape[1], len(left)), np.float32)
    bits, against = np.empty(len(left), np.float32), np.empty(len(left), np.float32)
    texts, levels = np.empty(program.room, np.int32), np.empty(len(program.entries), np.int8)
    for pair in range(len(left)):
        bits[pair], against[pair] = _weigh(program, rows, texts, levels, (left[pair], right[pair]))
        told[:, pair] = levels
        for column in range(rows.rarities.shape[1]):
            rarities[column, pair] = _rarity(rows, column, left[pair], right[pair])
    return told, rarities, Weighed(left, right, bits, against)


@compiled
def _grown(array: Array, room: int) -> Array:
    larger: Array = np.empty(room, array.dtype)
    larger[: len(array)] = array
    return larger


@called
def _weigh(
    program: Program, rows: Rows, room: Codes, levels: Levels, pair: tuple[int, int]
) -> tuple[float, float]:
    """Write the levels of a pair, and return what they weigh and what of it is against it."""
    one, other = pair
    bits, against = program.prior, 0.0
    for comparison in range(len(program.entries)):
        level = levels[comparison] = _level(program, rows, room, (comparison, one, other))
        if level < 0:
            continue
        weight = program.bits[comparison, level]
        column = program.rarity[comparison, level]
        if column >= 0:
            rarity = _rarity(rows, column, one, other)
            moved = 0.0 if np.isnan(rarity) else min(rarity, program.rarity_bits[comparison, level])
            # Never below nothing: that a value is common is no word against two records.
            bits += max(weight + moved, min(weight, 0.0))
        else:
            bits += weight
        against += program.against[comparison, level]
    return bits, against


@put_in
def _rarity(rows: Rows, column: int, one: int, other: int) -> float:
    """Return the lesser rarity of two; NaN where neither side is known."""
    mine, theirs = rows.rarities[one, column], rows.rarities[other, column]
    if np.isnan(mine):
        return float(theirs)
    return float(mine if np.isnan(theirs) else min(mine, theirs))


@put_in
def _level(program: Program, rows: Rows, room: Codes, pair: tuple[int, int, int]) -> int:
    comparison, one, other = pair
    at = program.entries[comparison]
    while at >= 0:
        at = program.yes[at] if _holds(program, rows, room, (at, one, other)) else program.no[at]
    return int(-2 - at)


@put_in
def _holds(program: Program, rows: Rows, room: Codes, pair: tuple[int, int, int]) -> bool:
    at, one, other = pair
    test, column = program.tests[at], program.column[at]
    if test <= CROSSED:
        return _holds_of_codes(program, rows, at, one, other)
    if test <= AMONG:
        return _holds_of_lists(program, rows, at, one, other)
    if test <= RISING:
        return _holds_of_numbers(program, rows, at, one, other)
    mine, theirs = rows.codes[one, column], rows.codes[other, column]
    if mine == UNKNOWN or theirs == UNKNOWN:
        return False
    if test == LIKE:
        return bool(_likeness(rows, mine, theirs, room) >= program.limits[at] - 1e-9)
    if test == EDITS:
        return bool(mine == theirs or _is_near(rows, mine, theirs, program.limits[at], room))
    return _has_part(rows, mine, theirs, program.limits[at], test == BEGINS)


@put_in
def _holds_of_codes(program: Program, rows: Rows, at: int, one: int, other: int) -> bool:
    test, column, second = program.tests[at], program.column[at], program.other[at]
    mine, theirs = rows.codes[one, column], rows.codes[other, column]
    if test == TOLD:
        return bool(mine != UNKNOWN and theirs != UNKNOWN)
    if test == UNTOLD:
        return bool(mine == UNKNOWN or theirs == UNKNOWN)
    if mine == UNKNOWN or theirs == UNKNOWN:
        return False
    if test == EQUAL:
        return bool(mine == theirs)
    return bool(mine == rows.codes[other, second] and rows.codes[one, second] == theirs)


@put_in
def _holds_of_lists(program: Program, rows: Rows, at: int, one: int, other: int) -> bool:
    test, column, second = program.tests[at], program.column[at], program.other[at]
    mine, theirs = rows.codes[one, column], rows.codes[other, column]
    if test == MEETS:
        return (
            _count_common(rows, one, column, other, second) > 0
            or _count_common(rows, one, second, other, column) > 0
        )
    if test == AMONG:
        return _has(rows, other, second, mine) or _has(rows, one, second, theirs)
    if mine < 0 or theirs < 0:
        return False
    limit = program.limits[at]
    if test == SHARE:
        # Most lists that share anything share their first.
        return bool(
            (limit <= 1 and mine == theirs) or _count_common(rows, one, column, other, column) >= limit
        )
    common = _count_common(rows, one, column, other, column)
    return bool(common >= limit * (_length(rows, one, column) + _length(rows, other, column) - common))


@put_in
def _length(rows: Rows, row: int, column: int) -> int:
    at = row * rows.lists + rows.list_of[column]
    return int(rows.starts[at + 1] - rows.starts[at])


@put_in
def _count_common(rows: Rows, one: int, column: int, other: int, second: int) -> int:
    if rows.codes[one, column] < 0 or rows.codes[other, second] < 0:
        return 0
    at = one * rows.lists + rows.list_of[column]
    count = 0
    for place in range(rows.starts[at], rows.starts[at + 1]):
        if _has(rows, other, second, rows.values[place]):
            count += 1
    return count


@put_in
def _has(rows: Rows, row: int, column: int, code: int) -> bool:
    if code < 0:
        return False
    at = row * rows.lists + rows.list_of[column]
    for place in range(rows.starts[at], rows.starts[at + 1]):
        if rows.values[place] == code:
            return True
    return False


@put_in
def _holds_of_numbers(program: Program, rows: Rows, at: int, one: int, other: int) -> bool:
    column, limit = rows.number_of[program.column[at]], program.limits[at]
    mine, theirs = rows.numbers[one, column], rows.numbers[other, column]
    if np.isnan(mine) or np.isnan(theirs):
        return False
    if program.tests[at] == WITHIN:
        return bool(abs(mine - theirs) <= limit)
    second = rows.number_of[program.other[at]]
    before, after = rows.numbers[one, second], rows.numbers[other, second]
    if np.isnan(before) or np.isnan(after):
        return False
    steps = (theirs - mine) * np.sign(after - before)
    return bool(steps > 0 and steps <= limit)


@called
def _has_part(rows: Rows, mine: int, theirs: int, least: float, is_start: bool) -> bool:  # noqa: FBT001 - compiled: no names
    """Whether the shorter of two texts is in the longer one, or at its start."""
    if rows.begins[mine + 1] - rows.begins[mine] > rows.begins[theirs + 1] - rows.begins[theirs]:
        mine, theirs = theirs, mine
    at, length = rows.begins[mine], rows.begins[mine + 1] - rows.begins[mine]
    start, room = rows.begins[theirs], rows.begins[theirs + 1] - rows.begins[theirs]
    if length < least:
        return False
    for moved in range(1 if is_start else room - length + 1):
        same = 0
        while same < length and rows.letters[at + same] == rows.letters[start + moved + same]:
            same += 1
        if same == length:
            return True
    return False


@called
def _is_near(rows: Rows, mine: int, theirs: int, most: float, room: Codes) -> bool:
    """Whether the Damerau-Levenshtein distance of two texts is at most so much."""
    at, end = rows.begins[mine], rows.begins[mine + 1]
    start, stop = rows.begins[theirs], rows.begins[theirs + 1]
    if abs((end - at) - (stop - start)) > most:
        return False
    while at < end and start < stop and rows.letters[at] == rows.letters[start]:
        at, start = at + 1, start + 1
    while at < end and start < stop and rows.letters[end - 1] == rows.letters[stop - 1]:
        end, stop = end - 1, stop - 1
    one, other = rows.letters[at:end], rows.letters[start:stop]
    if most < 1 or len(one) == 0 or len(other) == 0:
        return max(len(one), len(other)) <= most
    if most < 2:
        # With ends that differ, one edit is a sign replaced or two exchanged.
        is_exchanged = len(one) == 2 and len(other) == 2 and one[0] == other[1] and one[1] == other[0]
        return (len(one) == 1 and len(other) == 1) or is_exchanged
    return _edits(one, other, room) <= most


@called
def _edits(one: Codes, other: Codes, room: Codes) -> int:
    """Return the unrestricted distance (Lowrance and Wagner 1975), as `strings.damerau_levenshtein`."""
    rows, columns = len(one), len(other)
    wide = columns + 2
    cells = room[: (rows + 2) * wide]
    cells[:] = rows + columns
    for j in range(columns + 1):
        cells[wide + j + 1] = j
    for i in range(rows + 1):
        cells[(i + 1) * wide + 1] = i
    for i in range(1, rows + 1):
        last_column = 0
        for j in range(1, columns + 1):
            row, column = 0, last_column
            for before in range(i - 1, 0, -1):
                if one[before - 1] == other[j - 1]:
                    row = before
                    break
            is_same = one[i - 1] == other[j - 1]
            if is_same:
                last_column = j
            exchanged = cells[row * wide + column] + (i - row - 1) + 1 + (j - column - 1)
            edited = min(
                cells[i * wide + j] + (0 if is_same else 1),
                cells[i * wide + j + 1] + 1,
                cells[(i + 1) * wide + j] + 1,
            )
            cells[(i + 1) * wide + j + 1] = min(exchanged, edited)
    return int(cells[(rows + 1) * wide + columns + 1])


@called
def _likeness(rows: Rows, mine: int, theirs: int, room: Codes) -> float:
    """Return the Jaro-Winkler similarity, as `strings.jaro_winkler`."""
    one = rows.letters[rows.begins[mine] : rows.begins[mine + 1]]
    other = rows.letters[rows.begins[theirs] : rows.begins[theirs + 1]]
    if len(one) == 0 or len(other) == 0:
        return 0.0
    jaro = _jaro(one, other, room)
    if jaro <= 0.7:
        return jaro
    prefix = 0
    while prefix < min(4, len(one), len(other)) and one[prefix] == other[prefix]:
        prefix += 1
    return jaro + 0.1 * prefix * (1.0 - jaro)


@called
def _jaro(one: Codes, other: Codes, room: Codes) -> float:
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken, matched = room[: len(other)], room[len(other) : len(other) + len(one)]
    taken[:] = 0
    same = 0
    for i in range(len(one)):
        for j in range(max(0, i - reach), min(len(other), i + reach + 1)):
            if taken[j] == 0 and other[j] == one[i]:
                taken[j] = 1
                matched[same] = one[i]
                same += 1
                break
    if same == 0:
        return 0.0
    moved, at = 0, 0
    for j in range(len(other)):
        if taken[j] == 1:
            moved += 1 if matched[at] != other[j] else 0
            at += 1
    return (same / len(one) + same / len(other) + (same - moved // 2) / same) / 3.0
