"""Datelines: the place and the agency before a paragraph's news ("CARACAS (AP) — ")."""

from __future__ import annotations

import re

from seeds.words import is_paragraph

# Longest first where one begins another.
_AGENCY = (
    "AP|AFP|Reuters|REUTERS|CNN Business|CNN|dpa|DPA|APA|ANSA|askanews|AGI|EFE|Europa Press|"
    "EUROPA PRESS|Lusa|LUSA|ANP|Belga|BELGA|PAP|TASS|ТАСС|РИА Новости|Интерфакс|Interfax|ПРАЙМ|"
    "Sputnik|БЕЛТА|Укрінформ|Укринформ|УНІАН|УНИАН|Ukrinform|AA|DHA|İHA|ANKA|Xinhua|CNA|Kyodo|"
    "Jiji|Yonhap|PTI|ANI|IANS|UNI|ANTARA|Bernama|AAP|CP|UPI|Bloomberg|BBC|DW|NTB|TT|Ritzau|STT|"
    "ČTK|TASR|MTI|Agerpres|IRNA|ISNA|رويترز|أ ف ب|أ\\.ف\\.ب|د ب أ|وام|واس|ایرنا|ایسنا|بھاشا|"
    "भाषा|वार्ता|एजेंसी|एजेंसियां|पीटीआई|एएनआई|आईएएनएस"
)
_DASH = r"(?:\.?\s*(?:[–—:-]+|/|।)-?)"
_KNOWN = re.compile(
    # CARACAS, Venezuela (AP) — ; New Delhi, Jan 12 (PTI) ; Hamburg/Berlin (dpa/lno) -
    rf"(?:[^\W\d_][^!?()\n]{{1,50}})?\((?:{_AGENCY})(?:/\w{{2,5}})?\)\s*{_DASH}\s*"
    rf"|(?:[^\W\d_][^!?().\n]{{1,40}})?\((?:{_AGENCY})\)\s+(?=[^\W\d_a-zß-ÿа-я])"
    # Berlin, dpa - ; تهران - ایرنا -
    rf"|[^\W\d_][^!?()\n]{{1,50}}(?:,|\s[–—-])\s(?:{_AGENCY})\s*[–—-]+\s*"
    # МОСКВА, 12 янв — РИА Новости. ; МОСКВА, 12 января. /ТАСС/. ; Київ. 12 січня. УНІАН.
    rf"|[^\W\d_][^!?()\n]{{1,40}}(?:[/—–-]|\d[^!?()\n]{{0,12}}\.)\s*(?:{_AGENCY})/?\.\s*"
    # 【6月18日 AFP】
    r"|【[^】\n]{2,40}】\s*"
    # 新华社北京9月14日电（记者张三）, （中央社記者張三台北14日電）
    r"|[（(]?(?:新华社|新華社|中新社|中新网|中央社|本报|本報)[^，。、\n]{0,25}?(?:电|電|讯|訊)[）)]?"
    r"\s*[：:]?\s*(?:（[^）]{1,30}）|\([^)]{1,30}\))?\s*"
    # (서울=연합뉴스) 홍길동 기자 = ; [서울=뉴시스]
    r"|[(\[（][^()\[\]（）\n]{1,20}=[^()\[\]（）\n]{1,20}[)\]）]\s*"
    r"(?:[^=。.\n]{0,25}=|[^=。.\s]{2,5}\s(?:기자|특파원)(?=\s))?\s*"
)
_CAPITALS = re.compile(
    r"[^\W\d_]{2,}(?:[ .'’-]+[^\W\d_]+){0,3}(?:,\s[^–—()!?\n]{2,30})?\s+(?:[–—]|--?)\s+"
)
_CAPITALS_LETTERS = 3
# What only a paragraph that is surely one has: a headline may begin so too.
_UNSURE = re.compile(
    # HONOLULU, Hawaii (KHNL) - ; (Dân trí) -
    r"(?:[^\W\d_a-zß-ÿа-я][^\W\d_]+[^!?()\n.]{0,40}\s)?\([^()\n]{2,25}\)\s*[–—-]{1,2}\s+"
    # New York, NY – ; Norwick, March 3 — ; Paris, France –
    r"|[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,2}, "
    r"(?:[A-Z]{2}|[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)?|[^\W\d_]{3,9}\.? \d{1,2}|"
    r"\d{1,2}\.? [^\W\d_]{3,9}\.?)"
    r"(?:, \d{4})?\s+[–—-]{1,2}\s+"
    # NEW DELHI:
    r"|[A-Z]{3,}(?: [A-Z]{3,})?: "
)


def is_agency(text: str) -> bool:
    """Say if a text is nothing but an agency's name ("AP", "ТАСС")."""
    return re.fullmatch(_AGENCY, text) is not None


def dateline_end(paragraph: str) -> int:
    """Find where a paragraph's news starts after place and agency ("CARACAS (AP) — "); or 0."""
    end = _one_end(paragraph)
    # (ANSA) - ROMA, 12 GEN -
    end += _one_end(paragraph[end:]) if end else 0
    return end if end < len(paragraph) else 0


def _one_end(paragraph: str) -> int:
    found = _KNOWN.match(paragraph)
    if found is not None:
        return found.end()
    capitals = _CAPITALS.match(paragraph)
    if capitals is None or not _is_in_capitals(capitals.group()):
        capitals = None
    found = capitals or _UNSURE.match(paragraph)
    # "NATO - the alliance - met": a dateline is followed by a sentence's first word.
    if found is None or paragraph[found.end() : found.end() + 1].islower():
        return 0
    return found.end() if capitals or is_paragraph(paragraph) else 0


def _is_in_capitals(place: str) -> bool:
    town = place.split(",", maxsplit=1)[0].rstrip(" –—-")
    return town.isupper() and sum(map(str.isalpha, town)) >= _CAPITALS_LETTERS
