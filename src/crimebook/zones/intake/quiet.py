"""Silence: the intake writes no log at all."""

import logging


def silence(_configuration: object = None) -> None:
    """Stop every logger of this process; Django calls this where it would set logging up."""
    logging.disable(logging.CRITICAL)
    # Without a handler Python would print warnings itself, the address that was asked for among them.
    logging.lastResort = None
    logging.raiseExceptions = False
