"""Lists of units as files: read, every fault named by line and column."""
