"""Posts, allegations with their grounds and steps, and the questions who commanded and who was where."""
