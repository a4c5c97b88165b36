"""Language: what a text is written in, by its look, and what a wrong tag is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seeds.language import detect, doubt_language
from tests.fakes.entries import make_article

TEXTS = {
    "ar": "أعيد فتح جسر الميناء يوم الاثنين بعد عامين من الإصلاح، حسبما أعلنت البلدية.",
    "bn": "দুই বছর মেরামতের পর সোমবার সেতুটি আবার খুলে দেওয়া হয়েছে বলে শহর জানিয়েছে।",
    "cs": "Most přes řeku se v pondělí po dvou letech oprav znovu otevřel, oznámilo město.",
    "da": "Broen blev åbnet igen efter to års arbejde, siger kommunen, og nu kører busserne.",
    "de": "Die Brücke über den Fluss ist am Montag wieder geöffnet worden, teilte die Stadt mit.",
    "el": "Η γέφυρα άνοιξε ξανά τη Δευτέρα μετά από δύο χρόνια, ανακοίνωσε ο δήμος.",
    "en": "The bridge over the river reopened on Monday, two years after the flood, the town said.",
    "es": "El puente sobre el río reabrió el lunes tras dos años de obras, dijo el alcalde.",
    "fa": "شهرداری اعلام کرد که پل رودخانه روز دوشنبه پس از دو سال تعمیر دوباره باز شد.",
    "fi": "Silta avattiin maanantaina kahden vuoden korjauksen jälkeen, kaupunki kertoi.",
    "fr": "Le pont sur la rivière a rouvert lundi après deux ans de travaux, a annoncé la mairie.",
    "he": "הגשר מעל הנהר נפתח מחדש ביום שני אחרי שנתיים של תיקונים, מסרה העירייה.",
    "hi": "नगर पालिका ने बताया कि नदी पर बना पुल दो साल की मरम्मत के बाद सोमवार को फिर खुल गया।",
    "hr": "Most je ponovno otvoren u ponedjeljak, dvije godine nakon poplave, javlja vijeće.",
    "id": "Jembatan di atas sungai dibuka kembali pada hari Senin, kata pemerintah kota.",
    "it": "Il ponte sul fiume ha riaperto lunedì dopo due anni di lavori, ha annunciato il comune.",
    "ja": "川にかかる橋が二年の修理を経て月曜日に再び開通したと市が発表した。",
    "ko": "강을 가로지르는 다리가 2년 만에 월요일 다시 열렸다고 시가 밝혔다.",
    "mr": "दोन वर्षांच्या दुरुस्तीनंतर नदीवरील पूल सोमवारी पुन्हा सुरू झाला, असे नगरपालिकेने सांगितले.",
    "nl": "De brug over de rivier is na twee jaar werken weer opengegaan, meldt de gemeente.",
    "no": "Broen åpnet igjen mandag etter to års arbeid, sier kommunen, og nå går bussene.",
    "pl": "Most na rzece otwarto w poniedziałek po dwóch latach remontu, poinformowało miasto.",
    "pt": "A ponte sobre o rio reabriu na segunda-feira, depois de dois anos de obras.",
    "ro": "Podul peste râu s-a redeschis luni după doi ani de lucrări, a anunțat primăria.",
    "ru": "Мост через реку в понедельник снова открыли после двух лет ремонта, сообщили в мэрии.",
    "sv": "Bron över älven öppnade igen på måndagen efter två års arbete, uppger kommunen.",
    "th": "สะพานข้ามแม่น้ำเปิดอีกครั้งในวันจันทร์หลังซ่อมแซมสองปี ทางเมืองแจ้ง",
    "tr": "Belediyeye göre nehrin üzerindeki köprü iki yıl sonra pazartesi yeniden açıldı.",
    "uk": "Міст через річку в понеділок знову відкрили після двох років ремонту, повідомила мерія.",
    "ur": "شہری کونسل نے بتایا کہ دریا پر بنا پل دو سال کے بعد پیر کو دوبارہ کھول دیا گیا ہے۔",
    "vi": "Cây cầu bắc qua sông đã mở lại vào thứ Hai sau hai năm sửa chữa, chính quyền cho biết.",
    "zh": "市政府表示，跨河大桥经过两年维修，于星期一重新开放，公交车说会从这里经过。",
    "zh-Hant": "市政府表示，跨河大橋經過兩年維修，於星期一重新開放，公車說會從這裡經過。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_or_two_are_enough_to_tell_the_language(language: str) -> None:
    guess = detect(TEXTS[language])

    assert guess is not None
    assert guess.language == language
    assert 0.5 <= guess.confidence <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Pemerintah kota mengatakan bahwa jembatan bisa dilalui karena air surut.",
            "Kerajaan berkata bahawa jambatan boleh dilalui kerana air surut selepas hujan.",
        ),
        (
            "Vijeće je priopćilo da će se most otvoriti tijekom ljeta, a tko želi može doći.",
            "Veće je saopštilo da će se most otvoriti tokom leta, posle dve godine.",
        ),
    ],
)
def test_neighbours_are_told_apart_by_their_small_words(one: str, other: str) -> None:
    found = [guess.language if (guess := detect(text)) else None for text in (one, other)]

    assert found in (["id", "ms"], ["hr", "sr-Latn"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "Oslo",
        "12:30, 14:45",
        "#!? ---",
        "X7 Q9 Z3 W2 K8 J4 V6 B1 H5",
        "\x00" * 50,
        "한 X",
    ],
)
def test_what_is_too_short_or_no_language_stays_unsure(text: str) -> None:
    assert detect(text) is None


def test_a_name_in_another_script_does_not_decide() -> None:
    english = detect(f"{TEXTS['en']} (Москва, 東京, القاهرة)")
    russian = detect(f"{TEXTS['ru']} Port Merrin Courier, The Merrin Times")

    assert english is not None
    assert russian is not None
    assert (english.language, russian.language) == ("en", "ru")


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=())))
def test_no_text_at_all_upsets_it(text: str) -> None:
    guess = detect(text)

    assert guess is None or 0 < guess.confidence <= 1


@pytest.mark.parametrize(
    ("stated", "written", "doubted"),
    [
        ("en", "ru", True),
        ("en-GB", "ar", True),
        ("de", "fr", True),
        ("ru", "ru", False),
        ("pt-BR", "pt", False),
        ("nb", "no", False),
        ("sr", "hr", False),
        ("zh-Hans", "zh-Hant", False),
        ("ms", "id", False),
    ],
)
def test_a_stated_language_that_the_text_contradicts_is_remarked_on(
    stated: str, written: str, doubted: bool
) -> None:
    article = make_article(TEXTS[written], [TEXTS[written]] * 3, language=stated)
    article = replace(article, language_source="stated")

    remark = doubt_language(article)

    assert (remark is not None) == doubted
    if remark:
        assert remark.text == (
            f"the language is stated as {stated}, and the text reads as {written}: "
            "mend the tag, or leave it out"
        )


def test_a_detected_language_or_a_short_text_is_not_doubted() -> None:
    article = make_article(TEXTS["ru"], [TEXTS["ru"]] * 3, language="en")
    short = make_article("Мост открыли", ["Да."], language="en")

    assert doubt_language(replace(article, language_source="detected")) is None
    assert doubt_language(replace(short, language_source="stated")) is None
