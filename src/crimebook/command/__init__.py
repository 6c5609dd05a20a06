"""Command: how units stood to each other, who held which post, where units were, over four-point time.

Every answer is cited, says how certain each of its steps is, and shows a gap as a gap. A post is a lead and
never more; nothing here says that anybody did anything.
"""
