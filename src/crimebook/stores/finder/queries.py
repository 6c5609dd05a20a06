"""From plans, which are values, to tantivy's queries."""

from typing import assert_never

from tantivy import FieldType, Occur, Query, Schema

from crimebook.search.plans import All, Best, Days, Field, Fuzzy, InOrder, Node, Plan, Prefer, Some, Term

_FIRST = 10_000.0
"""More than any score of words: what a narrower net found comes before all else."""

_TIE = 0.05
"""How much of the weaker meetings counts beside the best: one that meets in every net is the surest."""


def query_of(plan: Plan, schema: Schema, hidden: Query) -> Query:
    """Return the query of a plan; ``hidden`` are documents that are no records."""
    wanted = Query.all_query() if plan.node is None else _query(plan.node, schema)
    conditions = [
        (Occur.Must, Query.const_score_query(_query(each, schema), 0.0)) for each in plan.conditions
    ]
    refused = [(Occur.MustNot, _query(each, schema)) for each in plan.without]
    return Query.boolean_query([(Occur.Must, wanted), *conditions, *refused, (Occur.MustNot, hidden)])


def _query(node: Node, schema: Schema) -> Query:
    match node:
        case Term() | InOrder() | Fuzzy():
            return _leaf(node, schema)
        case Days():
            return _days(node, schema)
        case Best():
            queries = [_query(each, schema) for each in node.of]
            return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries, _TIE)
        case All():
            return Query.boolean_query([(Occur.Must, _query(each, schema)) for each in node.of])
        case Some():
            return Query.boolean_query([(Occur.Should, _query(each, schema)) for each in node.of], node.least)
        case Prefer():
            better = Query.const_score_query(_query(node.better, schema), _FIRST)
            return Query.boolean_query([(Occur.Must, _query(node.node, schema)), (Occur.Should, better)])
        case _:
            assert_never(node)


def _leaf(node: Term | InOrder | Fuzzy, schema: Schema) -> Query:
    match node:
        case Term():
            query = Query.term_query(schema, node.field.value, node.text, _option(node.field))
        case InOrder():
            query = Query.phrase_query(schema, node.field.value, list(node.texts))
        case Fuzzy():
            query = Query.fuzzy_term_query(schema, node.field.value, node.text, node.distance)
    return query if node.weight == 1.0 else Query.boost_query(query, node.weight)


def _option(field: Field) -> str:
    return "freq" if field in {Field.FORMS, Field.STEMS, Field.SOUNDS, Field.ABOUT} else "basic"


def _days(node: Days, schema: Schema) -> Query:
    """Ask for records that begin before the end of those days and end after their beginning."""
    bounds = []
    if node.last is not None:
        bounds.append(_range(schema, Field.FIRST_DAY, None, node.last))
    if node.first is not None:
        bounds.append(_range(schema, Field.LAST_DAY, node.first, None))
    return Query.boolean_query([(Occur.Must, each) for each in bounds])


def _range(schema: Schema, field: Field, lower: int | None, upper: int | None) -> Query:
    return Query.range_query(
        schema,
        field.value,
        FieldType.Integer,
        lower_bound=0 if lower is None else lower,
        upper_bound=4_000_000 if upper is None else upper,
    )
