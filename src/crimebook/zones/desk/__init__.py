"""The desk: what the team reads. A thin door: it parses, asks one use case and renders."""
