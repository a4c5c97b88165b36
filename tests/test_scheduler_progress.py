"""The bar: on a terminal, for long work, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCRIPT = """
import sys
from scheduler.progress import progress
with progress("reading") as tell:
    for done in range(int(sys.argv[1]) + 1):
        tell(done, int(sys.argv[1]))
"""


def on_a_terminal(total: int) -> str:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", SCRIPT, str(total)]
    with subprocess.Popen(command, cwd=ROOT, stderr=theirs, env=os.environ | {"TERM": "xterm"}):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # how Linux says that the other side has closed
            pass
    os.close(ours)
    return shown.decode()


def test_long_work_shows_a_bar_on_a_terminal() -> None:
    shown = on_a_terminal(500)

    assert "reading" in shown
    assert "/500" in shown


def test_a_few_files_show_none() -> None:
    assert on_a_terminal(3) == ""


def test_a_pipe_gets_none() -> None:
    command = [sys.executable, "-c", SCRIPT, "500"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)

    assert (done.stdout, done.stderr) == (b"", b"")
