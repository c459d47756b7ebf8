"""Where a language's formats differ from Django's own."""
