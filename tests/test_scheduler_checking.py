"""A check of files and folders: each finding once, what is shared last, and a tally."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scheduler.checking import Finding, Tally, check
from scheduler.reading import read
from seeds.errors import UnreadableArticle

ARTICLE = "Bridge reopens\n\nThe bridge over the river reopened on Monday, the city said.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bridge.txt").write_text(ARTICLE)
    return tmp_path


def look(*paths: Path) -> list[tuple[str, int | None, str]]:
    found = check(paths, lambda _done, _total: None)
    return [(Path(each.path).name, each.line, each.code) for each in found]


def test_a_sound_folder_has_nothing_to_tell(folder: Path) -> None:
    assert look(folder) == []


def test_an_image_that_is_not_beside_the_article_is_told_at_its_line(folder: Path) -> None:
    image = "---\ntitle: A\nimage: {path: b.jpg, credit: Mary Tolland, alt: The bridge}\n---\n"
    (folder / "bridge.txt").write_text(image + ARTICLE)

    without = look(folder)
    (folder / "b.jpg").write_bytes(b"\xff\xd8\xff")

    assert without == [("bridge.txt", 3, "image-missing")]
    assert look(folder) == []


def test_files_are_compared_within_a_folder_and_one_file_with_no_other(folder: Path) -> None:
    (folder / "again.txt").write_text(ARTICLE)

    assert look(folder) == [("again.txt", 1, "title-repeated"), ("bridge.txt", 1, "title-repeated")]
    assert look(folder / "again.txt") == []


def test_a_file_that_is_named_twice_is_read_once(folder: Path) -> None:
    assert look(folder, folder / "bridge.txt", folder) == []


def test_a_file_that_cannot_be_used_is_refused_and_the_others_are_told_of(folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "bridge.txt").write_text(ARTICLE.replace("reopens", "reopens."))

    assert look(folder) == [
        ("bridge.txt", 1, "headline-full-stop"),
        ("empty.txt", None, "refused"),
    ]


def test_a_tally_says_how_many_files_in_what_time_and_what_came_of_it() -> None:
    told: list[tuple[int, int]] = []
    tally = Tally(lambda done, total: told.append((done, total)))
    assert str(tally).endswith(": nothing to mend")

    tally.count(1, 1200)
    tally.add(Finding(path="a.txt", line=1, text="is long", code="headline-long"))
    tally.add(Finding(path="b.txt", line=None, text="is empty", refused=True))

    assert told == [(1, 1200)]
    assert str(tally) == "1,200 files read in 0.0 s: 1 to look at, 1 refused"


def test_neither_a_pipe_nor_a_device_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zeros.txt").symlink_to("/dev/zero")

    for name in ("pipe.txt", "zeros.txt"):
        with pytest.raises(UnreadableArticle, match="no ordinary file"):
            read(tmp_path, name)
