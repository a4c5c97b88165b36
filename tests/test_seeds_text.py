from __future__ import annotations

import unicodedata
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.errors import UnreadableArticle
from seeds.text import LIMIT_BYTES, clean, decode

GERMAN = "Die Brücke ist wieder offen, sagte die Bürgermeisterin am Montag. „Schön“, meinte sie.\n"
POLISH = "Most przez rzekę został ponownie otwarty w poniedziałek, ogłosił urząd miasta. Żółć.\n"
RUSSIAN = "Мост через реку снова открыт, сообщила мэрия в понедельник утром.\n"
GREEK = "Η γέφυρα άνοιξε ξανά τη Δευτέρα, ανακοίνωσε ο δήμος της πόλης.\n"
ARABIC = "أعيد فتح الجسر فوق النهر يوم الاثنين، قالت البلدية في بيان.\n"
JAPANESE = "川にかかる橋が月曜日に再び開通したと市が発表した。市長は喜んだ。\n"
CHINESE = "市政府周一表示，河上的大桥重新开放，首班电车已经通过。\n"
KOREAN = "강을 가로지르는 다리가 월요일에 다시 개통됐다고 시가 밝혔다.\n"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (GERMAN, "cp1252"),
        (POLISH, "iso8859-2"),
        (POLISH, "cp1250"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp1251"),
        (GREEK, "iso8859-7"),
        (ARABIC, "cp1256"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (CHINESE, "gb18030"),
        (CHINESE, "hz"),
        (KOREAN, "euc_kr"),
        (GERMAN, "utf-16"),
        (GERMAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (CHINESE, "utf-16-le"),
        (GERMAN, "utf-32"),
        (GERMAN, "utf-8-sig"),
        (GERMAN, "utf-8"),
    ],
)
def test_text_in_any_common_encoding_is_read_without_loss(text: str, codec: str) -> None:
    raw = (text * 5).encode(codec)

    decoded = decode(raw, "bridge.txt")

    assert text * 5 == decoded.text


def test_a_utf8_file_with_one_pasted_legacy_line_keeps_both() -> None:
    raw = GERMAN.encode() * 30 + "Grüße aus Köln\n".encode("cp1252")

    decoded = decode(raw, "bridge.txt")

    assert decoded.text == GERMAN * 30 + "Grüße aus Köln\n"
    assert decoded.encoding.startswith("utf-8 and ")


def test_utf8_that_was_once_read_as_latin_is_put_right() -> None:
    decoded = decode("Die BrÃ¼cke öffnet, itâ€™s done".encode(), "bridge.txt")

    assert decoded.text == "Die Brücke öffnet, it’s done"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\t\r\n ", "the file is empty"),
        (b"\xef\xbb\xbf\n", "the file is empty"),
        (b"--- 123 ---\n", "the file holds no words"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "this is a PDF, not text"),
        (b"PK\x03\x04" + bytes(range(256)), "a zip archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture"),
        (b"\x7fELF" + bytes(range(256)) * 4, "not text"),
        (b"\xff\xfe" + b"a\x00" * 20 + b"\x00\xd8", "not utf-16"),
        (b"a" * (LIMIT_BYTES + 1), "2,000,001 bytes are more than"),
    ],
)
def test_what_is_no_text_is_refused_with_reason_and_remedy(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableArticle) as refusal:
        decode(raw, "bridge.txt")

    assert reason in refusal.value.reason
    assert "bridge.txt" in str(refusal.value)
    assert refusal.value.remedy


def test_a_broken_byte_after_a_mark_names_its_line() -> None:
    with pytest.raises(UnreadableArticle) as refusal:
        decode(b"\xef\xbb\xbfBridge\nreopens \xff\n", "bridge.txt")

    assert refusal.value.line == 2


@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        text = clean(decode(raw, "chance.txt").text)
    except UnreadableArticle:
        return

    assert text == clean(text)
    assert not set(map(chr, range(9))) & set(text)


def test_every_character_of_the_basic_plane_comes_out_legal_in_xml() -> None:
    text = clean("".join(f"a{chr(code)}" for code in range(0x10000)))

    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    expat.ParserCreate("utf-8").Parse(f"<t>{escaped}</t>".encode(), True)
    assert not set(text) & set(map(chr, [*range(9), 0xB, 0xC, *range(0x7F, 0xA0), 0xFFFE, 0xFFFF]))
    assert text == unicodedata.normalize("NFC", text)


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)

    assert once == clean(once)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\r\nb\rc\u2028d\u2029e\x85f\x0cg", "a\nb\nc\nd\ne\nf\ng"),
        ("US\u00a0held\u2009at\u202fleast", "US held at least"),
        ("soft\u00adhyphen zero\u200bwidth\ufeff\u2060", "softhyphen zerowidth"),
        ("می\u200cخواهم क्\u200dष 👩\u200d🌾", "می\u200cخواهم क्\u200dष 👩\u200d🌾"),
        ("\u200f\u200e\u061ca", "\u200f\u200e\u061ca"),
        ("gpj\u202etxt", "gpjtxt"),
        ("\u2067balanced\u2069 and \u2066not", "\u2067balanced\u2069 and not"),
        ("closed\u2069 only", "closed only"),
        ("u\u0308ber", "über"),
        ("NUL\x00 BEL\x07 tab\tstays", "NUL BEL tab\tstays"),
        ("\U0001fffe\ufdd0plane ends", "plane ends"),
    ],
)  # fmt: skip
def test_clean_keeps_what_is_read_and_drops_what_hides(before: str, after: str) -> None:
    assert after == clean(before)


def test_lone_surrogates_are_dropped() -> None:
    assert clean("a\ud800b") == "ab"


def test_a_few_stray_control_characters_do_not_make_a_short_article_binary() -> None:
    raw = b"Bridge\x0b reopens\x1f\n\nIt opens on Monday\x00, the city said\x00.\n"

    text = clean(decode(raw, "bridge.txt").text)

    assert " ".join(text.split()) == "Bridge reopens It opens on Monday, the city said."


def test_a_letter_under_half_a_million_marks_is_cleaned_in_time() -> None:
    piled = "Bridge" + "\u0301\u0316" * 300_000 + " reopens"

    text = clean(piled)

    assert text.startswith("Bridg")
    assert text.endswith(" reopens")
    assert len(text) <= len("Bridge reopens") + 30
    assert text == clean(text)


def test_a_row_of_signs_that_are_no_marks_stays_whole() -> None:
    assert clean("★" * 80 + "é") == "★" * 80 + "é"
