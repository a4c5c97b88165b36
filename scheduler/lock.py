"""Lock: one process a data folder. SQLite has one writer, and a bot one poller."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

_NAME = "teleprinter.lock"


class DataFolderError(Exception):
    """The data folder can't be ours: another process works on it, or it can't be written."""


class DataFolder:
    """The folder for all that is kept on disk, ours alone until released or until we die.

    The kernel holds the lock, so a killed process leaves none behind.
    """

    def __init__(self, path: Path) -> None:
        """Make the folder if it is missing, and lock it.

        Raises:
            DataFolderError: another process has it (names that process where it can), or it
                can't be made or written.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except (FileExistsError, NotADirectoryError):
            raise DataFolderError(
                f"the data folder {path} can't be made: a file is in the way. "
                "Name a folder as --data."
            ) from None
        except OSError as error:
            raise DataFolderError(
                f"the data folder {path} can't be used: {error.strerror}. "
                "Let this user write there, or name another folder as --data."
            ) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise DataFolderError(
                f"{path} is in use by process {holder}. Stop it, or name another folder as --data."
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let others have the folder."""
        os.close(self._file)
