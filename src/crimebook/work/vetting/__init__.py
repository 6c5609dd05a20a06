"""The vetting question: whether one person is implicated, cleared, only mentioned, or unknown to the book.

One person of the team asks, another confirms that it may be asked, and only then is the answer made, and
shown to the two alone. Before that the person's own reply is sought, unless seeking it would endanger a
witness. One question a person at a time, few a day, and never a list.
"""
