"""Papers: plain records beside the story of an incident or a unit, one CSV kind each.

Legs of a detention, medical evaluations, deaths, orders, descriptions, identifications, translations,
retractions and consents are about an incident or about another record's words; headcounts, departures and
deployments are about a unit. The columns are in ``docs/formats.md``, section 6.

A paper is read by itself. Whether what it is about is in the book, and whether its codes are in the codebook,
is asked by whoever imports it. Fields carry the names of the columns in which they are stored.
"""
