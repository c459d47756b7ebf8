"""The whole house in one file, database and uploaded files, and back (OP-2)."""
