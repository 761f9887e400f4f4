"""Measurements: ratios taken in one run, side by side, on outputs that are proven valid.

python -m tests.servers -- python -m tests.bench [--write docs/benchmarks.md] [--json FILE]
"""
