"""Renames: which names were moved into a folder whole, asked of Linux itself.

watchfiles says `added` for a file moved into place and for one that is being written; measured on
ext4 and tmpfs, it says nothing else of either within its debounce. Times don't part them: a kernel
stamps a write and a rename of the same tick (4 ms) alike. inotify does know: IN_MOVED_TO.
"""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

_MODIFY, _MOVED_TO, _CREATE, _IGNORED = 0x2, 0x80, 0x100, 0x8000
_ONLYDIR, _ISDIR = 0x01000000, 0x40000000
_HEAD = struct.Struct("iIII")  # wd, mask, cookie, length of the name: man 7 inotify


class Renames:
    """Follows one folder tree. Where the system has no inotify, it knows of no renames."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: dict[int, str] = {}
        self._libc = ctypes.CDLL(None, use_errno=True)
        known = hasattr(self._libc, "inotify_init1")
        self._file = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC) if known else -1
        self._follow(".")

    def take(self) -> frozenset[str]:
        """Name what was moved into place since the last call, and not written to afterwards.

        Names are relative to the root, with `/`.
        """
        moved: set[str] = set()
        while data := self._read():
            at = 0
            while at < len(data):
                watch, mask, _, length = _HEAD.unpack_from(data, at)
                name = os.fsdecode(data[at + _HEAD.size : at + _HEAD.size + length].rstrip(b"\0"))
                at += _HEAD.size + length
                self._note(watch, mask, name, moved)
        return frozenset(moved)

    def close(self) -> None:
        """Stop following."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _read(self) -> bytes:
        if self._file < 0:
            return b""
        try:
            return os.read(self._file, 65536)
        except BlockingIOError:
            return b""

    def _note(self, watch: int, mask: int, name: str, moved: set[str]) -> None:
        if mask & _IGNORED:
            self._folders.pop(watch, None)
        if watch not in self._folders or not name:
            return
        path = os.path.normpath(f"{self._folders[watch]}/{name}")
        if mask & _ISDIR:
            self._follow(path)
        elif mask & _MOVED_TO:
            moved.add(path)
        else:
            moved.discard(path)

    def _follow(self, folder: str) -> None:
        if self._file < 0:
            return
        for path, _, _ in os.walk(self._root / folder):
            watch = self._libc.inotify_add_watch(
                self._file, os.fsencode(path), _MODIFY | _MOVED_TO | _CREATE | _ONLYDIR
            )
            if watch >= 0:
                self._folders[watch] = os.path.relpath(path, self._root)
