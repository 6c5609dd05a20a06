"""Filters of the intake's templates."""
