"""The sample book: Belarus, 9 to 14 August 2020, small enough to ship and to learn on.

``cases.csv`` restates publicly documented events in our words, each with the public page that tells of it
(``sources.csv`` has their titles); four cases are invented. ``institutions.csv`` and ``figures.csv`` restate
public facts. Every recording and every radio message is invented, callsigns too, and its row says so in
``is_invented``. So are all papers (``detentions.csv`` to ``deployments.csv``): they are about invented cases
and an invented unit alone, so that nothing here can be taken for a real person's medical facts.
``gazetteer.toml`` and ``landmarks.toml`` were drawn by us. Nobody is named: people are "a man", heads are
offices.
"""
