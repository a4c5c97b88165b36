"""Markup: messages and replies in Telegram's HTML, valid and within its limits by construction."""

from __future__ import annotations

from html import escape

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.message import Message, Reply
from bot.texts import Texts

TEXT_LIMIT = 4096
"""Code points of a text, after its markup is parsed (Bot API sendMessage, TDLib utf8_length)."""

_TITLE_LIMIT = 300
_NOTE_LIMIT = 800
_JOINERS = "\u200d\ufe0e\ufe0f"


def render_message(message: Message) -> str:
    """Write a message: a bold title, the correction if there is one, the summary, the link.

    A summary that is too long ends at a word, with an ellipsis; the link always stays.
    """
    texts = Texts(message.language)
    title = clip(message.title, _TITLE_LIMIT) or "–"
    if message.kind == "notice":
        words = texts("withdrawn")
        return f"<s>{escape(title, quote=False)}</s>\n\n<i>{escape(words, quote=False)}</i>"
    parts = [f"<b>{escape(title, quote=False)}</b>"]
    length = len(title)
    if message.correction:
        note = texts(
            "correction",
            date=f"{message.correction.at:%Y-%m-%d}",
            text=clip(message.correction.text, _NOTE_LIMIT),
        )
        parts.append(f"<i>{escape(note, quote=False)}</i>")
        length += len(note) + 2
    label = texts("read-on")
    room = TEXT_LIMIT - length - len(label) - 4
    if summary := clip(message.summary, room):
        parts.append(escape(summary, quote=False))
    parts.append(f'<a href="{escape(message.link)}">{escape(label, quote=False)}</a>')
    return "\n\n".join(parts)


def render_reply(reply: Reply) -> str:
    """Write a reply: a bold heading if it has one, and its plain text."""
    text = escape(clip(reply.text, TEXT_LIMIT - 200), quote=False)
    if reply.heading is None:
        return text
    return f"<b>{escape(clip(reply.heading, 190), quote=False)}</b>\n\n{text}"


def render_buttons(reply: Reply) -> InlineKeyboardMarkup | None:
    """Lay a reply's buttons out under it; None where it has none."""
    if not reply.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one.label, callback_data=one.action, url=one.url) for one in row]
            for row in reply.buttons
        ]
    )


def clip(text: str, limit: int) -> str:
    """Cut a text to `limit` code points, at a word where one is near, never within a character."""
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    space = cut.rfind(" ")
    if space > len(cut) * 0.8:
        cut = cut[:space]
    else:
        # Without a space near (Chinese, a long word): step back out of a joined sequence.
        while cut and (text[len(cut)] in _JOINERS or cut[-1] in _JOINERS):
            cut = cut[:-1]
    return cut.rstrip() + "…"
