"""Floor 1, the sealing engine: what turns words and files into bytes that this side cannot read again.

``recipients`` and ``agefile`` are the container (age v1, post-quantum); ``envelope``, ``parts`` and
``messages`` are what is put in it; ``receipt`` and ``words`` are what a reporter keeps; ``manifest`` is what
says to which keys to seal; ``slots`` is the one place that opens anything here, and only mailbox slots. What
opens reports is the room ``unsealing``, which nothing on the intake side may import.
The written form of all of it is ``docs/spec/0001-sealed-envelope.md``.
"""
