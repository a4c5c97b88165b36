from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from seeds.errors import MissingFolder, StillGrowing, UnreadableArticle
from seeds.folder import Folder, Sighting, Survey
from seeds.leases import is_closed_by_writers

NOW = datetime(2026, 9, 14, 8, tzinfo=UTC)
SETTLE = timedelta(seconds=0.5)
LATER = NOW + SETTLE


def put(root: Path, path: str, text: str = "Bridge reopens", age: float = 60.0) -> Path:
    """Write a file that was last changed `age` seconds before NOW."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    changed = NOW.timestamp() - age
    os.utime(file, (changed, changed))
    return file


def settled(survey: Survey) -> list[str]:
    return [sighting.path for sighting in survey.settled]


@contextmanager
def open_for_writing(file: Path) -> Iterator[None]:
    with file.open("a", encoding="utf-8"):
        yield


def test_every_article_below_the_folder_is_seen_in_order(tmp_path: Path) -> None:
    for path in ("b.txt", "a/z.md", "a/b/c.TEXT"):
        put(tmp_path, path)

    survey = Folder(tmp_path).survey(NOW)

    assert settled(survey) == ["a/b/c.TEXT", "a/z.md", "b.txt"]
    assert (survey.pending, survey.missing, survey.refusals) == ((), (), ())


@pytest.mark.parametrize(
    "path",
    [".hidden.txt", ".git/a.txt", "a.txt~", "a.txt.swp", "a.txt.tmp", "a.txt.part",
     "a.txt.crdownload", "photo.jpg", "photo.PNG", "a.pdf", "README"],
)  # fmt: skip
def test_what_is_no_article_by_its_name_is_passed_over(tmp_path: Path, path: str) -> None:
    put(tmp_path, path)
    folder = Folder(tmp_path)

    assert folder.survey(NOW) == Survey()
    assert folder.glance([path], NOW) == Survey()


def test_a_file_written_in_two_steps_waits_until_it_rests(tmp_path: Path) -> None:
    folder = Folder(tmp_path, settle=SETTLE)
    put(tmp_path, "a.txt", "Bridge", age=0.1)
    first = folder.survey(NOW)
    put(tmp_path, "a.txt", "Bridge reopens", age=-0.3)

    second = folder.survey(NOW + SETTLE)
    third = folder.survey(NOW + SETTLE * 2)

    assert [first.pending, second.pending, third.pending] == [("a.txt",), ("a.txt",), ()]
    assert folder.read(third.settled[0]) == b"Bridge reopens"


def test_a_file_dated_in_the_future_settles_by_resting(tmp_path: Path) -> None:
    folder = Folder(tmp_path, settle=SETTLE)
    put(tmp_path, "a.txt", age=-86_400)

    assert folder.survey(NOW).pending == ("a.txt",)
    assert folder.survey(NOW + SETTLE / 2).pending == ("a.txt",)
    assert settled(folder.survey(LATER)) == ["a.txt"]


def test_a_glance_and_a_survey_share_what_they_wait_for(tmp_path: Path) -> None:
    folder = Folder(tmp_path, settle=SETTLE)
    put(tmp_path, "a.txt", age=-86_400)
    folder.survey(NOW)

    assert settled(folder.glance(["a.txt"], LATER)) == ["a.txt"]


def test_a_glance_looks_at_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "news/b.txt")

    survey = Folder(tmp_path).glance(["news/b.txt", "gone.txt", "news/gone.txt", "x.jpg"], NOW)

    assert settled(survey) == ["news/b.txt"]
    assert survey.missing == ("gone.txt", "news/gone.txt")


@pytest.mark.parametrize("path", ["../a.txt", "/etc/a.txt", "news/../../a.txt", ""])
def test_a_glance_never_leaves_the_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / "seeds").mkdir()
    put(tmp_path, "a.txt")

    assert Folder(tmp_path / "seeds").glance([path], NOW) == Survey()


def test_a_file_renamed_into_place_is_complete_at_once(tmp_path: Path) -> None:
    put(tmp_path, ".a.txt", age=0.0).rename(tmp_path / "a.txt")
    folder = Folder(tmp_path, settle=SETTLE)

    assert folder.glance(["a.txt"], NOW).pending == ("a.txt",)
    assert settled(folder.glance(["a.txt"], NOW, arrived=["a.txt"])) == ["a.txt"]


def test_an_open_writer_holds_back_even_a_file_renamed_into_place(tmp_path: Path) -> None:
    file = put(tmp_path, "a.txt", age=0.0)
    folder = Folder(tmp_path, settle=SETTLE)

    with open_for_writing(file):
        held = folder.survey(NOW, arrived=["a.txt"])
    free = folder.survey(NOW, arrived=["a.txt"])

    assert held.pending == ("a.txt",)
    assert settled(free) == ["a.txt"]


def test_an_empty_file_renamed_into_place_waits(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "", age=0.0)

    assert Folder(tmp_path).survey(NOW, arrived=["a.txt"]).pending == ("a.txt",)


def test_asking_for_writers_leaves_no_lease_behind(tmp_path: Path) -> None:
    file = put(tmp_path, "a.txt")
    descriptor = os.open(file, os.O_RDONLY)

    with file.open(encoding="utf-8"):
        assert is_closed_by_writers(descriptor) is True
    with open_for_writing(file):  # would signal and wait, were the lease still held
        assert is_closed_by_writers(descriptor) is False
    os.close(descriptor)

    assert signal.getsignal(signal.SIGURG) == signal.SIG_DFL


def test_a_file_that_changes_before_it_is_read_is_still_growing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    put(tmp_path, "a.txt", "Bridge")
    sighting = folder.survey(NOW).settled[0]
    put(tmp_path, "a.txt", "Bridge reopens")

    with pytest.raises(StillGrowing):
        folder.read(sighting)


def test_a_file_that_left_before_it_is_read_is_still_growing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    file = put(tmp_path, "a.txt")
    sighting = folder.survey(NOW).settled[0]
    file.unlink()

    with pytest.raises(StillGrowing):
        folder.read(sighting)
    assert not folder.exists("a.txt")


def test_a_pipe_in_the_place_of_a_file_is_refused_and_holds_nobody_up(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    file = put(tmp_path, "a.txt")
    sighting = folder.survey(NOW).settled[0]
    file.unlink()
    os.mkfifo(file)

    survey = folder.survey(NOW, arrived=["a.txt"])

    assert [refusal.reason for refusal in survey.refusals] == ["this is no ordinary file"]
    with pytest.raises(StillGrowing):
        folder.read(sighting)


def test_a_link_that_leads_out_is_refused_and_never_read(tmp_path: Path) -> None:
    put(tmp_path, "secret.txt")
    put(tmp_path, "drafts/b.txt")
    root = tmp_path / "seeds"
    root.mkdir()
    (root / "a.txt").symlink_to(tmp_path / "secret.txt")
    (root / "drafts").symlink_to(tmp_path / "drafts")
    folder = Folder(root)

    survey = folder.survey(NOW)

    assert [refusal.path for refusal in survey.refusals] == ["a.txt", "drafts/"]
    assert all("leads out" in refusal.reason for refusal in survey.refusals)
    assert survey.settled == ()
    assert folder.glance(["drafts/b.txt"], NOW) == Survey()
    with pytest.raises(UnreadableArticle, match="leads out"):
        folder.read(Sighting(path="a.txt", stamp=Folder(tmp_path).survey(NOW).settled[0].stamp))


def test_a_link_within_the_folder_is_read_and_no_circle_is_walked(tmp_path: Path) -> None:
    put(tmp_path, "..data/a.txt")
    (tmp_path / "a.txt").symlink_to("..data/a.txt")
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    folder = Folder(tmp_path)

    survey = folder.survey(NOW)

    assert settled(survey) == ["a.txt"]
    assert folder.read(survey.settled[0]) == b"Bridge reopens"
    assert [refusal.path for refusal in survey.refusals] == ["loop.txt"]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with put(tmp_path, "a.txt").open("wb") as file:
        file.truncate(50_000_000_000)

    survey = Folder(tmp_path).survey(NOW)

    assert "50,000,000,000 bytes" in survey.refusals[0].reason


def test_a_name_that_is_not_utf8_is_refused_in_words_that_can_be_printed(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/Br\xfccke.txt", "wb") as file:  # noqa: PTH123 - bytes
        file.write(b"Bridge")

    refusal = Folder(tmp_path).survey(NOW).refusals[0]

    assert refusal.reason == "the file's name is not UTF-8"
    assert str(refusal).encode()


def test_a_missing_folder_is_named_with_its_remedy(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "seeds")

    with pytest.raises(MissingFolder, match="there is no such folder"):
        folder.survey(NOW)
    with pytest.raises(MissingFolder, match="Make it, mount it"):
        folder.glance(["a.txt"], NOW)


def test_a_file_in_the_folders_place_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingFolder, match="can't be listed"):
        Folder(put(tmp_path, "a.txt")).survey(NOW)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_what_may_not_be_read_is_refused_and_stops_nobody(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "b.txt").chmod(0)
    put(tmp_path, "closed/c.txt").parent.chmod(0)
    folder = Folder(tmp_path)

    survey = folder.survey(NOW)

    assert settled(survey) == ["a.txt", "b.txt"]
    assert [refusal.path for refusal in survey.refusals] == ["closed/"]
    with pytest.raises(UnreadableArticle, match="Permission denied"):
        folder.read(survey.settled[1])
    (tmp_path / "closed").chmod(0o700)


def test_a_folder_named_like_an_article_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "odd.txt/a.txt")
    folder = Folder(tmp_path)

    assert settled(folder.survey(NOW)) == ["odd.txt/a.txt"]
    assert folder.glance(["odd.txt"], NOW).missing == ("odd.txt",)


def test_what_no_longer_waits_is_forgotten(tmp_path: Path) -> None:
    folder = Folder(tmp_path, settle=SETTLE)
    file = put(tmp_path, "a.txt", age=-60)
    folder.survey(NOW)
    file.unlink()
    folder.survey(NOW)
    put(tmp_path, "a.txt", age=-60)

    assert folder.survey(LATER).pending == ("a.txt",)


def test_a_writer_who_pauses_longer_than_the_settling_time_is_waited_for(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    path = tmp_path / "slow.txt"

    with path.open("w", encoding="utf-8") as writer:
        writer.write("Bridge reopens\n\nIt opens")
        writer.flush()
        moment = datetime.now(UTC) + timedelta(seconds=20)
        while_open = folder.survey(moment)
        writer.write(" on Monday.\n")
    closed = folder.survey(datetime.now(UTC) + timedelta(seconds=20))

    assert while_open.pending == ("slow.txt",)
    assert [one.path for one in closed.settled] == ["slow.txt"]


def test_a_writer_who_never_closes_the_file_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    folder = Folder(tmp_path)

    with (tmp_path / "held.txt").open("w", encoding="utf-8") as writer:
        writer.write("Bridge reopens\n\nIt opens on Monday.\n")
        writer.flush()
        survey = folder.survey(datetime.now(UTC) + timedelta(minutes=2))

    assert [one.path for one in survey.settled] == ["held.txt"]
