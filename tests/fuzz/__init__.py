"""Mutated files thrown at the checker: none may pass, none may take long, each gets an answer."""
