"""A question, its SQL, counts, and one entry with all that hangs together with it."""
