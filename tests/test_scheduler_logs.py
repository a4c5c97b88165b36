"""Logs: every line is written, in its form, and none of them holds a secret."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from scheduler.logs import redactor

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAExampleExampleExampleExampleExam1"
PASSWORD = 'p"ss wörd/1'


def log_of(code: str, level: str = "debug", shape: str = "text") -> str:
    """Run `code` in a process of its own, with logs set up; return all that it wrote."""
    script = "import asyncio, logging, sys, threading, warnings\n"
    script += "from scheduler.logs import set_up_logs\n"
    script += f"TOKEN, PASSWORD = {TOKEN!r}, {PASSWORD!r}\n"
    script += f"set_up_logs({level!r}, {shape!r}, [TOKEN, PASSWORD])\n"
    script += textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout + done.stderr


LEAKS = {
    "an argument": 'logging.info("bot %s", TOKEN)',
    "an exception": 'logging.info("no", exc_info=ValueError(TOKEN))',
    "a cause": """
        try:
            try:
                raise ValueError(PASSWORD)
            except ValueError as error:
                raise OSError("https://api.telegram.org/bot" + TOKEN + "/getMe") from error
        except OSError:
            logging.exception("no answer")
    """,
    "an error nobody caught": "raise ValueError(TOKEN + PASSWORD)",
    "an error of a thread": """
        def fail():
            raise ValueError(TOKEN)
        threading.Thread(target=fail).start()
    """,
    "an error of a task nobody awaited": """
        async def fail():
            raise ValueError(TOKEN)
        async def main():
            asyncio.create_task(fail())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        asyncio.run(main())
    """,
    "a warning": "warnings.warn('deprecated: ' + TOKEN)",
    "a library's request line": """
        logging.getLogger("httpx").info("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    """,
    "an extra": 'logging.info("sent", extra={"bot": TOKEN, "password_of_it": PASSWORD})',
    "a line with a mistake in it": 'logging.info("%d", TOKEN)',
}


@pytest.mark.parametrize("shape", ["text", "json"])
@pytest.mark.parametrize("leak", LEAKS)
def test_no_secret_reaches_the_log_by_way_of(leak: str, shape: str) -> None:
    log = log_of(LEAKS[leak], shape=shape)

    assert log
    assert TOKEN not in log
    assert PASSWORD not in log
    assert json.dumps(PASSWORD)[1:-1] not in log


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"token {TOKEN}.", "token (hidden)."),
        ("/bot123456789%3AAAExampleExampleExampleExampleExam1/x", "/bot(hidden)/x"),
        ("https://test.example/bot42:short/getMe", "https://test.example/bot(hidden)/getMe"),
        ("postgresql://me:pa@ss@db/news and more", "postgresql://me:(hidden)@db/news and more"),
        ("host=db password='a b' user=me", "host=db password=(hidden) user=me"),
        ("12:30:45 http://example.org:8080/a@b", "12:30:45 http://example.org:8080/a@b"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_unasked(text: str, clean: str) -> None:
    redact = redactor([])

    assert redact(text) == clean


def test_a_known_secret_is_hidden_in_its_url_encoded_forms() -> None:
    redact = redactor([PASSWORD])

    assert redact("a p%22ss%20w%C3%B6rd%2F1 b p%22ss+w%C3%B6rd%2F1 c") == "a (hidden) b (hidden) c"


def test_a_json_line_is_one_object_with_its_extras() -> None:
    log = log_of(
        'logging.getLogger("feeds.publish").info("%d new\\n", 2, extra={"path": "a.txt"})',
        shape="json",
    )

    line = json.loads(log)
    assert line["level"] == "info"
    assert line["logger"] == "feeds.publish"
    assert line["message"] == "2 new\n"
    assert line["path"] == "a.txt"
    assert line["time"].endswith("Z")


def test_a_line_end_in_a_message_cannot_pass_for_a_line_of_its_own() -> None:
    log = log_of('logging.info("%s", "a.txt\\n2026-01-01 ERROR forged")')

    assert len(log.splitlines()) == 1
    assert "a.txt\\n2026" in log


def test_talkative_libraries_are_calmed() -> None:
    log = log_of('logging.getLogger("httpx").info("request"); logging.info("ours")', level="info")

    assert "ours" in log
    assert "request" not in log
