"""Markup: messages and replies in Telegram's HTML, valid and within its limits by construction."""

from __future__ import annotations

from html import escape
from unicodedata import category

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.message import Message, Reply
from bot.texts import Texts

TEXT_LIMIT = 4096
"""Code points of a text, after its markup is parsed (Bot API sendMessage, TDLib utf8_length)."""

_TITLE_LIMIT = 300
_NOTE_LIMIT = 800
_JOINER = "\u200d"
_MARKS = {"Mn", "Mc", "Me"}


def render_message(message: Message) -> str:
    """Write a message: a bold title, the correction if there is one, the summary, the link.

    A summary that is too long ends at a word, with an ellipsis; the link always stays.
    """
    texts = Texts(message.language)
    title = clip(message.title.strip(), _TITLE_LIMIT) or "–"
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
    end = max(limit - 1, 0)
    space = text.rfind(" ", 0, end)
    if space > end * 0.8:
        end = space
    # Without a space near (Chinese, a long word): step back out of a joined sequence.
    while end and _are_one(text, end):
        end -= 1
    return text[:end].rstrip() + "…"


def _are_one(text: str, at: int) -> bool:
    """Whether what stands before and after a cut is drawn as one (UAX 29, where text meets it)."""
    before, after = text[at - 1], text[at]
    if _JOINER in {before, after} or category(after) in _MARKS:
        return True  # joined emoji, accents of their own, and the selectors of a drawing
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True  # skin tones, and the letters of a region's flag
    if "\u1160" <= after <= "\u11ff":
        return True  # the vowel or the end of a Korean syllable
    letters = 0  # two make a flag, and the next begins another
    while at > letters and _is_flag_letter(text[at - 1 - letters]):
        letters += 1
    return letters % 2 == 1 and _is_flag_letter(after)


def _is_flag_letter(one: str) -> bool:
    return "\U0001f1e6" <= one <= "\U0001f1ff"
