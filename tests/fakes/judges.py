"""Judges of the sandbox: is a call what the Bot API of today would take?

`ModelsJudge` holds every call against aiogram's models of the Bot API, which follow its newest
version; `ParserJudge` gives every text to TDLib's own parser, on which Telegram's server stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import aiogram.methods
import tdjson
from aiogram.methods.base import TelegramMethod
from aiogram.types import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import BaseModel, ValidationError

from bot.sandbox.api import Judge
from bot.sandbox.arguments import Upload

_LENGTHS = {
    ("answerCallbackQuery", "text"): (0, 200),
    ("setMyName", "name"): (0, 64),
    ("setMyDescription", "description"): (0, 512),
    ("setMyShortDescription", "short_description"): (0, 120),
    ("getUpdates", "limit"): (1, 100),
}
_TEXTS = {
    "text": (1, 4096),
    "caption": (0, 1024),
}
_BUTTONS_IN_ROW_MAX = 8
_ENTITIES_MAX = 100


class ModelsJudge:
    """Names, types and shapes of parameters, and the lengths that models cannot say."""

    def __init__(self) -> None:
        self._models: dict[str, type[TelegramMethod[Any]]] = {}
        for name in aiogram.methods.__all__:
            model = getattr(aiogram.methods, name)
            if isinstance(getattr(model, "__api_method__", None), str):
                self._models[model.__api_method__] = model

    def __call__(self, method: str, params: Mapping[str, Any]) -> str | None:
        model = self._models.get(method)
        if model is None:
            return f"judge: the Bot API has no method {method}"
        try:
            call = model.model_validate(_decode(model, params))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            return f"judge: {method}.{where}: {first['msg']}"
        reasons = (*_unknown(call, method), *_lengths(method, params), *_widgets(call))
        return next(iter(reasons), None)


class ParserJudge:
    """Markup, lengths and links of texts, as TDLib reads them."""

    def __init__(self) -> None:
        _execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})

    def __call__(self, method: str, params: Mapping[str, Any]) -> str | None:
        for name, (shortest, longest) in _TEXTS.items():
            text = params.get(name)
            if not isinstance(text, str) or method == "answerCallbackQuery":
                continue
            reason = self._read(text, str(params.get("parse_mode", "")), shortest, longest)
            if reason is not None:
                return f"judge: {method}.{name}: {reason}"
        return None

    def _read(self, text: str, mode: str, shortest: int, longest: int) -> str | None:
        entities: list[dict[str, Any]] = []
        if mode.lower() == "html":
            answer = parse_with_tdlib(text)
            if answer["@type"] == "error":
                return str(answer["message"])
            dropped = _links(text) - _links_read(answer["entities"])
            if dropped > 0:
                return f"{dropped} of the links would be dropped without a word"
            text, entities = answer["text"], answer["entities"]
        if not shortest <= len(text.strip()) <= longest:
            return f"{len(text)} characters after parsing, not {shortest} to {longest}"
        if len(entities) > _ENTITIES_MAX:
            return f"{len(entities)} entities, and only {_ENTITIES_MAX} are kept"
        return None


def both_judges() -> Judge:
    """Ask the models, then the parser."""
    judges = (ModelsJudge(), ParserJudge())

    def judge(method: str, params: Mapping[str, Any]) -> str | None:
        return next(filter(None, (judge(method, params) for judge in judges)), None)

    return judge


def parse_with_tdlib(html: str) -> dict[str, Any]:
    """Give TDLib's reading of a text: a `formattedText`, or an `error` with its message."""
    mode = {"@type": "textParseModeHTML"}
    return _execute({"@type": "parseTextEntities", "text": html, "parse_mode": mode})


def _execute(request: dict[str, Any]) -> dict[str, Any]:
    answer = tdjson.td_execute(json.dumps(request).encode())
    assert answer is not None
    decoded: dict[str, Any] = json.loads(answer)
    return decoded


def _decode(model: type[BaseModel], params: Mapping[str, Any]) -> dict[str, Any]:
    """Decode what a form can only carry as text: lists and objects, where the model wants them."""
    decoded: dict[str, Any] = {}
    for name, value in params.items():
        field = model.model_fields.get(name)
        structured = field is not None and field.annotation not in {str, str | None}
        if isinstance(value, Upload):
            decoded[name] = value.name
        elif structured and isinstance(value, str) and value[:1] in {"[", "{"}:
            decoded[name] = json.loads(value)
        else:
            decoded[name] = value
    return decoded


def _unknown(value: object, where: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"judge: {where}: unknown parameter {name}"
        for name in type(value).model_fields:
            yield from _unknown(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _unknown(item, where)


def _lengths(method: str, params: Mapping[str, Any]) -> Iterator[str]:
    for (of, name), (shortest, longest) in _LENGTHS.items():
        if of != method or name not in params:
            continue
        value = params[name]
        size = int(value) if name == "limit" else len(value)
        if not shortest <= size <= longest:
            yield f"judge: {method}.{name}: {size}, not {shortest} to {longest}"


def _widgets(call: BaseModel) -> Iterator[str]:
    keyboard = getattr(call, "reply_markup", None)
    if isinstance(keyboard, InlineKeyboardMarkup):
        for row in keyboard.inline_keyboard:
            if not 1 <= len(row) <= _BUTTONS_IN_ROW_MAX:
                yield f"judge: a row of {len(row)} buttons"
            for button in row:
                yield from _button(button)
    for command in getattr(call, "commands", None) or ():
        if isinstance(command, BotCommand):
            yield from _command(command)


def _button(button: InlineKeyboardButton) -> Iterator[str]:
    appearance = {"text", "style", "icon_custom_emoji_id"}
    actions = [name for name in button.model_dump(exclude_none=True) if name not in appearance]
    if len(actions) != 1:
        yield f"judge: button {button.text!r} has {len(actions)} actions, not exactly one"
    if not button.text.strip():
        yield "judge: a button without words"
    data = button.callback_data
    if data is not None and not 1 <= len(data.encode()) <= 64:
        yield f"judge: callback_data has {len(data.encode())} bytes, not 1 to 64"


def _command(command: BotCommand) -> Iterator[str]:
    if not re.fullmatch("[a-z0-9_]{1,32}", command.command):
        yield f"judge: /{command.command} is not a command"
    if not 1 <= len(command.description) <= 256:
        yield f"judge: /{command.command} has a description of {len(command.description)}"


def _links(html: str) -> int:
    return len(re.findall(r"<a\s", html, re.IGNORECASE))


def _links_read(entities: list[dict[str, Any]]) -> int:
    links = {"textEntityTypeTextUrl", "textEntityTypeMentionName"}
    return sum(entity["type"]["@type"] in links for entity in entities)
