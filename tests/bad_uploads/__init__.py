"""Files nobody should take in, made here one by one: each with the code it must be named by."""
