from __future__ import annotations

import pytest

from seeds.dates import is_dateline, is_reading_time


@pytest.mark.parametrize(
    "line",
    [
        "Norwick, 14 September 2026, 8:30", "Published 14 Sep 2026, 8:30", "2 hours ago",
        "Last updated: September 14, 2026 at 8:30 am BST", "14/09/2026", "Yesterday",
        "Stand: 14.09.2026, 08:30 Uhr", "vor 3 Stunden", "Veröffentlicht am 14. September 2026",
        "Publié le 14 septembre 2026 à 8h30", "il y a 2 heures", "Mis à jour le 14/09/2026",
        "Actualizado el 14 de septiembre de 2026 a las 08:30", "hace 2 horas",
        "Publicado em 14 de setembro de 2026 às 8h30", "há 2 horas",
        "Pubblicato il 14 settembre 2026 alle ore 8:30", "2 ore fa",
        "Bijgewerkt op 14 september 2026 om 08:30", "2 uur geleden",
        "Опубликовано 14 сентября 2026 г., 08:30", "2 часа назад",
        "Оновлено 14 вересня 2026 р., 08:30", "2 години тому",
        "Data publikacji: 14 września 2026, 8:30", "2 godziny temu",
        "Güncelleme: 14.09.2026 08:30", "2 saat önce",
        "نشر في 14 سبتمبر 2026، 8:30", "منذ 2 ساعات", "۲ ساعت پیش",
        "अपडेटेड 14 सितंबर 2026, 08:30", "2 घंटे पहले",
        "发布时间：2026年9月14日 08:30", "2小时前", "公開日時：2026年9月14日 8時30分", "2時間前",
        "입력 2026.09.14 08:30", "2시간 전",
    ],
)  # fmt: skip
def test_a_line_that_only_says_when_is_a_dateline(line: str) -> None:
    assert is_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Bridge reopens on 14 September 2026 after two years of work",
        "It opens on Monday at 8:30.",
        "The 2026 budget of Port Merrin",
        "Die Brücke öffnet am 14. September 2026 nach zwei Jahren Arbeit wieder",
        "Le pont rouvre le 14 septembre 2026 après deux ans de travaux",
        "120 people crossed",
        "铁桥于2026年9月14日重新向电车和行人开放",
    ],
)
def test_news_of_a_day_is_no_dateline(line: str) -> None:
    assert not is_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        "3 min read", "Reading time: 5 minutes", "Lesezeit: 5 Min.", "Temps de lecture 4 min.",
        "3 min de lectura", "3 min de leitura", "Tempo di lettura: 3 minuti", "Leestijd 3 minuten",
        "Время чтения: 3 минуты", "Час читання: 3 хвилини", "Czas czytania: 3 min",
        "Okuma süresi: 3 dakika", "مدة القراءة: 3 دقائق", "زمان مطالعه: ۳ دقیقه",
        "3 मिनट में पढ़ें", "阅读时间：3分钟", "この記事は約3分で読めます", "읽는 시간 3분",
    ],
)  # fmt: skip
def test_how_long_it_reads_is_told_apart(line: str) -> None:
    assert is_reading_time(line)


def test_a_headline_about_reading_is_no_reading_time() -> None:
    assert not is_reading_time("Reading time for pupils doubles")
