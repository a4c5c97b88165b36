"""Journal: what happened in the sandbox, one JSON object a line, for the next start to read."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

_LINES_MAX = 50_000

log = logging.getLogger(__name__)


class Journal:
    """A file that only grows, until `rewrite` replaces it by the present state.

    A line survives a kill of the process; a power cut may take the last ones with it. A disk
    that takes no more stops the journal, not the sandbox.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._lines = 0

    @property
    def overgrown(self) -> bool:
        """Whether it is time to rewrite."""
        return self._lines > _LINES_MAX

    def read(self) -> Iterator[dict[str, Any]]:
        """Give what was written, oldest first; a line torn by a crash is left out."""
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                record = msgspec.json.decode(line)
            except msgspec.DecodeError:
                continue
            if isinstance(record, dict):
                yield record

    def rewrite(self, records: Iterable[dict[str, Any]]) -> None:
        """Replace the file by `records`, and go on behind them."""
        self.close()
        new = self._path.with_suffix(".new")
        lines = [msgspec.json.encode(record) + b"\n" for record in records]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(b"".join(lines))
            new.replace(self._path)
            self._file = self._path.open("ab")
        except OSError as error:
            self._stop(error)
        self._lines = 0

    def write(self, record: dict[str, Any]) -> None:
        """Add one line."""
        if self._file is None:
            return
        try:
            self._file.write(msgspec.json.encode(record) + b"\n")
            self._file.flush()
        except OSError as error:
            self._stop(error)
        self._lines += 1

    def close(self) -> None:
        """Write no more until the next `rewrite`."""
        if self._file is not None:
            file, self._file = self._file, None
            file.close()

    def _stop(self, error: OSError) -> None:
        log.warning("the sandbox keeps no journal any more: %s", error)
        try:
            self.close()
        except OSError:
            self._file = None
