"""Likeness of two short strings, as DuckDB measures it: one definition for a million pairs and for one.

`conditions` says the same measures as SQL. Where a page explains a single pair, these functions stand in for
the database. It measures bytes, so columns that are compared by likeness or edits hold plain ASCII.
"""


def jaro_winkler(one: str, other: str) -> float:
    """Return the Jaro-Winkler similarity in [0, 1] (Winkler 1990): 0.1 a sign for up to four at the start.

    The bonus is given above a Jaro similarity of 0.7, as in the database.
    """
    jaro = _jaro(one, other)
    if jaro <= 0.7:
        return jaro
    prefix = 0
    for mine, theirs in zip(one[:4], other[:4], strict=False):
        if mine != theirs:
            break
        prefix += 1
    return jaro + 0.1 * prefix * (1.0 - jaro)


def damerau_levenshtein(one: str, other: str) -> int:
    """Return the least number of signs put in, left out, replaced or exchanged with a neighbour.

    The unrestricted distance (Damerau 1964; Lowrance and Wagner 1975): exchanged signs may be edited again.
    """
    most = len(one) + len(other)
    cells = {(-1, -1): most}
    for i in range(len(one) + 1):
        cells[i, -1], cells[i, 0] = most, i
    for j in range(len(other) + 1):
        cells[-1, j], cells[0, j] = most, j
    last_row: dict[str, int] = {}
    for i, mine in enumerate(one, 1):
        last_column = 0
        for j, theirs in enumerate(other, 1):
            row, column = last_row.get(theirs, 0), last_column
            if mine == theirs:
                last_column = j
            exchanged = cells[row - 1, column - 1] + (i - row - 1) + 1 + (j - column - 1)
            edited = min(cells[i - 1, j - 1] + (mine != theirs), cells[i, j - 1] + 1, cells[i - 1, j] + 1)
            cells[i, j] = min(edited, exchanged)
        last_row[mine] = i
    return cells[len(one), len(other)]


def _jaro(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    mine = []
    for i, sign in enumerate(one):
        for j in range(max(0, i - reach), min(len(other), i + reach + 1)):
            if not taken[j] and other[j] == sign:
                taken[j] = True
                mine.append(sign)
                break
    if not mine:
        return 0.0
    theirs = [sign for sign, is_taken in zip(other, taken, strict=True) if is_taken]
    moved = sum(a != b for a, b in zip(mine, theirs, strict=True)) // 2
    same = len(mine)
    return (same / len(one) + same / len(other) + (same - moved) / same) / 3.0
