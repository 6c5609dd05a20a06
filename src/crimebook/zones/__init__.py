"""Floor 5: thin doors. Zones never import each other."""
