"""The house: floors, doors, and the names over them. Reads the code, runs none of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("seeds", "feeds", "bot", "scheduler")

FLOORS = {
    "seeds": set(),
    "feeds": {"seeds"},
    "bot": {"feeds"},
    "scheduler": {"seeds", "feeds", "bot"},
}

# Each library stands behind one door, so that it can be replaced there.
DOORS = {
    "aiohttp": ("bot/telegram/", "scheduler/llm.py"),
    "alembic": ("feeds/database.py", "*/migrations/"),
    "apscheduler": ("scheduler/timetable.py",),
    "babel": ("feeds/words.py",),
    "chardet": ("seeds/guess.py",),
    "click": ("scheduler/cli.py", "scheduler/progress.py", "scheduler/terminal.py"),
    "defusedxml": ("seeds/xmlfile.py",),
    "feedgen": ("feeds/xmlfeed.py",),
    "fluent": ("bot/texts.py",),
    "gcld3": ("seeds/language.py",),
    "ftfy": ("seeds/text.py",),
    "jinja2": ("feeds/pages.py", "bot/sandbox/", "scheduler/proofpage.py"),
    "lxml": ("seeds/page.py",),
    "markdown_it": ("seeds/markdown.py",),
    "segno": ("feeds/pages.py",),
    "slugify": ("feeds/identity.py",),
    "telegram": ("bot/telegram/",),
    "tomllib": ("scheduler/config.py", "seeds/", "feeds/words.py"),
    "trafilatura": ("seeds/html.py",),
    "uvicorn": ("scheduler/server.py",),
    "uvloop": ("scheduler/cli.py",),
    "watchfiles": ("scheduler/watch.py",),
    "yaml": ("seeds/frontmatter.py",),
}

ATTICS = {"base", "common", "helpers", "manager", "misc", "shared", "utils"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
LONGEST = 400


@dataclass(frozen=True)
class Module:
    """One source file. `path` is relative to the root."""

    path: str
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        return self.path.partition("/")[0]

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                assert node.level == 0, f"{self.path}:{node.lineno}: a relative import"
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def stands_in(self, doors: tuple[str, ...]) -> bool:
        migration = "/migrations/" in self.path
        return any(
            self.path == door
            or (door.endswith("/") and self.path.startswith(door))
            or (door == "*/migrations/" and migration)
            for door in doors
        )


@cache
def modules() -> tuple[Module, ...]:
    return tuple(
        Module(str(path.relative_to(ROOT)), ast.parse(text), text.count("\n"))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if (text := path.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_down_the_stair(room: str) -> None:
    up = {
        f"{module.path} imports {imported}"
        for module in modules()
        if module.room == room
        for imported in module.imports()
        if imported.partition(".")[0] in set(ROOMS) - FLOORS[room] - {room}
    }

    assert up == set()


@pytest.mark.parametrize("library", DOORS)
def test_a_library_stands_behind_its_door(library: str) -> None:
    users = [
        module
        for module in modules()
        if any(imported.partition(".")[0] == library for imported in module.imports())
    ]

    assert users, f"nobody uses {library}: take it off the list"
    assert [module.path for module in users if not module.stands_in(DOORS[library])] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = {module.name for module in modules()}
    graph = {module.name: set(module.imports()) & known - {module.name} for module in modules()}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_no_arrow_is_hidden_from_the_running_program() -> None:
    assert [module.path for module in modules() if "TYPE_CHECKING" in _names(module)] == []


def test_only_the_scheduler_reads_the_wall_clock() -> None:
    readers = {
        f"{module.path}:{node.lineno}"
        for module in modules()
        if module.room != "scheduler"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS
    }

    assert readers == set()


def test_only_the_timetable_catches_everything() -> None:
    broad = {
        module.path
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    }

    assert broad == {"scheduler/timetable.py"}


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        module.path
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    }

    # The command line hands it to `load_settings`; python-telegram-bot takes one wish by it alone.
    assert readers == {"scheduler/cli.py", "bot/telegram/request.py"}


def test_no_file_is_longer_than_a_wall_is_high() -> None:
    assert {module.path: module.lines for module in modules() if module.lines > LONGEST} == {}


def test_no_room_has_an_attic() -> None:
    assert [module.path for module in modules() if Path(module.path).stem in ATTICS] == []


def test_a_room_opens_with_its_docstring_and_nothing_else() -> None:
    for module in modules():
        if module.path.endswith("__init__.py"):
            assert ast.get_docstring(module.tree), module.path
            assert len(module.tree.body) == 1, module.path


def _names(module: Module) -> set[str]:
    return {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    for node in caught:
        if node is None or ast.unparse(node) in {"Exception", "BaseException"}:
            # Cleaning up and raising it again hides nothing.
            return not isinstance(handler.body[-1], ast.Raise)
    return False
