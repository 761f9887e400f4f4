"""The format check of a draft: its facts and its file, put before the rules."""
