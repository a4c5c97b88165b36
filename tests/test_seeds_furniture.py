from __future__ import annotations

import pytest

from seeds.furniture import (
    is_boilerplate,
    is_button,
    is_comments_head,
    is_note,
    is_pitch,
    is_row_of_names,
    is_tag_list,
    is_trail,
)


@pytest.mark.parametrize(
    "line",
    [
        "Share Tweet Email Print", "Facebook Twitter Flipboard WhatsApp", "12", "1/12", "•",
        "@merrincourier",
                "https://courier.example/bridge", "desk@courier.example", "Share 12",
        "Teilen Drucken Merken", "Partager Imprimer", "Compartir Imprimir Enviar",
        "Поделиться Печать", "مشاركة طباعة", "分享 收藏 打印", "シェア 印刷 保存", "공유 인쇄 저장",
    ],
)  # fmt: skip
def test_a_line_of_buttons_counters_and_addresses_says_nothing(line: str) -> None:
    assert is_button(line)


@pytest.mark.parametrize(
    "line", ["Bridge reopens", "Line 2 120", "Die Brücke ist offen", "Le pont rouvre", "铁桥开放"]
)
def test_a_line_with_one_other_word_is_no_button(line: str) -> None:
    assert not is_button(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sign up to our free newsletter and never miss a story.",
        "Already a subscriber? Log in to read the full story.",
        "We and our partners use cookies; you can withdraw your consent at any time.",
        "Jetzt Newsletter abonnieren: kostenlos jeden Morgen im Posteingang.",
        "Abonnez-vous gratuitement à notre newsletter.",
        "Suscríbase gratis a nuestro boletín.", "Assine grátis e receba a nossa newsletter.",
        "Подпишитесь на наш канал в Telegram.", "Zapisz się i pobierz aplikację za darmo.",
        "اشترك في نشرتنا مجانا", "扫码关注公众号，免费订阅",
        "会員登録（無料）してログインしてください。",
        "무료 회원 가입 후 뉴스레터를 구독하세요.",
    ],
)  # fmt: skip
def test_offers_and_notices_use_two_words_of_their_kind(line: str) -> None:
    assert is_pitch(line)


@pytest.mark.parametrize(
    "line",
    [
        "The paper's newsletter has nine thousand readers, the editor told the council on Monday.",
        "Die Stadt verschickt ihren Newsletter künftig nur noch einmal im Monat.",
    ],
)
def test_news_about_a_newsletter_is_no_offer(line: str) -> None:
    assert not is_pitch(line)


@pytest.mark.parametrize(
    "line",
    [
        "Comments", "12 Comments", "Leave a reply", "3 thoughts on “Bridge reopens”",
        "Kommentare (4)",
        "Commentaires", "Comentarios", "Комментарии", "Коментарі", "Komentarze", "Yorumlar",
        "التعليقات", "نظرات", "टिप्पणियाँ", "评论", "コメント", "댓글",
    ],
)  # fmt: skip
def test_readers_comments_have_a_head(line: str) -> None:
    assert is_comments_head(line)


@pytest.mark.parametrize(
    "line", ["Tags: bridges, trams", "Schlagworte: Brücken", "Mots-clés : ponts", "Теги: мосты",
             "标签：桥梁", "#bridges #trams"],
)  # fmt: skip
def test_topics_are_listed_behind_a_label(line: str) -> None:
    assert is_tag_list(line)


@pytest.mark.parametrize(
    "line", ["Correction: The bridge reopened on Monday.", "Editor's note: This was updated.",
             "Anmerkung der Redaktion: Der Text wurde ergänzt.", "Rectificatif : il a rouvert.",
             "更正：铁桥星期一开放。"],
)  # fmt: skip
def test_corrections_and_editors_notes_are_known(line: str) -> None:
    assert is_note(line)


def test_a_labelled_button_is_boilerplate_with_all_that_it_holds() -> None:
    assert is_boilerplate("Share this story: Bridge reopens to trams")


def test_a_row_of_names_is_told_from_a_sentence() -> None:
    assert is_row_of_names("Home News Sport Weather Harbour Shipping Forecast")
    assert not is_row_of_names("Die Brücke über den Fluss ist seit Montag wieder frei")


@pytest.mark.parametrize("line", ["Home > News > Transport", "News / Local / Transport"])
def test_the_way_to_a_page_is_a_trail(line: str) -> None:
    assert is_trail(line)
