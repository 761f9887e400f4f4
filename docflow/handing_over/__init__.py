"""Leaving a post: its open work goes to a successor, so that nothing is orphaned."""
