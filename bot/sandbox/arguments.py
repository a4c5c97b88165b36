"""Arguments: the parameters of one call, however they came: in the address, a form, or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from bot.sandbox.errors import mistake


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


class Arguments:
    """Typed access to parameters; each refuses a value of another kind in the server's words."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw

    def text(self, name: str) -> str:
        """Give a text; "" where it is missing."""
        value = self.raw.get(name, "")
        if not isinstance(value, str):
            raise mistake(f'Field "{name}" must be of type String')
        return value

    def integer(self, name: str, default: int = 0) -> int:
        """Give a whole number; a form's digits are one."""
        value = self.raw.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise mistake(f'Field "{name}" must be of type Number')
        try:
            return int(value or default)
        except ValueError:
            raise mistake(f'Can\'t parse "{name}" as a Number') from None

    def flag(self, name: str) -> bool:
        """Give a yes or no."""
        value = self.raw.get(name, False)
        return value if isinstance(value, bool) else str(value).lower() in {"true", "yes", "1"}

    def json(self, name: str) -> Any:
        """Give a structured value, decoded where a form carried it as text; None if missing."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            subject = name.replace("_", " ")
            raise mistake(f"can't parse {subject} JSON object") from None

    def chat_id(self) -> int | str:
        """Give the chat's number or @username."""
        value = self.raw.get("chat_id", "")
        if value == "" or isinstance(value, bool) or not isinstance(value, int | str):
            raise mistake("chat_id is empty")
        try:
            return int(value)
        except ValueError:
            return str(value)


async def read_arguments(request: Request) -> Arguments:
    """Read what a request carries; the body wins over the address."""
    raw: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if not body:
        return Arguments(raw)
    if media_type == "application/json":
        try:
            raw |= msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.DecodeError:
            raise mistake("can't parse JSON object of the request") from None
    elif media_type == "multipart/form-data":
        raw |= _read_multipart(content_type, body)
    else:
        raw |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Arguments(raw)


def _read_multipart(content_type: str, body: bytes) -> dict[str, str | Upload]:
    header = f"Content-Type: {content_type}\r\n\r\n".encode()
    form = BytesParser(EmailMessage, policy=HTTP).parsebytes(header + body)
    fields: dict[str, str | Upload] = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        filename = part.get_filename()
        if filename is None:
            fields[name] = content.decode("utf-8", "replace")
        else:
            fields[name] = Upload(filename, content)
    return fields
