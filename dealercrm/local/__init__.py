"""The cellar: what a bare machine runs on, and the command that starts everything. Knows no app."""
