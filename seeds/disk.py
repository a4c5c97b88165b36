"""The disk: list, stat and open what lies below a root, and nothing that lies elsewhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from seeds.errors import MissingFolder, UnreadableArticle
from seeds.formats import limit_bytes
from seeds.names import is_article_name
from seeds.text import too_large

# A pipe in the place of a file would hold a blocking open for ever; a link could swap the file.
_OPENING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LEAVE = "Give the service leave to read it"

# Paths are strings here: with pathlib the survey of 60,000 files takes four times as long.
# ruff: noqa: PTH112, PTH114


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What changes when a file does. `size` is in bytes."""

    size: int
    mtime_ns: int
    inode: int


def check_folder(root: str) -> None:
    """Make sure that the root can be listed, at no more cost than opening it.

    Raises:
        MissingFolder: it is not there, or may not be listed.
    """
    with _list(root):
        pass


def walk(root: str) -> Iterator[str]:
    """Yield the relative paths of article files below a root; no linked folder is entered.

    A folder that can't be listed, or is a link out of the root, is yielded with a final `/`:
    `stamp_of` refuses it in words.

    Raises:
        MissingFolder: the root is not there, or may not be listed.
    """
    folders = [""]
    while folders:
        prefix = folders.pop()
        try:
            listing = _list(f"{root}/{prefix}")
        except MissingFolder:
            if not prefix:
                raise
            yield prefix
            continue
        with listing as items:
            for item in items:
                if item.name.startswith("."):
                    continue
                name = prefix + item.name
                if item.is_dir(follow_symlinks=False):
                    folders.append(name + "/")
                elif item.is_symlink() and os.path.isdir(item.path):
                    # One that leads about the root shows nothing new, and might lead in circles.
                    if not _is_inside(root, os.path.realpath(item.path)):
                        yield name + "/"
                elif is_article_name(name):
                    yield name


def is_linked(root: str, folder: str) -> bool:
    """Say if a relative folder is reached by a link: `walk` enters none of these."""
    return os.path.realpath(f"{root}/{folder}") != os.path.normpath(f"{root}/{folder}")


def stamp_of(root: str, path: str) -> Stamp:
    """Stat an article file without opening it.

    Raises:
        FileNotFoundError: there is none.
        UnreadableArticle: it must not be opened: no ordinary file, too large, a link that leads
            out, a name or a folder that the system won't show.
    """
    _refuse_name(root, path)
    try:
        status = os.lstat(f"{root}/{path}")
        if stat.S_ISLNK(status.st_mode):
            status = os.lstat(place_of(root, path))
    except NotADirectoryError:
        raise FileNotFoundError(path) from None
    except PermissionError as error:
        raise unreadable(path, error) from None
    if stat.S_ISDIR(status.st_mode):
        raise FileNotFoundError(path)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableArticle(path, None, "this is no ordinary file", "Put a text file there")
    if status.st_size > limit_bytes(path):
        raise too_large(path, status.st_size, limit_bytes(path))
    return stamp(status)


def stamp(status: os.stat_result) -> Stamp:
    """Take the stamp from what stat told."""
    return Stamp(size=status.st_size, mtime_ns=status.st_mtime_ns, inode=status.st_ino)


def open_file(root: str, path: str) -> int:
    """Open an article file for reading, and return its descriptor; never wait for anybody.

    Raises:
        FileNotFoundError: there is no ordinary file at `path`.
        OSError: the system won't open it.
        UnreadableArticle: it is a link that leads out of the root.
    """
    descriptor = os.open(place_of(root, path), _OPENING)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise FileNotFoundError(path)


def place_of(root: str, path: str) -> str:
    """Find where a file really is: a link may lead about the root, but not out of it.

    Kubernetes mounts files as links into a hidden folder beside them, so links as such are fine.
    """
    place = f"{root}/{path}"
    if not os.path.islink(place):
        return place
    target = os.path.realpath(place)
    if not _is_inside(root, target):
        raise UnreadableArticle(
            path,
            None,
            "this symbolic link leads out of the seeds folder",
            "Put the file itself into the folder",
        )
    return target


def unreadable(path: str, error: OSError) -> UnreadableArticle:
    """Put the system's refusal into an editor's words."""
    return UnreadableArticle(path, None, f"it can't be read: {error.strerror}", _LEAVE)


def _is_inside(root: str, place: str) -> bool:
    return place == root or place.startswith(root.rstrip("/") + "/")


def _refuse_name(root: str, path: str) -> None:
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = path.encode(errors="surrogateescape").decode(errors="replace")
        raise UnreadableArticle(
            shown, None, "the file's name is not UTF-8", "Rename the file"
        ) from None
    if path.endswith("/"):
        if os.path.islink(f"{root}/{path[:-1]}"):
            reason, remedy = "this folder is a link that leads out", "Put the folder itself here"
        else:
            reason, remedy = "this folder can't be listed", _LEAVE
        raise UnreadableArticle(path, None, reason, remedy)


def _list(folder: str) -> AbstractContextManager[Iterable[os.DirEntry[str]]]:
    try:
        return os.scandir(folder)
    except FileNotFoundError:
        reason, remedy = "there is no such folder", "Make it, mount it, or name another"
        raise MissingFolder(folder, reason, remedy) from None
    except OSError as error:
        reason = f"the folder can't be listed: {error.strerror}"
        raise MissingFolder(folder, reason, _LEAVE) from None
