"""check_link: which addresses Telegram takes behind words and buttons, and how it writes them."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

_SCHEME = re.compile(r"[^:/?#@\[\]]*")
_AUTHORITY = re.compile(r"[^/?#]*")
_PART = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_USERINFO = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
_APP_SCHEMES = ("tg:", "ton:", "tonsite:")
_SPACES = " \t\r\n\0\v"
_USER = re.compile(r"tg:(?://)?user(?:/)?\?([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Url:
    secure: bool
    userinfo: str
    host: str
    port: int
    query: str

    def __str__(self) -> str:
        scheme = "https" if self.secure else "http"
        userinfo = f"{self.userinfo}@" if self.userinfo else ""
        port = f":{self.port}" if self.port else ""
        return f"{scheme}://{userinfo}{self.host}{port}{self.query}"


def check_link(link: str) -> str:
    """Write `link` as Telegram does: with a scheme, a lower-case host and a path.

    Raises:
        ValueError: no client would open it; the message is the reason that Telegram gives.
    """
    for scheme in _APP_SCHEMES:
        if _lower(link).startswith(scheme):
            return _check_app_link(scheme[:-1], link[len(scheme) :].removeprefix("//"))
    url = _parse(link)
    if "." not in url.host and not url.host.startswith("["):
        raise ValueError("Wrong HTTP URL")
    return str(url)


def user_of_link(link: str) -> int | None:
    """Read the user's number of a `tg://user?id=…` link: a mention, not an address."""
    match = _USER.match(link)
    if match is None:
        return None
    for parameter in match[1].split("&"):
        key, _, value = parameter.partition("=")
        if key == "id":
            return int(value) if re.fullmatch(r"[1-9][0-9]{0,17}", value) else None
    return None


def _check_app_link(scheme: str, link: str) -> str:
    url = _parse(link)
    if _lower(link).startswith("http://") or url.secure or url.userinfo or url.port:
        raise ValueError("Wrong tg URL" if scheme == "tg" else "Wrong ton URL")
    allowed = r"[A-Za-z0-9_.\-]*" if scheme == "tonsite" else r"[A-Za-z0-9_\-]*"
    if not re.fullmatch(allowed, url.host):
        raise ValueError("Unallowed characters in URL host")
    query = url.query[1:] if url.query.startswith("/?") else url.query
    return f"{scheme}://{url.host}{query}"


def _parse(link: str) -> _Url:
    scheme = _match(_SCHEME, link)
    secure = False
    if link.startswith("://", len(scheme)):
        if _lower(scheme) not in {"http", "https"}:
            raise ValueError("Unsupported URL protocol")
        secure = _lower(scheme) == "https"
        link = link[len(scheme) + 3 :]
    authority = _match(_AUTHORITY, link)
    address, port = _split_port(authority)
    userinfo, _, host = address.rpartition("@")
    if not host:
        raise ValueError("URL host is empty")
    _check_host(host, userinfo)
    return _Url(secure, userinfo, _lower(host), port, _query(link[len(authority) :]))


def _split_port(authority: str) -> tuple[str, int]:
    at = max(authority.rfind(mark) for mark in ":]@")
    if at <= 0 or authority[at] != ":":
        return authority, 0
    digits = authority[at + 1 :].lstrip("0")
    if not re.fullmatch(r"[0-9]{1,5}", digits) or int(digits) > 65535:
        raise ValueError("Wrong port number specified in the URL")
    return authority[:at], int(digits)


def _check_host(host: str, userinfo: str) -> None:
    if host == ".":
        raise ValueError("Host is invalid")
    if host.startswith("[") and host.endswith("]"):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise ValueError("Wrong IPv6 address specified in the URL") from None
        return
    if not _PART.fullmatch(host):
        raise ValueError("Disallowed character in URL host")
    if not _USERINFO.fullmatch(userinfo):
        raise ValueError("Disallowed character in URL userinfo")


def _query(rest: str) -> str:
    rest = rest.rstrip(_SPACES) or "/"
    escaped = "".join(f"%{ord(char):02X}" if char <= " " else char for char in rest)
    return escaped if escaped.startswith("/") else f"/{escaped}"


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[0] if found else ""


def _lower(text: str) -> str:
    # ASCII letters only: the server leaves the letters of other scripts as they are.
    return "".join(char.lower() if char.isascii() else char for char in text)
