from __future__ import annotations

import pytest

from seeds.article import Caption
from seeds.captions import read_caption


@pytest.mark.parametrize(
    ("line", "text", "credit"),
    [
        ("A tram. (Photo by Juan BARRETO / AFP)", "A tram.", "Juan BARRETO / AFP"),
        ("A tram on it (AP Photo/Mary Smith)", "A tram on it", "AP Photo/Mary Smith"),
        ("A tram on the bridge (Mary Smith/AP)", "A tram on the bridge", "Mary Smith/AP"),
        ("A tram. [Mary Smith via Reuters]", "A tram.", "Mary Smith via Reuters"),
        ("A tram on the bridge. Photo: Mary Smith", "A tram on the bridge.", "Mary Smith"),
        ("Photo: Mary Smith / City Desk", "", "Mary Smith / City Desk"),
        ("A tram on the bridge © Mary Smith", "A tram on the bridge", "Mary Smith"),
        ("Ein Bus am Hafen. (Foto: Lena Brandt)", "Ein Bus am Hafen.", "Lena Brandt"),
        ("Ein Bus am Hafen Foto: Lena Brandt", "Ein Bus am Hafen", "Lena Brandt"),
        ("Un tram. (Photo : Samir Haddad / MC)", "Un tram.", "Samir Haddad / MC"),
        ("La salle. Crédit photo : Samir Haddad", "La salle.", "Samir Haddad"),
        ("Un puesto. (Foto de Tomás Iriarte)", "Un puesto.", "Tomás Iriarte"),
        ("Um bonde. (Foto: Ana Souza/Divulgação)", "Um bonde.", "Ana Souza/Divulgação"),
        ("Un tram sul ponte (foto di Anna Rossi)", "Un tram sul ponte", "Anna Rossi"),
        ("Трамвай на мосту. Фото: Иван Петров / ТАСС", "Трамвай на мосту.", "Иван Петров / ТАСС"),
        ("Трамвай на мосту. (Фото: Данило Бойко)", "Трамвай на мосту.", "Данило Бойко"),
        ("Tramwaj na moście. Fot. Jan Nowak", "Tramwaj na moście.", "Jan Nowak"),
        ("Köprüdeki tramvay. (Fotoğraf: Ayşe Kaya)", "Köprüdeki tramvay.", "Ayşe Kaya"),
        ("ترام على الجسر. (تصوير: سامي حداد)", "ترام على الجسر.", "سامي حداد"),
        ("تراموا روی پل. عکس: رضا کریمی", "تراموا روی پل.", "رضا کریمی"),
        ("पुल पर ट्राम। (फोटो: रवि मेहता)", "पुल पर ट्राम।", "रवि मेहता"),
        ("桥上的电车。（摄影：王芳）", "桥上的电车。", "王芳"),
        ("橋を渡る電車（写真：高橋 健）", "橋を渡る電車", "高橋 健"),
        ("다리 위의 전차. (사진=홍길동)", "다리 위의 전차.", "홍길동"),
        ("(FILES) In this file photo a tram.", "(FILES) In this file photo a tram.", None),
        ("FILE - A tram crosses in 2019.", "FILE - A tram crosses in 2019.", None),
        ("Archivbild: Ein Bus am Hafen", "Archivbild: Ein Bus am Hafen", None),
    ],
)  # fmt: skip
def test_captions_give_up_their_credit(line: str, text: str | None, credit: str | None) -> None:
    caption = read_caption(line)

    assert caption == (None if text is None else Caption(text=text, credit=credit))


@pytest.mark.parametrize(
    "line",
    [
        "The mayor crossed the bridge on foot (Image of the day in many papers).",
        "The company said profits rose. (Reuters)",
        "He described the picture: a tram on a bridge, and nobody in it.",
        "She sold the photograph. Nobody knows to whom, or for how much.",
    ],
)
def test_sentences_about_pictures_are_no_captions(line: str) -> None:
    assert read_caption(line) is None
