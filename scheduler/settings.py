"""Settings: what the operator chose, checked and complete. Values only: `config.py` reads them.

Each field's description is the remedy that an operator reads when its value can't be used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from msgspec import Meta

from feeds.topic import Topics

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8080

_Text = Annotated[str, Meta(min_length=1, description="a text of at least one character")]
_Url = Annotated[
    str,
    Meta(
        pattern=r"^https?://[^\s/?#]+[^\s?#]*$",
        description='an address such as "https://news.example.org"',
    ),
]
_Seconds = Annotated[
    float, Meta(ge=0.1, le=86_400, description="a number of seconds from 0.1 to 86400")
]


class Secret:
    """A text that never shows itself: printing, logging or comparing settings can't leak it.

    `shown` is what a reader sees in its place.
    """

    __slots__ = ("_shown", "_value")

    def __init__(self, value: str, shown: str = "(hidden)") -> None:
        self._value = value
        self._shown = shown

    def reveal(self) -> str:
        """Return the text itself, for the one call that needs it."""
        return self._value

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"Secret({self._shown!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """`[site]`: the publication. `url` is its public root, without a slash at the end."""

    url: _Url
    title: _Text = "Teleprinter"
    language: Annotated[
        str,
        Meta(
            pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
            description='a language tag such as "en" or "pt-BR"',
        ),
    ] = "en"
    subtitle: Annotated[str | None, Meta(description="a text")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedsSettings:
    """`[seeds]`: where articles arrive, and how long a file must rest before it is taken."""

    folder: Annotated[Path, Meta(description="a folder's path")]
    settle_seconds: Annotated[
        float, Meta(ge=0, le=3600, description="a number of seconds from 0 to 3600")
    ] = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """`[store]`: the database, and the folder for all that we keep on disk."""

    url: Annotated[
        Secret,
        Meta(description='"sqlite:///path/to/file.db" or "postgresql://user@host/name"'),
    ]
    data: Annotated[Path, Meta(description="a folder's path")]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpSettings:
    """`[http]`: where the built-in server listens."""

    host: _Text = DEFAULT_HOST
    port: Annotated[int, Meta(ge=1, le=65535, description="a whole number from 1 to 65535")] = (
        DEFAULT_PORT
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """`[telegram]`: the bot. `api_base_url` has no slash at the end; `/bot<token>` follows it."""

    token: Annotated[Secret | None, Meta(description="the token that @BotFather gave")] = None
    api_base_url: _Url = "https://api.telegram.org"
    mode: Annotated[
        Literal["polling", "webhook", "sandbox", "off"],
        Meta(description='"polling", "sandbox" or "off"'),
    ] = "off"
    rate_per_second: Annotated[
        float,
        Meta(ge=0.01, le=100_000, description="a number of messages a second from 0.01 to 100000"),
    ] = 28.0
    admins: Annotated[
        tuple[int, ...], Meta(description="a list of chat numbers, such as [123456789]")
    ] = ()
    channels: Annotated[
        tuple[int | str, ...],
        Meta(description='a list of channels, such as ["@citynews", -1001234567890]'),
    ] = ()
    on_unknown: Annotated[
        Literal["resend", "skip"],
        Meta(description='"resend" (perhaps twice) or "skip" (perhaps never)'),
    ] = "resend"


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmSettings:
    """`[llm]`: a server that speaks the OpenAI API. Without `url` and `model` nobody is asked.

    `url` has no slash at the end; `/chat/completions` follows it.
    """

    url: Annotated[
        _Url | None, Meta(description='an address such as "http://127.0.0.1:11434/v1"')
    ] = None
    model: Annotated[str | None, Meta(description="the name of a model of that server")] = None
    key: Annotated[Secret | None, Meta(description="the key that the server's owner gave")] = None
    timeout_seconds: _Seconds = 20.0
    per_hour: Annotated[
        int, Meta(ge=1, le=100_000, description="a whole number from 1 to 100000")
    ] = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """`[schedule]`: how often the folder is read through, and whose clock times are meant."""

    scan_seconds: _Seconds = 30.0
    timezone: Annotated[str, Meta(description='a name such as "UTC" or "Europe/Paris"')] = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """`[log]`: how much is told on standard error, and in which form."""

    level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description='"debug", "info", "warning" or "error"'),
    ] = "info"
    format: Annotated[Literal["text", "json"], Meta(description='"text" or "json"')] = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be chosen, checked and complete: paths absolute, defaults filled in.

    `file` is the settings file that was read, None where there was none.
    """

    site: SiteSettings
    seeds: SeedsSettings
    store: StoreSettings
    http: HttpSettings
    telegram: TelegramSettings
    llm: LlmSettings
    schedule: ScheduleSettings
    log: LogSettings
    topics: Topics = field(default_factory=Topics)
    file: Path | None = None

    def secrets(self) -> tuple[str, ...]:
        """List every value that no log may show, in each form in which it may turn up."""
        password = urlsplit(self.store.url.reveal()).password
        values = [one.reveal() for one in (self.telegram.token, self.llm.key) if one]
        if password:
            values += [password, unquote(password)]
        return tuple(dict.fromkeys(values))
