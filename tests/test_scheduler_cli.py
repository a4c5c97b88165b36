"""The command line, as an operator and a script meet it: what it prints and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.service import RunningService
from tests.fakes.stories import story, with_ending

ARTICLE = "Bridge reopens\n\nThe bridge over the river reopened on Monday, the city said.\n"
ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("TELEPRINTER_")}


class Desk:
    """A working directory with a seeds folder, in which commands are typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seeds = folder / "articles"
        self.seeds.mkdir(exist_ok=True)

    def start(self, *words: str, **environ: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "scheduler", *words],
            cwd=self.folder,
            env=ENVIRON | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def type(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*words, **environ)
        stdout, stderr = process.communicate(timeout=60)
        return subprocess.CompletedProcess(words, process.returncode, stdout, stderr)

    def on_a_terminal(self, *words: str, **environ: str) -> str:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "scheduler", *words]
        terminal = {"TERM": "xterm", "COLUMNS": "100"} | environ
        shown = b""
        with subprocess.Popen(
            command, cwd=self.folder, env=ENVIRON | terminal, stdout=theirs, stderr=theirs
        ):
            os.close(theirs)
            with suppress(OSError):  # how Linux says that the other side has closed
                while part := os.read(ours, 65536):
                    shown += part
        os.close(ours)
        return shown.decode()

    def facts(self, *words: str, status: int = 0) -> list[Any]:
        done = self.type(*words, "--json")
        assert done.returncode == status, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_help_names_every_command_and_imports_nothing_heavy(desk: Desk) -> None:
    done = desk.type("--help")
    imports = desk.type("--help", PYTHONPROFILEIMPORTTIME="1").stderr

    assert done.returncode == 0
    for command in ("run", "publish", "check", "preview", "deliveries", "doctor", "migrate"):
        assert f"  {command} " in done.stdout
    for heavy in ("sqlalchemy", "telegram", "uvicorn", "asyncio", "msgspec", "lxml"):
        assert f" {heavy}\n" not in imports


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("run", "--color", "red"),
        ("preview",),
        ("preview", "--as", "fax", "a.txt"),
        ("preview", "--as", "html", "--json", "a.txt"),
        ("preview", "--as", "page", ".", "."),
        ("publish", "--port", "none"),
        ("publish", "--seeds", "gone"),
        ("publish", "--config", "gone.toml"),
        ("check", "gone"),
        ("preview", "gone.txt"),
    ],
)
def test_wrong_use_and_wrong_settings_end_with_2(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.type(*words)

    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_told_in_one_sentence(desk: Desk) -> None:
    (desk.folder / "teleprinter.toml").write_text('[site]\ntitel = "City"\n')

    done = desk.type("publish")

    assert done.returncode == 2
    assert done.stdout == ""
    assert "teleprinter.toml:2: [site] titel is no setting. Did you mean [site] title?" in (
        done.stderr
    )


def test_options_stand_before_or_after_the_command_and_the_later_one_wins(desk: Desk) -> None:
    before = desk.facts("--data", "here", "doctor")
    after = desk.facts("--data", "here", "doctor", "--data", "there")

    def data(findings: list[Any]) -> str:
        return next(str(one["text"]) for one in findings if one["check"] == "data")

    assert data(before) == f"{desk.folder}/here can be made"
    assert data(after) == f"{desk.folder}/there can be made"


def test_publish_takes_a_new_file_once_it_rests_and_tells_of_refused_ones(desk: Desk) -> None:
    (desk.seeds / "bridge.txt").write_text(ARTICLE)
    (desk.seeds / "empty.txt").write_text("")

    first = desk.facts("publish", status=1)
    (desk.seeds / "empty.txt").unlink()
    second = desk.facts("publish")

    assert [one["new"] for one in first + second] == [1, 0]
    assert [one["path"] for one in first[0]["refused"]] == ["empty.txt"]
    assert first[0]["refused"][0]["remedy"]
    assert second[0]["refused"] == []


def test_publish_without_json_says_it_in_words(desk: Desk) -> None:
    (desk.seeds / "bridge.txt").write_text(ARTICLE)

    assert desk.type("publish").stdout == "1 new\n"
    assert desk.type("publish").stdout == "nothing new\n"


def test_publish_tells_of_the_same_story_and_ends_well(desk: Desk) -> None:
    paragraphs = story(1, 30)
    (desk.seeds / "bridge.txt").write_text("\n\n".join(["Bridge reopens", *paragraphs]))
    desk.facts("publish")
    longer = "\n\n".join(["Bridge open again", *with_ending(paragraphs, 0.4)])
    (desk.seeds / "river.txt").write_text(longer)

    (first,) = desk.facts("publish")
    again = desk.type("publish")

    (remark,) = first["remarks"]
    assert (first["new"], first["superseded"], first["refused"]) == (1, 0, [])
    assert remark["path"] == "river.txt"
    assert remark["text"].startswith("the same story as article bridge (")
    assert (again.returncode, again.stdout) == (
        0,
        f"river.txt: {remark['text']}\nnothing new\n",
    )


def test_check_names_file_line_and_what_to_mend(desk: Desk) -> None:
    (desk.seeds / "bridge.txt").write_text("---\nlangauge: en\n---\n" + ARTICLE)
    (desk.seeds / "empty.txt").write_text("")

    folder = desk.type("check", "articles")
    file = desk.type("check", "articles/bridge.txt")

    assert folder.returncode == 1
    assert "articles/bridge.txt:2: " in folder.stdout
    assert "articles/empty.txt: " in folder.stdout
    assert file.returncode == 0
    assert "articles/bridge.txt:2: " in file.stdout
    assert re.fullmatch(r"2 files read in [\d.]+ s: 1 to look at, 1 refused\n", folder.stderr)


def test_check_tells_programs_what_kind_of_thing_each_finding_is(desk: Desk) -> None:
    (desk.seeds / "bridge.txt").write_text("---\nlangauge: en\n---\n" + ARTICLE)

    (fact,) = desk.facts("check", "articles")

    assert fact.pop("text")
    assert fact == {
        "path": "articles/bridge.txt",
        "line": 2,
        "refused": False,
        "code": "unknown-field",
    }


def test_preview_tells_what_was_understood(desk: Desk) -> None:
    (desk.seeds / "bridge.txt").write_text(ARTICLE)

    (facts,) = desk.facts("preview", "articles/bridge.txt")

    assert set(facts) >= {
        "title",
        "standfirst",
        "summary",
        "summary_origin",
        "language",
        "blocks",
        "related",
        "captions",
        "images",
        "warnings",
    }
    assert facts["title"] == "Bridge reopens"
    assert facts["summary"] == "The bridge over the river reopened on Monday, the city said."
    assert [block["role"] for block in facts["blocks"]] == ["headline", "body"]


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("telegram", "<b>Bridge reopens</b>"),
        ("atom", "<title>Bridge reopens</title>"),
        ("html", "<p>The bridge over the river"),
    ],
)
def test_preview_shows_what_readers_would_get(desk: Desk, view: str, shown: str) -> None:
    (desk.seeds / "bridge.txt").write_text(ARTICLE)

    done = desk.type("preview", "--as", view, "articles/bridge.txt")

    assert done.returncode == 0
    assert shown in done.stdout


def test_preview_writes_a_page_and_never_empties_one(desk: Desk) -> None:
    (desk.seeds / "bridge.txt").write_text(ARTICLE)
    (desk.seeds / "empty.txt").write_text("")

    done = desk.type("preview", "--as", "page", "-o", "page.html", "articles/bridge.txt")
    failed = desk.type("preview", "--as", "page", "-o", "page.html", "articles/empty.txt")
    nowhere = desk.type("preview", "-o", "gone/page.html", "articles/bridge.txt")

    assert (done.returncode, done.stdout) == (0, "")
    assert failed.returncode == 1
    page = (desk.folder / "page.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "Bridge reopens" in page
    assert nowhere.returncode == 2
    assert "Traceback" not in nowhere.stderr


def test_preview_is_coloured_on_a_terminal_unless_told_otherwise(desk: Desk) -> None:
    (desk.seeds / "bridge.txt").write_text(ARTICLE)
    words = ("preview", "articles/bridge.txt")

    piped = desk.type(*words)
    forced = desk.type("preview", "--color", "articles/bridge.txt", NO_COLOR="1")
    terminal = desk.on_a_terminal(*words)
    bare = desk.on_a_terminal(*words, NO_COLOR="1")

    assert piped.stdout.startswith("Bridge reopens\n\nsummary: ")
    assert "\x1b[7m" in forced.stdout
    assert "\x1b[7m" in terminal
    assert "\x1b[" not in bare
    assert "   3 body         │ [[The bridge over" in bare


def test_a_preview_of_what_is_no_article_ends_with_1_and_the_others_are_shown(desk: Desk) -> None:
    (desk.seeds / "bridge.txt").write_text(ARTICLE)
    (desk.seeds / "empty.txt").write_text("")

    done = desk.type("preview", "articles/empty.txt", "articles", "articles/bridge.txt")

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert done.stdout.startswith("Bridge reopens")


def test_deliveries_of_a_fresh_store_are_none(desk: Desk) -> None:
    desk.type("migrate")

    assert desk.facts("deliveries") == []
    assert desk.type("deliveries").stdout == "nothing has been sent yet\n"


def test_deliveries_without_a_store_make_none(desk: Desk) -> None:
    done = desk.type("deliveries")

    assert done.returncode == 2
    assert "there is no store at" in done.stderr
    assert not (desk.folder / "data").exists()


def test_deliveries_of_an_article_that_nobody_knows_are_wrong_use(desk: Desk) -> None:
    desk.type("migrate")

    done = desk.type("deliveries", "nowhere")

    assert done.returncode == 2
    assert "no article is called nowhere" in done.stderr


def test_migrate_takes_its_steps_once(desk: Desk) -> None:
    assert desk.facts("migrate") == [{"migrated": True}]
    assert desk.facts("migrate") == [{"migrated": False}]


def test_a_reader_that_goes_away_is_no_error_worth_a_word(desk: Desk) -> None:
    for number in range(2000):  # more than a pipe holds: it can't be done before we leave
        (desk.seeds / f"empty-{number}.txt").write_text("")
    process = desk.start("check", "articles", PYTHONUNBUFFERED="1")
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()

    stderr = process.stderr.read()

    process.stderr.close()
    assert process.wait(timeout=30) in (0, 1)
    assert stderr == ""


def test_run_ends_with_0_when_the_terminal_interrupts_it(tmp_path: Path) -> None:
    with RunningService(tmp_path) as service:
        os.kill(service.pid, signal.SIGINT)
        service_is_gone = _wait_for(lambda: service.health() is None)

        assert service_is_gone
        assert service.stop() == 0

    assert "Traceback" not in service.logged()


def test_a_second_process_on_the_same_data_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with RunningService(tmp_path) as service:
        second = Desk(tmp_path).type("publish")

        assert second.returncode == 2
        assert f"is in use by process {service.pid}" in second.stderr


def _wait_for(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return true()
