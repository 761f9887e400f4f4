"""Who may see and do what: one table, and every page and call tried against it."""
