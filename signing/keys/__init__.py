"""Where private keys live; each module is one kind of place."""
