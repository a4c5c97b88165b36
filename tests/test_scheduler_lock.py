"""One process a data folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.lock import DataFolder, DataFolderError
from tests.fakes.service import ROOT


def test_a_data_folder_is_made_and_has_one_process(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    held = DataFolder(folder)

    with pytest.raises(DataFolderError, match=r"in use by process \d+\. Stop it"):
        DataFolder(folder)

    held.release()
    DataFolder(folder).release()


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from scheduler.lock import DataFolder;"
        "DataFolder(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == b"held\n"
    with pytest.raises(DataFolderError):
        DataFolder(tmp_path)

    holder.kill()
    holder.wait()

    DataFolder(tmp_path).release()


def test_a_folder_that_can_not_be_made_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DataFolderError, match=r"a file is in the way\. .* --data"):
        DataFolder(tmp_path / "file" / "data")
