"""What is counted, one row for each thing, taken from the log alone."""
