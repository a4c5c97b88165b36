"""Settings: what the operator chose. The only reader of TOML, the environment and secret files.

Later beats earlier: our defaults, `teleprinter.toml`, `TELEPRINTER_<SECTION>__<NAME>` (a secret
also as the name of a file, `…_FILE`), the command's options.

SettingsError   a setting can't be used; nothing was started
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from feeds.topic import Topics
from scheduler.settings import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    HttpSettings,
    LlmSettings,
    LogSettings,
    ScheduleSettings,
    Secret,
    SeedsSettings,
    Settings,
    SiteSettings,
    StoreSettings,
    TelegramSettings,
)
from scheduler.topics import WrongTopic, read_topics

FILE_NAME = "teleprinter.toml"
PREFIX = "TELEPRINTER_"

# Names under our prefix that are no settings: the file's own, the tests', and those that
# Kubernetes and Docker hand to every container beside a service called "teleprinter".
_FOREIGN = re.compile(r"CONFIG|TEST_\w+|SERVICE_(HOST|PORT\w*)|PORT(_\d+_\w+)?")


class SettingsError(Exception):
    """A setting can't be used. Says where it stands, what was found there and what to write.

    `where` is a file (with its line, where one can be named), an environment name or an option.
    """

    def __init__(self, where: str, key: str, found: str, remedy: str) -> None:
        super().__init__(f"{where}: {key} {found}. {remedy}")
        self.where = where
        self.key = key
        self.found = found
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """One value as somebody wrote it. Relative paths start at `folder`; `loose`: it is a text."""

    value: object
    where: str
    folder: Path
    loose: bool = False


_TOPICS = "topics"  # tables of the operator's own naming, not settings of ours
_OPTIONS = {"seeds.folder": "--seeds", "telegram.mode": "--sandbox"}
_SECTIONS: dict[str, Any] = {
    "site": SiteSettings,
    "seeds": SeedsSettings,
    "store": StoreSettings,
    "http": HttpSettings,
    "telegram": TelegramSettings,
    "llm": LlmSettings,
    "schedule": ScheduleSettings,
    "log": LogSettings,
}
_HINTS: dict[str, Any] = {
    f"{section}.{name}": hint
    for section, kind in _SECTIONS.items()
    for name, hint in get_type_hints(kind, include_extras=True).items()
}
_SECRETS = frozenset(
    key
    for key, hint in _HINTS.items()
    if Secret in (get_args(hint)[0], *get_args(get_args(hint)[0]))
)


def load_settings(
    config_file: Path | None, environ: Mapping[str, str], overrides: Mapping[str, object]
) -> Settings:
    """Read the settings: file, then environment, then `overrides` (`{"http.port": 80}`).

    Without `config_file` the one that TELEPRINTER_CONFIG names is read, else `teleprinter.toml`
    of the working directory where there is one. Paths in the file are relative to the file, all
    others to the working directory. An environment value that is empty counts as not set, as
    compose files leave it so. None among the overrides means the same.

    Raises:
        SettingsError: anything is unknown, unreadable or out of bounds.
    """
    file = _find_file(config_file, environ)
    given, topics = _from_file(file) if file else ({}, Topics())
    given |= _from_environ(environ)
    for key, value in overrides.items():
        if value is not None:
            option = _OPTIONS.get(key, "--" + key.rpartition(".")[2])
            given[key] = _Given(value=value, where=option, folder=Path.cwd(), loose=True)
    values = {key: _convert(key, entry) for key, entry in given.items()}
    _fill_in(values, given, file.parent if file else Path.cwd())
    sections = {
        section: kind(
            **{
                field.name: values[f"{section}.{field.name}"]
                for field in fields(kind)
                if f"{section}.{field.name}" in values or field.default is MISSING
            }
        )
        for section, kind in _SECTIONS.items()
    }
    return Settings(**sections, topics=topics, file=file)


def _find_file(config_file: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = config_file or (
        Path(environ["TELEPRINTER_CONFIG"]) if environ.get("TELEPRINTER_CONFIG") else None
    )
    file = (named or Path(FILE_NAME)).absolute()
    try:
        if file.is_file():
            return file
    except OSError as error:
        raise SettingsError(
            str(file), "the file", f"can't be read: {error.strerror}", "Mend it or name another."
        ) from error
    if named is None:
        return None
    where = "--config" if config_file else "TELEPRINTER_CONFIG"
    raise SettingsError(where, str(named), "is no file", "Name a settings file that is there.")


def _from_file(file: Path) -> tuple[dict[str, _Given], Topics]:
    try:
        text = file.read_text(encoding="utf-8")
        sections = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            str(file), "the file", f"can't be read: {error}", "Mend it or name another."
        ) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise SettingsError(
            f"{file}:{line[1]}" if line else str(file),
            "the file",
            f"is no TOML: {error}",
            'Texts stand in quotes, sections in brackets: [site], then title = "City News".',
        ) from error
    topics = _topics(file, text, sections.pop(_TOPICS, {}))
    given = {}
    for section, entries in sections.items():
        if not isinstance(entries, dict) or section not in _SECTIONS:
            known = (*_SECTIONS, _TOPICS)
            raise _unknown(_place(file, text, section, None), section, known, "[{}]")
        for name, value in entries.items():
            where = _place(file, text, section, name)
            key = f"{section}.{name}"
            if key not in _HINTS:
                raise _unknown(where, name, _names_of(section), f"[{section}] {{}}")
            given[key] = _Given(value=value, where=where, folder=file.parent)
    return given, topics


def _topics(file: Path, text: str, tables: object) -> Topics:
    try:
        return read_topics(tables)
    except WrongTopic as error:
        # The nearest line that can be named: a label may stand in braces, or below a heading.
        key, steps = f"{_TOPICS}.{error.key}".rstrip("."), error.key.split(".")
        ways = (".".join(steps[:count]) for count in range(len(steps), 0, -1))
        places = (_place(file, text, _TOPICS, way or None) for way in ways)
        where = next((place for place in places if place != str(file)), str(file))
        raise SettingsError(where, key, error.found, error.remedy) from error


def _from_environ(environ: Mapping[str, str]) -> dict[str, _Given]:
    given: dict[str, _Given] = {}
    known = {_variable(key): key for key in _HINTS}
    known |= {f"{_variable(key)}_FILE": key for key in _SECRETS}
    for name in sorted(environ):
        bare = name.removeprefix(PREFIX)
        if bare == name or _FOREIGN.fullmatch(bare) or not environ[name]:
            continue
        if re.match(rf"{_TOPICS}(_|$)", bare, re.IGNORECASE):
            remedy = f"Write [topics.…] into {FILE_NAME}: a table has no one value."
            raise SettingsError("environment", name, "can't be set here", remedy)
        if name not in known:
            raise _unknown("environment", name, list(known), "{}")
        key = known[name]
        if key in given:
            raise SettingsError(name, key, "is also given by its …_FILE", "Keep one of the two.")
        value = environ[name] if name == _variable(key) else _read_secret(name, Path(environ[name]))
        given[key] = _Given(value=value, where=name, folder=Path.cwd(), loose=True)
    return given


def _read_secret(where: str, file: Path) -> str:
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            where, str(file), f"can't be read: {error}", "Name a file with the secret in it."
        ) from error
    if not secret:
        raise SettingsError(where, str(file), "is empty", "Write the secret in it, nothing else.")
    return secret


def _convert(key: str, given: _Given) -> Any:
    hint, value = _HINTS[key], given.value
    kind = get_args(hint)[0]
    if isinstance(value, str):
        value = _trimmed(key, value.strip())
        if given.loose and kind not in (str, str | None):
            value = _untied(kind, value)
    try:
        converted = msgspec.convert(value, hint, strict=not given.loose, dec_hook=_from_text)
    except msgspec.ValidationError as error:
        # What stands in a secret's place may be the secret: never show it.
        found = "can't be used" if key in _SECRETS else f"is {json.dumps(given.value, default=str)}"
        remedy = f"Write {hint.__metadata__[0].description}."
        raise SettingsError(given.where, key, found, remedy) from error
    check = _CHECKS.get(key)
    return check(converted, given) if check else converted


def _trimmed(key: str, value: str) -> str:
    if key in ("site.url", "telegram.api_base_url", "llm.url"):
        return value.rstrip("/")
    return value.lower() if key in ("log.level", "log.format", "telegram.mode") else value


def _untied(kind: object, value: str) -> object:
    """Read a list out of one text: JSON, or items parted by commas."""
    if getattr(kind, "__origin__", None) is not tuple:
        return value
    if value.startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    items = [item.strip() for item in value.split(",") if item.strip()]
    return [int(item) if re.fullmatch(r"-?\d+", item) else item for item in items]


def _from_text(kind: type, value: object) -> object:
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError("expected a text")
    return kind(str(value))


def _folder(path: Path, given: _Given) -> Path:
    return Path(os.path.normpath(given.folder / path.expanduser()))


def _store(url: Secret, given: _Given) -> Secret:
    text = re.sub(r"^postgres://", "postgresql://", url.reveal())
    scheme, _, path = text.partition(":///")
    if scheme == "sqlite" and path and not path.startswith(":memory:"):
        return Secret(text := f"sqlite:///{_folder(Path(path), given)}", text)
    if urlsplit(text).scheme == "postgresql" and urlsplit(text).path.strip("/"):
        return Secret(text, re.sub(r"(?<=://)([^/:@]*):[^@]*@", r"\1:(hidden)@", text))
    raise SettingsError(
        given.where,
        "store.url",
        "names no database that we know",
        "Write sqlite:///path/to/file.db or postgresql://user@host/name.",
    )


def _mode(mode: str, given: _Given) -> str:
    if mode == "webhook":
        raise SettingsError(
            given.where, "telegram.mode", 'is "webhook", which is not built yet', 'Write "polling".'
        )
    return mode


def _timezone(name: str, given: _Given) -> str:
    try:
        return name if name == "UTC" else ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            given.where,
            "schedule.timezone",
            f"is {json.dumps(name)}, which this system doesn't know",
            'Write a name such as "UTC" or "Europe/Paris".',
        ) from error


_CHECKS: dict[str, Callable[[Any, _Given], object]] = {
    "seeds.folder": _folder,
    "store.data": _folder,
    "store.url": _store,
    "telegram.mode": _mode,
    "schedule.timezone": _timezone,
}


def _fill_in(values: dict[str, Any], given: Mapping[str, _Given], folder: Path) -> None:
    """Add the defaults that follow from other settings."""
    values.setdefault("seeds.folder", folder / "articles")
    values.setdefault("store.data", folder / "data")
    store = f"sqlite:///{values['store.data'] / 'teleprinter.db'}"
    values.setdefault("store.url", Secret(store, store))
    host = values.get("http.host", DEFAULT_HOST)
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    near = f"[{near}]" if ":" in near else near
    values.setdefault("site.url", f"http://{near}:{values.get('http.port', DEFAULT_PORT)}")
    token = values.get("telegram.token")
    mode = values.setdefault("telegram.mode", "polling" if token else "off")
    if mode == "polling" and not token:
        raise SettingsError(
            given["telegram.mode"].where,
            "telegram.mode",
            'is "polling", and there is no token',
            "Set TELEPRINTER_TELEGRAM__TOKEN or …__TOKEN_FILE, or try --sandbox.",
        )
    if bool(values.get("llm.url")) != bool(values.get("llm.model")):
        here, other = ("url", "model") if values.get("llm.url") else ("model", "url")
        raise SettingsError(
            given[f"llm.{here}"].where,
            f"llm.{here}",
            f"is set, and llm.{other} is not",
            "Set both to have summaries written by a model, or neither.",
        )


def _variable(key: str) -> str:
    return PREFIX + key.upper().replace(".", "__")


def _names_of(section: str) -> dict[str, None]:
    return {key.partition(".")[2]: None for key in _HINTS if key.startswith(f"{section}.")}


def _place(file: Path, text: str, section: str, name: str | None) -> str:
    """Find the line of a setting by eye: tomllib keeps no lines. Without luck, the file alone."""
    inside = None
    wanted = f"{section}.{name}" if name else section
    for number, line in enumerate(text.splitlines(), 1):
        words = re.match(r"\s*(\[*)\s*([\w.-]+)\s*[]=]", line)
        if not words:
            continue
        inside = words[2] if words[1] else inside
        here = f"{inside}.{words[2]}" if inside and not words[1] else words[2]
        if here == wanted:
            return f"{file}:{number}"
    return str(file)


def _unknown(where: str, name: str, known: Iterable[str], form: str) -> SettingsError:
    near = difflib.get_close_matches(name, known := list(known), n=1, cutoff=0.6)
    remedy = f"Did you mean {form.format(near[0])}?" if near else f"Known: {', '.join(known)}."
    return SettingsError(where, form.format(name), "is no setting", remedy)
