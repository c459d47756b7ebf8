"""Uploads and exports on the disk: a file is there whole, or not at all."""

from contextlib import suppress
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Takes what a full disk left of a file off again; the error goes on, to be said in a sentence."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        was_there = path.exists()  # then Django gives it another name
        try:
            return super()._save(name, content)
        except OSError:
            with suppress(OSError):
                if not was_there:
                    path.unlink(missing_ok=True)
            raise
