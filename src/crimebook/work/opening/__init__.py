"""Opening: the one use case that may import ``unsealing``. It runs on the desk, never at the intake."""
