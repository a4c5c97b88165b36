"""The command line: `teleprinter …`. Heavy imports wait until a command needs them.

Exit status: 0 done; 1 done, but something was refused; 2 wrong use or settings.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

REFUSED = 1

_Command = TypeVar("_Command", bound=Callable[..., object])


class _WrongSettings(click.ClickException):
    exit_code = 2


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Note an option, wherever it stands; the later one wins, so the command's over the group's."""
    chosen = context.ensure_object(dict)
    if value is not None and parameter.name:
        chosen[parameter.name] = value


def _settable(command: _Command) -> _Command:
    """Take the options that override settings."""
    options: list[tuple[str, dict[str, Any]]] = [
        ("--config", {"metavar": "FILE", "help": "Settings file, instead of ./teleprinter.toml."}),
        ("--seeds", {"metavar": "DIR", "help": "Folder in which articles arrive."}),
        ("--data", {"metavar": "DIR", "help": "Folder for all that is kept on disk."}),
        ("--host", {"metavar": "ADDRESS", "help": "Where the web server listens."}),
        ("--port", {"metavar": "NUMBER", "help": "The port on which it listens."}),
        ("--sandbox", {"flag_value": "sandbox", "help": "Chat in the browser, not in Telegram."}),
    ]
    for name, how in reversed(options):
        command = click.option(name, expose_value=False, callback=_keep, default=None, **how)(
            command
        )
    return command


_SOME_PATH = click.Path(exists=True, path_type=Path)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="teleprinter", message="%(prog)s %(version)s")
@_settable
def cli() -> None:
    """Publish the articles of a folder as an Atom feed and as Telegram messages."""


def main() -> None:
    """Run the command that was typed, and exit with its status."""
    cli(prog_name="teleprinter")


@cli.command()
@_settable
def run() -> None:
    """Serve, publish and send until stopped."""
    # Before there is anything to drain, to be stopped is to be done.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    settings = _settings(quiet=False)

    async def serve() -> None:
        from scheduler.service import Service

        service = await Service.open(settings)
        try:
            await service.run()
        finally:
            await service.close()

    _await(serve)


@cli.command()
@_settable
@_as_json
def publish(as_json: bool) -> None:
    """Publish what is new in the folder, then exit."""
    settings = _settings()

    async def once() -> Any:
        from scheduler.progress import progress
        from scheduler.service import Service

        service = await Service.open(settings)
        try:
            with progress("publishing") as tell:
                return await service.publish(tell)
        finally:
            await service.close()

    report = _await(once)
    names = ("new", "changed", "moved", "unchanged", "superseded")
    counts = {name: report.counts[name] for name in names}
    refused = [
        {"path": one.path, "line": one.line, "reason": one.reason, "remedy": one.remedy}
        for one in report.refused
    ]
    facts = {
        **counts,
        "refused": refused,
        "remarks": [{"path": path, "text": remark} for path, remark in report.remarks],
        "pending": report.pending,
        "missing": report.missing,
        "alarm": report.alarm,
    }
    if as_json:
        click.echo(json.dumps(facts))
    else:
        for one in report.refused:
            click.echo(str(one))
        for path, remark in report.remarks:
            click.echo(f"{path}: {remark}")
        for path in report.pending:
            click.echo(f"{path}: still being written")
        if report.alarm:
            click.echo(report.alarm)
        words = [f"{number} {name}" for name, number in counts.items() if number]
        words += [f"{len(refused)} refused"] if refused else []
        click.echo(", ".join(words) or "nothing new")
    if refused or report.pending or report.alarm:
        sys.exit(REFUSED)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=_SOME_PATH)
@_settable
@_as_json
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Read articles or folders; tell what to mend."""
    from scheduler.checking import Tally
    from scheduler.checking import check as look
    from scheduler.progress import clear_line, progress
    from seeds.errors import MissingFolder

    zone = ZoneInfo(_settings().schedule.timezone)
    with progress("checking") as tell, _told(MissingFolder):
        tally = Tally(tell)
        for finding in look(paths, tally.count, zone):
            tally.add(finding)
            clear_line()
            click.echo(json.dumps(finding.facts()) if as_json else str(finding))
    if not as_json:
        click.echo(str(tally), err=True)
    if tally.refused:
        sys.exit(REFUSED)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=_SOME_PATH)
@click.option(
    "--as",
    "view",
    type=click.Choice(["telegram", "atom", "html", "page"]),
    help="Show it as its readers would get it; page: that and its lines, for a browser.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it there instead of printing it.",
)
@click.option("--color/--no-color", default=None, help="Instead of asking the terminal.")
@_settable
@_as_json
def preview(
    files: tuple[Path, ...], view: Any, output: Path | None, color: bool | None, as_json: bool
) -> None:
    """Show how an article is understood, or received."""
    if view and as_json:
        raise click.UsageError("--as and --json are two ways of showing: choose one.")
    if view == "page" and len(files) > 1:
        raise click.UsageError("A page shows one article: name one file.")
    from scheduler.preview import show
    from scheduler.reading import read_closely
    from seeds.errors import UnreadableArticle

    settings = _settings()
    canvas = _canvas(color, sys.stdout.isatty() and output is None)
    refused = False
    kept: list[str] = []
    for path in files:
        try:
            reading = read_closely(path.parent, path.name, ZoneInfo(settings.schedule.timezone))
        except UnreadableArticle as refusal:
            click.echo(str(refusal), err=True)
            refused = True
            continue
        shown = show(reading, "json" if as_json else view, settings, canvas)
        if output is None:
            click.echo(shown, color=canvas is not None and canvas.colour)
        kept += [shown] if output else []
    if output and kept:  # nothing to show must not empty what an earlier preview wrote
        with _told(OSError):
            output.write_text("\n".join(kept) + "\n", encoding="utf-8")
    if refused:
        sys.exit(REFUSED)


@cli.command()
@click.argument("slug", required=False)
@_settable
@_as_json
def deliveries(slug: str | None, as_json: bool) -> None:
    """Tell what was sent: all, or each copy of SLUG."""
    settings = _settings()

    import msgspec

    from scheduler.service import NoSuchArticle, Service

    async def look() -> Any:
        service = await Service.look_in(settings)
        try:
            return await service.deliveries(slug)
        finally:
            await service.close()

    with _told(NoSuchArticle):
        rows = [msgspec.to_builtins(record) for record in _await(look)]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
    else:
        click.echo(_table(rows) if rows else "nothing has been sent yet")


@cli.command()
@_settable
@_as_json
def doctor(as_json: bool) -> None:
    """Look for what would hinder the service."""
    from scheduler.doctor import examine

    settings = _settings()
    failed = False
    for finding in _await(lambda: examine(settings)):
        failed |= finding.status == "failed"
        if as_json:
            facts = {name: getattr(finding, name) for name in finding.__slots__}
            click.echo(json.dumps(facts))
        else:
            click.echo(f"{finding.status:8}{finding.check}: {finding.text}")
            if finding.remedy:
                click.echo(f"{'':8}{finding.remedy}")
    if failed:
        sys.exit(REFUSED)


@cli.command()
@_settable
@_as_json
def migrate(as_json: bool) -> None:
    """Bring the store up to this version."""
    settings = _settings()

    async def bring() -> bool:
        from scheduler.service import migrate

        return await migrate(settings)

    moved = _await(bring)
    words = "the tables were brought up to date" if moved else "the tables were up to date"
    click.echo(json.dumps({"migrated": moved}) if as_json else words)


def _settings(*, quiet: bool = True) -> Any:
    """Read the settings that the options, the environment and the file give; set logs up.

    `quiet`: a command that tells its facts itself logs only what goes wrong.
    """
    from scheduler.config import SettingsError, load_settings
    from scheduler.logs import set_up_logs

    chosen = click.get_current_context().ensure_object(dict)
    overrides = {
        "seeds.folder": chosen.get("seeds"),
        "store.data": chosen.get("data"),
        "http.host": chosen.get("host"),
        "http.port": chosen.get("port"),
        "telegram.mode": chosen.get("sandbox"),
    }
    config = chosen.get("config")
    with _told(SettingsError):
        settings = load_settings(Path(config) if config else None, os.environ, overrides)
    level = settings.log.level
    set_up_logs(
        "error" if quiet and level != "debug" else level, settings.log.format, settings.secrets()
    )
    return settings


def _await(work: Callable[[], Awaitable[Any]]) -> Any:
    """Run a coroutine, on the faster loop if there is one; tell what an operator can mend."""
    import asyncio

    from feeds.database import StoreError
    from scheduler.lock import DataFolderError
    from scheduler.server import AddressInUse
    from seeds.errors import SeedError

    loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with suppress(ImportError):  # there is none for Windows
        from uvloop import new_event_loop as loop

    async def awaited() -> Any:
        return await work()

    with (
        _told(StoreError, DataFolderError, AddressInUse, SeedError),
        asyncio.Runner(loop_factory=loop) as runner,
    ):
        return runner.run(awaited())


def _canvas(color: bool | None, terminal: bool) -> Any:
    """Measure what there is to draw on; None for a pipe or a file, unless colour is asked for."""
    import shutil

    from scheduler.terminal import Canvas

    if color is None and not terminal:
        return None
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    columns = shutil.get_terminal_size().columns
    return Canvas(columns=columns, colour=color if color is not None else not plain)


@contextmanager
def _told(*errors: type[Exception]) -> Iterator[None]:
    try:
        yield
    except errors as error:
        raise _WrongSettings(str(error)) from error


def _table(rows: list[dict[str, Any]]) -> str:
    """Lay rows out in columns; what is None stays empty."""
    lines = [list(rows[0])]
    lines += [["" if value is None else str(value) for value in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
