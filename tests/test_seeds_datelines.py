from __future__ import annotations

import pytest

from seeds.datelines import dateline_end

LEAD = "The bridge over the river Merrin reopened on Monday, two years after the flood."


@pytest.mark.parametrize(
    "place",
    [
        "CARACAS, Venezuela (AP) — ", "New York, NY – ", "SEOUL, Aug. 20 (Yonhap) -- ", "(CNN) ",
        "Port Merrin, March 3 — ", "PORT MERRIN, Nov 22 — ", "PORT MERRIN — ",
        "Merrin, Norwick — ", "PORT MERRIN, Norwick (MerrinNews) - ", "New Delhi, Jan 12 (PTI) ",
        "PORT MERRIN: ", "Los Angeles (CNN Business) ", "【6月18日 AFP】",
        "(ANSA) - ROMA, 12 GEN - ", "Berlin (dpa) - ", "Hamburg/Berlin (dpa/lno) - ",
        "Berlin, dpa - ", "Roma, 12 gen. (askanews) - ", "Madrid, 3 may (EFE).- ",
        "MADRID, 3 May. (EUROPA PRESS) - ", "Lisboa, 12 jan 2026 (Lusa) — ", "Den Haag (ANP) - ",
        "Warszawa (PAP) - ", "МОСКВА, 12 янв — РИА Новости. ", "МОСКВА, 12 января. /ТАСС/. ",
        "Київ. 12 січня. УНІАН. ", "नई दिल्ली, 12 जनवरी (भाषा)। ", "भोपाल, 12 जनवरी (वार्ता) ",
        "دمشق، سوريا (CNN) -- ", "القاهرة (رويترز) - ", "تهران - ایرنا - ", "İSTANBUL (DHA) - ",
        "Ankara, 12 Ocak (AA) - ", "新华社北京9月14日电（记者张三）", "新华社北京9月14日电 ",
        "（中央社記者張三台北14日電）", "(서울=연합뉴스) 홍길동 기자 = ",
        "[서울=뉴시스]홍길동 기자 = ", "[포트메린=메린뉴스] ", "Jakarta (ANTARA) - ",
        "HÀ NỘI - ", "(Dân trí) - ",
    ],
)  # fmt: skip
def test_place_and_agency_before_the_news_are_no_news(place: str) -> None:
    assert (place + LEAD)[dateline_end(place + LEAD) :] == LEAD


@pytest.mark.parametrize(
    "opening",
    [
        "NATO - the alliance of 32 - met in Norwick, and The Merrin Courier was there to see.",
        "Mayor Moss (Labour) said that the bridge over the river Merrin was open to everybody.",
        "Der Bürgermeister (SPD) - seit Mai im Amt - hat die Brücke am Montag wieder eröffnet.",
        "Le maire – qui est aussi pêcheur – a rouvert le pont sur la Merrin lundi matin.",
        "به گزارش ایرنا، پل روز دوشنبه پس از دو سال به روی خودروها باز شد و مردم از آن گذشتند.",
        "Об открытии сообщил ТАСС. Мост был закрыт два года, и город потратил на него миллионы.",
        "Anna, 34, – Mutter von drei Kindern – wohnt seit zehn Jahren an der alten Brücke.",
        "Moss said: The bridge is open to everybody from Monday on, and the ferry stops for good.",
        "Norwick (pop. 4,000) - the largest town on the river - has a bridge again since Monday.",
        LEAD,
    ],
)
def test_a_sentence_that_only_looks_like_a_dateline_stays_whole(opening: str) -> None:
    assert dateline_end(opening) == 0


def test_a_headline_in_the_manner_of_a_dateline_is_one() -> None:
    assert dateline_end("NORWICK: Bridge reopens after flood") == 0


def test_a_dateline_with_nothing_behind_it_is_left() -> None:
    assert dateline_end("CARACAS, Venezuela (AP) — ") == 0
