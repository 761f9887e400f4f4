"""The pages under load: a generated installation, the real server, and people who look at it."""
