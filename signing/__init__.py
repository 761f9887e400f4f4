"""PDF signatures: make them, check them; plain Python, the only door to pyHanko."""
