"""Serve /feed.atom (60 kB) beside nginx with static files: requests a second, and the ratio.

    python bench/serve.py [--seconds 2] [--rounds 5]

Server on one core, wrk on another, 64 connections kept alive. The two servers take turns case
by case, so both meet the same weather; medians of the rounds. Besides, the server's CPU time
a request, which other work on the machine does not blur. Needs nginx, wrk, taskset.
The contract: gzip >= 0.35 x nginx, 304 >= 0.44 x, by requests a second.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

import uvloop

from feeds.archive import Archive
from feeds.database import open_database
from feeds.document import Document, Site
from feeds.press import Press
from feeds.web import Health, build_app
from scheduler.server import Server as ProductServer
from seeds.article import Article, Block, Summary

SITE = Site(url="http://127.0.0.1:8000", title="Bench", language="en")
NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
LETTERS = "eeeeeeetttttaaaaooooiiiinnnnsssshhhrrrddllcummwfgypbvk"
CASES = ("identity", "gzip", "304")
TARGETS = {"gzip": 0.35, "304": 0.44}

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log /dev/null;
events {{ worker_connections 1024; }}
http {{
  access_log off; etag on; gzip_static on; gzip_vary on; keepalive_requests 100000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  types {{ application/atom+xml atom; }}
  server {{ listen 127.0.0.1:{port}; root {folder}; location / {{ expires 60s; }} }}
}}
"""


def make_article(number: int) -> Article:
    """Write one of fifty articles; together they make a feed of about 60 kB, 18 by gzip."""
    # Letters as often as English has them: gzip finds as much to save as in real news.
    chance = random.Random(number)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 9))) for _ in range(90)]
    text = " ".join(words + ["the", "of", "and"] * 10)
    return Article(
        path=f"n{number}.txt",
        title=f"Report {' '.join(words[:6])}",
        title_source="line",
        summary=Summary(text=text[:120], origin="extractive"),
        blocks=(Block(role="body", text=text, line=3),),
    )


async def build_press(folder: Path) -> Press:
    """Record the articles and print the edition that both servers hand out."""
    database = await open_database(f"sqlite:///{folder / 'bench.db'}")
    archive = Archive(database, authority="bench.example")
    await archive.open(NOW)
    for number in range(50):
        at = NOW + timedelta(minutes=number)
        await archive.record([make_article(number)], at, exists=lambda _: True)
    press = Press(archive, SITE)
    await press.refresh()
    return press


def serve(folder: Path, port: int) -> None:
    """Run the product's application as the product does. Called in a process of its own."""

    async def health() -> Health:
        return Health(status="ok")

    async def main() -> None:
        app = build_app(await build_press(folder), health=health)
        await ProductServer(app, "127.0.0.1", port).run_until(asyncio.Event())

    uvloop.run(main())


@dataclass(frozen=True)
class Server:
    """A running server: the address of its feed, and its process."""

    url: str
    pid: int

    def cpu_seconds(self) -> float:
        """Sum the processor time of the process and of its children."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        ticks = 0
        for pid in (str(self.pid), *children.split()):
            fields = (
                Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            )
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measured:
    """One run of wrk: requests a second, and the server's CPU time of one, in microseconds."""

    rate: float
    cpu_us: float


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], port: int, core: int) -> Iterator[Server]:
    """Run a server on a core until the block ends."""
    process = subprocess.Popen(["taskset", "-c", str(core), *command])
    try:
        deadline = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{command[0]} did not start")
            time.sleep(0.05)
        yield Server(f"http://127.0.0.1:{port}/feed.atom", process.pid)
    finally:
        process.terminate()
        process.wait(10)


def ask(url: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=5)
    connection.request("GET", "/" + path, headers=headers)
    response = connection.getresponse()
    response.read()
    return response


def load(server: Server, headers: dict[str, str], seconds: int, core: int) -> Measured:
    """Ask as fast as wrk can."""
    fields = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["taskset", "-c", str(core), "wrk", "-t1", "-c64", f"-d{seconds}s", *fields]
    before = server.cpu_seconds()
    report = subprocess.run(
        [*command, server.url], check=True, capture_output=True, text=True
    ).stdout
    cpu = server.cpu_seconds() - before
    rate = re.search(r"Requests/sec:\s+([\d.]+)", report)
    count = re.search(r"(\d+) requests in", report)
    # wrk counts a 304 as it counts a 200; anything else would be a broken measurement.
    if rate is None or count is None or "Non-2xx" in report:
        sys.exit(f"wrk met errors:\n{report}")
    return Measured(float(rate[1]), cpu / int(count[1]) * 1e6)


def cases(url: str) -> dict[str, dict[str, str]]:
    """Name the kinds of request: whole, gzip, and one that has it already."""
    zipped = {"Accept-Encoding": "gzip"}
    tag = ask(url, zipped).headers["ETag"]
    found = {"identity": {}, "gzip": zipped, "304": {**zipped, "If-None-Match": tag}}
    statuses = [ask(url, headers).status for headers in found.values()]
    if statuses != [200, 200, 304]:
        sys.exit(f"{url} answers {statuses}, not 200, 200, 304")
    return found


def write_static(feed: Document, folder: Path, port: int) -> Path:
    """Lay out for nginx what it needs to serve the same bytes."""
    (folder / "feed.atom").write_bytes(feed.body)
    (folder / "feed.atom.gz").write_bytes(feed.gzipped)
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port), encoding="utf-8")
    return config


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", nargs=2, metavar=("FOLDER", "PORT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(Path(options.serve[0]), int(options.serve[1]))
        return 0
    missing = [tool for tool in ("nginx", "wrk", "taskset") if shutil.which(tool) is None]
    if missing:
        sys.exit(f"not installed: {', '.join(missing)}")
    cores = sorted(os.sched_getaffinity(0))
    server_core, load_core = cores[0], cores[-1]
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        ours_port, nginx_port = free_port(), free_port()
        # nginx drops its rights when root starts it.
        folder.chmod(0o755)
        for room in ("printed", "served", "static"):
            (folder / room).mkdir()
        press = asyncio.run(build_press(folder / "printed"))
        assert press.current is not None
        document = press.current.feed.document
        config = write_static(document, folder / "static", nginx_port)
        ours = [sys.executable, __file__, "--serve", str(folder / "served"), str(ours_port)]
        nginx = ["nginx", "-c", str(config)]
        found: dict[tuple[str, str], list[Measured]] = {}
        with (
            running(ours, ours_port, server_core) as ours_server,
            running(nginx, nginx_port, server_core) as nginx_server,
        ):
            servers = {"teleprinter": ours_server, "nginx": nginx_server}
            asked = {name: cases(server.url) for name, server in servers.items()}
            for _ in range(options.rounds):
                for case in CASES:
                    for name, server in servers.items():
                        measured = load(server, asked[name][case], options.seconds, load_core)
                        found.setdefault((case, name), []).append(measured)
    print(f"feed {len(document.body) / 1000:.1f} kB, gzip {len(document.gzipped) / 1000:.1f} kB")
    return report(found)


def report(found: dict[tuple[str, str], list[Measured]]) -> int:
    """Print the medians; 1 where the contract is broken."""
    print("             requests/s                            CPU us a request")
    print("             teleprinter     nginx  ratio    bar   teleprinter   nginx  ratio")
    broken = 0
    for case in CASES:
        mine, theirs = found[case, "teleprinter"], found[case, "nginx"]
        pairs = list(zip(mine, theirs, strict=True))
        ratio = median(one.rate / other.rate for one, other in pairs)
        bar = TARGETS.get(case)
        broken += bar is not None and ratio < bar
        print(
            f"{case:12}{median(one.rate for one in mine):12,.0f}"
            f"{median(other.rate for other in theirs):10,.0f}{ratio:7.2f}{bar or '':>7}"
            f"{median(one.cpu_us for one in mine):14.1f}"
            f"{median(other.cpu_us for other in theirs):8.1f}"
            f"{median(other.cpu_us / one.cpu_us for one, other in pairs):7.2f}"
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
