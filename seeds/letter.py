"""Letter: what mail programs put round a text: signatures, quotations, the head of a forward."""

from __future__ import annotations

import re

_SIGNATURE = re.compile(r"--\s?")
_RULE = re.compile(
    r"[\s>]{0,20}[-_=*]{3,40}[^-_=*]{0,60}[-_=*]{3,40}\s*|[-_]{10,}\s*|Begin forwarded message:\s*"
)
_LABEL = re.compile(
    r"[\s>*]{0,20}(?:From|Sent|Date|To|Cc|Subject|Reply-To"
    r"|Von|Gesendet|Datum|An|Betreff|De|Envoyé|À|Objet|Enviado(?: el)?|Fecha|Para|Asunto"
    r"|Data|Assunto|Da|Inviato|A|Oggetto|Van|Verzonden|Aan|Onderwerp|От|Кому|Дата|Тема|Від|Od|Do|Temat"
    r"|发件人|发送时间|收件人|主题|差出人|宛先|件名)\*?\s*[:：]",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Em|W dniu)\s.{5,200}"
    r"(?:wrote|schrieb.{0,80}|a écrit|escribió|ha scritto|schreef.{0,80}|escreveu|napisał.{0,3})"
    r"\s*[:：]\s*"
)
_FEWEST_LABELS = 3
_SHORT_NOTE = 200
_LONGEST_ANSWER = 400


def strip_letter(text: str) -> str:
    """Blank what is not the article's, line by line, so that all others keep their numbers.

    A forward's head is dropped and what it brings is kept, with the few words above it dropped
    too: "See below" is no lead. What a long text answers to is dropped.
    """
    lines = _without_signature(_without_heads(text.split("\n")))
    kept = list(lines)
    for number, line in enumerate(lines):
        if line.startswith(">"):
            kept[number] = ""
        elif rows := _answers(lines, number):
            kept[number : number + rows] = [""] * rows
    if not any(line.strip() for line in kept):
        # All of it is quoted: then that is what was to be read.
        kept = [line.lstrip("> ") for line in lines]
    return "\n".join(kept)


def _answers(lines: list[str], number: int) -> int:
    """Count the lines, one or two, that say who wrote what is quoted below them; or 0."""
    for rows in (1, 2):
        line = " ".join(lines[number : number + rows])
        if len(line) <= _LONGEST_ANSWER and _ANSWERS.fullmatch(line):
            below = next((each for each in lines[number + rows :] if each.strip()), ">")
            return rows if below.startswith(">") else 0
    return 0


def _without_signature(lines: list[str]) -> list[str]:
    said = False
    for number, line in enumerate(lines):
        if said and _SIGNATURE.fullmatch(line):
            return lines[:number] + [""] * (len(lines) - number)
        said = said or bool(line.strip())
    return lines


def _without_heads(lines: list[str]) -> list[str]:
    """Find the heads of messages within the message; drop them, and what they make needless."""
    kept = list(lines)
    top = number = 0
    while number < len(lines):
        end = number
        while end < len(lines) and _LABEL.match(lines[end]):
            end += 1
        if end - number < _FEWEST_LABELS:
            number = max(end, number + 1)
            continue
        above = number
        while above > top and (not lines[above - 1].strip() or _RULE.fullmatch(lines[above - 1])):
            above -= 1
        if sum(len(line.strip()) for line in lines[top:above]) >= _SHORT_NOTE:
            return kept[:above] + [""] * (len(lines) - above)
        kept[top:end] = [""] * (end - top)
        top = number = end
    return kept
