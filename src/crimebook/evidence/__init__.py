"""What a file says about itself beside what it shows, and a copy without it, both while it streams by."""
