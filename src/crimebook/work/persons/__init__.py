"""Who is who: mentions added, pairs proposed, and what people decide of them. No machine merges anybody."""
