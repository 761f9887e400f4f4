"""Honest signed files of other programs, and files of the national kind, made anew.

python -m tests.foreign TOOLS writes tests/samples/signed; its ORIGIN.md says what TOOLS must hold.
"""
