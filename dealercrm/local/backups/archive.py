"""The file itself: a tar of a manifest, the database's dump and the uploaded files.

    manifest.json    what it is, when it was made, the migrations applied, the SHA-256 and size of every other member
    database.dump    pg_dump's own format
    media/...        every uploaded file

Whoever reads one checks every digest before anything is touched. It holds everybody's data in full, so it is readable
by its owner only.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tarfile import TarError, TarFile, TarInfo
from typing import IO

from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused

FORMAT = 1
MANIFEST, DUMP, MEDIA = "manifest.json", "database.dump", "media/"
_CHUNK = 2**20


@dataclass(frozen=True)
class Manifest:
    """`members` are {name in the file: [SHA-256, size in bytes]}, `migrations` those applied, as 'app.name'."""

    format: int
    made_at: str
    migrations: list[str]
    members: dict[str, list]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def write(target: Path, *, made_at: datetime, migrations: list[str], dump: Path, media: Path) -> Manifest:
    """Write the file beside `target` and move it there when it is whole: half a backup never looks like one."""
    found = {MEDIA + path.relative_to(media).as_posix(): path for path in sorted(media.rglob("*")) if path.is_file()}
    found = {DUMP: dump} | found
    members = {name: [_digest_of(path), path.stat().st_size] for name, path in found.items()}
    manifest = Manifest(FORMAT, made_at.isoformat(), migrations, members)
    draft = target.with_name(target.name + ".part")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            _add(tar, MANIFEST, json.dumps(asdict(manifest)).encode())
            for name, path in found.items():
                tar.add(path, arcname=name, recursive=False)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise Refused(
            _("The backup %(file)s cannot be written: %(reason)s.") % {"file": target, "reason": problem.strerror}
        ) from None
    return manifest


def read(source: Path) -> Manifest:
    """The manifest of a whole file: every member is there and as it was written, else Refused in a sentence."""
    try:
        with tarfile.open(source) as tar:
            manifest = _manifest(tar)
            seen = {info.name: _digest(_file(tar, info)) for info in _files(tar)}
    except FileNotFoundError:
        raise Refused(_("There is no file %(file)s.") % {"file": source}) from None
    except (OSError, TarError, EOFError, ValueError, KeyError, TypeError):
        raise Refused(_("%(file)s is no backup, or it is damaged.") % {"file": source}) from None
    if seen != {name: digest for name, (digest, _size) in manifest.members.items()}:
        raise Refused(
            _("%(file)s is damaged: not everything in it is as it was written. Nothing was restored.")
            % {"file": source}
        )
    return manifest


def unpack(source: Path, dump: Path, media: Path) -> None:
    """The dump and the uploaded files of a file that `read` found whole, into two places."""
    with tarfile.open(source) as tar:
        for info in _files(tar):
            target = dump if info.name == DUMP else media / info.name.removeprefix(MEDIA)
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "wb") as file:
                for chunk in _chunks(_file(tar, info)):
                    file.write(chunk)


def _manifest(tar: TarFile) -> Manifest:
    info = tar.next()
    if info is None or info.name != MANIFEST:
        raise ValueError
    manifest = Manifest(**json.load(_file(tar, info)))
    if manifest.format != FORMAT:
        raise ValueError
    return manifest


def _files(tar: TarFile) -> Iterator[TarInfo]:
    """All members but the manifest. A name that leads out of the folder, or a link, is none of ours."""
    for info in tar:
        if info.name == MANIFEST:
            continue
        parts = Path(info.name).parts
        if not info.isfile() or info.name.startswith("/") or ".." in parts:
            raise ValueError
        if info.name != DUMP and not info.name.startswith(MEDIA):
            raise ValueError
        yield info


def _add(tar: TarFile, name: str, content: bytes) -> None:
    info = TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, BytesIO(content))


def _file(tar: TarFile, info: TarInfo) -> IO[bytes]:
    file = tar.extractfile(info)
    if file is None:
        raise ValueError
    return file


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()


def _digest_of(path: Path) -> str:
    with open(path, "rb") as file:
        return _digest(file)
