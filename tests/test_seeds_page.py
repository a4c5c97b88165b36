"""A page as it is scraped: one article, in seventeen languages, with all that papers set around."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from seeds.manuscript import Manuscript
from seeds.plain import parse_plain
from seeds.stated import Stated


@dataclass(frozen=True)
class Page:
    """The article's own lines, and what the paper set above, inside and below them."""

    language: str
    headline: str
    paragraphs: tuple[str, str, str, str]
    above: tuple[str, ...]
    related: tuple[str, str]
    below: tuple[str, ...]


PAGES = [
    Page(
        "en",
        "Iron Bridge reopens to trams two years after the flood",
        (
            "The Iron Bridge reopened to trams on Monday, two years after a flood took a pier.",
            "The first tram left the harbour at six with a hundred passengers, the town said.",
            "The repair of the bridge cost eighteen million crowns, two million more than planned.",
            "Cars will have to use the motorway bridge until the end of March, the mayor said.",
        ),
        ("By Ada Byron, transport correspondent", "Published 14 Sep 2026, 8:30", "3 min read",
         "Share Tweet Email Print"),
        ("Read more:", "Why the river rose so fast"),
        ("Tags: Bridges, Trams, Port Merrin", "12 Comments", "Tom P.", "2 hours ago",
         "I never liked that bridge, and the trams are too slow for me, I must say.", "Reply"),
    ),
    Page(
        "de",
        "Eisenbrücke nach zwei Jahren wieder für Straßenbahnen frei",
        (
            "Die Eisenbrücke ist seit Montag wieder für Straßenbahnen frei, teilte die Stadt mit.",
            "Die erste Bahn verließ den Hafen um sechs Uhr mit rund hundert Fahrgästen an Bord.",
            "Die Reparatur der Brücke kostete achtzehn Millionen Kronen, zwei mehr als geplant.",
            "Autos müssen bis Ende März über die Autobahnbrücke fahren, sagte die Bürgermeisterin.",
        ),
        ("Von Jonas Reuter", "Stand: 14.09.2026, 08:30 Uhr", "Lesezeit: 3 Min.",
         "Teilen Drucken Merken"),
        ("Lesen Sie auch:", "Warum der Fluss so schnell stieg"),
        ("Schlagworte: Brücken, Straßenbahn", "Kommentare", "Uwe K.", "vor 2 Stunden",
         "Mir gefiel die alte Brücke besser, und die Bahnen sind mir sowieso viel zu langsam.",
         "Antworten"),
    ),
    Page(
        "fr",
        "Le pont de fer rouvre aux tramways deux ans après la crue",
        (
            "Le pont de fer a rouvert lundi aux tramways, deux ans après la crue, selon la ville.",
            "La première rame a quitté le port à six heures avec une centaine de passagers à bord.",
            "La réparation du pont a coûté dix-huit millions de couronnes, deux de plus que prévu.",
            "Les voitures devront emprunter le pont de l'autoroute jusqu'à fin mars, dit la maire.",
        ),
        ("Par Claire Montel", "Publié le 14 septembre 2026 à 8h30, mis à jour à 9h15",
         "Temps de lecture : 3 min", "Partager Imprimer Envoyer par e-mail"),
        ("À lire aussi :", "Pourquoi la rivière est montée si vite"),
        ("Mots-clés : ponts, tramways", "Commentaires", "Luc D.", "il y a 2 heures",
         "Je n'ai jamais aimé ce pont, et les tramways sont de toute façon bien trop lents.",
         "Signaler"),
    ),
    Page(
        "es",
        "El puente de hierro reabre a los tranvías dos años después de la riada",
        (
            "El puente de hierro reabrió el lunes a los tranvías, dos años después de la riada.",
            "El primer tranvía salió del puerto a las seis con cien pasajeros a bordo.",
            "La reparación del puente costó dieciocho millones de coronas, dos más de lo previsto.",
            "Los coches usarán el puente de la autopista hasta fines de marzo, dijo la alcaldesa.",
        ),
        ("Por Inés Carranza", "Actualizado el 14/09/2026 a las 08:30", "3 min de lectura",
         "Compartir Imprimir Enviar"),
        ("Lea también:", "Por qué el río subió tan rápido"),
        ("Etiquetas: puentes, tranvías", "Comentarios", "Paco R.", "hace 2 horas",
         "Nunca me gustó ese puente, y los tranvías son demasiado lentos para mí, la verdad.",
         "Responder"),
    ),
    Page(
        "pt",
        "Ponte de ferro reabre aos bondes dois anos depois da enchente",
        (
            "A ponte de ferro reabriu na segunda-feira aos bondes, dois anos depois da enchente.",
            "O primeiro bonde deixou o porto às seis horas com cerca de cem passageiros a bordo.",
            "A reforma da ponte custou dezoito milhões de coroas, dois a mais do que o previsto.",
            "Os carros usarão a ponte da autoestrada até o fim de março, disse a prefeita.",
        ),
        ("Por Ana Souza", "Publicado em 14 de setembro de 2026 às 8h30", "3 min de leitura",
         "Compartilhar Imprimir Enviar"),
        ("Leia também:", "Por que o rio subiu tão depressa"),
        ("Assuntos: pontes, bondes", "Comentários", "Zeca M.", "há 2 horas",
         "Nunca gostei dessa ponte, e os bondes são lentos demais para mim, devo dizer.",
         "Responder"),
    ),
    Page(
        "it",
        "Il ponte di ferro riapre ai tram due anni dopo la piena",
        (
            "Il ponte di ferro ha riaperto lunedì ai tram, due anni dopo la piena, dice il comune.",
            "Il primo tram ha lasciato il porto alle sei con un centinaio di passeggeri a bordo.",
            "La riparazione del ponte è costata diciotto milioni di corone, due più del previsto.",
            "Le auto useranno il ponte dell'autostrada fino alla fine di marzo, dice la sindaca.",
        ),
        ("di Anna Rossi", "Pubblicato il 14 settembre 2026 alle ore 8:30",
         "Tempo di lettura: 3 minuti", "Condividi Stampa Invia"),
        ("Leggi anche:", "Perché il fiume è salito così in fretta"),
        ("Argomenti: ponti, tram", "Commenti", "Gino B.", "2 ore fa",
         "Quel ponte non mi è mai piaciuto, e i tram sono comunque troppo lenti per me.",
         "Rispondi"),
    ),
    Page(
        "nl",
        "IJzeren brug weer open voor trams, twee jaar na de overstroming",
        (
            "De ijzeren brug is maandag heropend voor trams, twee jaar na de overstroming.",
            "De eerste tram verliet de haven om zes uur met ongeveer honderd passagiers aan boord.",
            "De reparatie van de brug kostte achttien miljoen kronen, twee meer dan gepland.",
            "Auto's moeten tot eind maart de brug van de snelweg gebruiken, zei de burgemeester.",
        ),
        ("Door Saskia de Wit", "Bijgewerkt op 14 september 2026 om 08:30", "Leestijd: 3 minuten",
         "Delen Afdrukken Bewaren"),
        ("Lees ook:", "Waarom de rivier zo snel steeg"),
        ("Trefwoorden: bruggen, trams", "Reacties", "Kees V.", "2 uur geleden",
         "Ik hield nooit van die brug, en de trams zijn toch veel te langzaam voor mij.",
         "Reageer"),
    ),
    Page(
        "ru",
        "Железный мост снова открыт для трамваев через два года после паводка",
        (
            "Железный мост в понедельник снова открылся для трамваев, сообщила мэрия города.",
            "Первый трамвай вышел из порта в шесть утра, на борту было около ста пассажиров.",
            "Ремонт моста стоил восемнадцать миллионов крон, на два миллиона больше плана.",
            "Машины до конца марта должны ездить по мосту автострады, сказала мэр города.",
        ),
        ("Автор: Иван Петров", "Опубликовано 14 сентября 2026 г., 08:30", "Время чтения: 3 минуты",
         "Поделиться Печать Сохранить"),
        ("Читайте также:", "Почему река поднялась так быстро"),
        ("Теги: мосты, трамваи", "Комментарии", "Олег С.", "2 часа назад",
         "Мне этот мост никогда не нравился, да и трамваи для меня слишком медленные.",
         "Ответить"),
    ),
    Page(
        "uk",
        "Залізний міст знову відкрито для трамваїв через два роки після повені",
        (
            "Залізний міст у понеділок знову відкрився для трамваїв, повідомила міська рада.",
            "Перший трамвай вийшов із порту о шостій ранку, на борту було близько ста пасажирів.",
            "Ремонт мосту коштував вісімнадцять мільйонів крон, на два мільйони більше плану.",
            "Автомобілі до кінця березня мають їздити мостом автостради, сказала мерка міста.",
        ),
        ("Автор: Оксана Гнатюк", "Оновлено 14 вересня 2026 р., 08:30", "Час читання: 3 хвилини",
         "Поділитися Друк Зберегти"),
        ("Читайте також:", "Чому річка піднялася так швидко"),
        ("Теги: мости, трамваї", "Коментарі", "Тарас Л.", "2 години тому",
         "Мені цей міст ніколи не подобався, та й трамваї для мене занадто повільні.",
         "Відповісти"),
    ),
    Page(
        "pl",
        "Żelazny most znów otwarty dla tramwajów dwa lata po powodzi",
        (
            "Żelazny most w poniedziałek znów otwarto dla tramwajów, podał urząd miasta.",
            "Pierwszy tramwaj wyjechał z portu o szóstej z około setką pasażerów na pokładzie.",
            "Naprawa mostu kosztowała osiemnaście milionów koron, o dwa więcej niż planowano.",
            "Samochody do końca marca muszą jeździć mostem autostrady, powiedziała burmistrz.",
        ),
        ("Autor: Jan Nowak", "Data publikacji: 14 września 2026, 8:30", "Czas czytania: 3 min",
         "Udostępnij Drukuj Zapisz"),
        ("Czytaj także:", "Dlaczego rzeka podniosła się tak szybko"),
        ("Tagi: mosty, tramwaje", "Komentarze", "Adam W.", "2 godziny temu",
         "Nigdy nie lubiłem tego mostu, a tramwaje i tak są dla mnie o wiele za wolne.",
         "Odpowiedz"),
    ),
    Page(
        "tr",
        "Demir Köprü selden iki yıl sonra tramvaylara yeniden açıldı",
        (
            "Demir Köprü pazartesi günü tramvaylara yeniden açıldı, belediyeden açıklama geldi.",
            "İlk tramvay saat altıda yaklaşık yüz yolcuyla limandan ayrıldı, dedi yetkililer.",
            "Köprünün onarımı on sekiz milyon krona mal oldu, planlanandan iki milyon fazla.",
            "Otomobiller mart sonuna kadar otoyol köprüsünü kullanacak, dedi belediye başkanı.",
        ),
        ("Haber: Ayşe Kaya", "Güncelleme: 14.09.2026 08:30", "Okuma süresi: 3 dakika",
         "Paylaş Yazdır Kaydet"),
        ("İlgili haberler", "Nehir neden bu kadar hızlı yükseldi"),
        ("Etiketler: köprüler, tramvay", "Yorumlar", "Murat T.", "2 saat önce",
         "O köprüyü hiç sevmedim, tramvaylar da zaten benim için fazla yavaş, doğrusu.",
         "Yanıtla"),
    ),
    Page(
        "ar",
        "جسر الحديد يعود إلى الترام بعد عامين من الفيضان",
        (
            "أعيد فتح جسر الحديد أمام الترام يوم الاثنين بعد عامين من الفيضان، وفق بلدية المدينة.",
            "غادرت أول عربة ترام الميناء في السادسة صباحا وعلى متنها نحو مئة راكب، وفق البلدية.",
            "كلف إصلاح الجسر ثمانية عشر مليون كرونة، أي أكثر بمليونين مما كان مخططا له من قبل.",
            "على السيارات استخدام جسر الطريق السريع حتى نهاية مارس، كما قالت رئيسة البلدية.",
        ),
        ("بقلم ليلى منصور", "نشر في 14 سبتمبر 2026، 8:30", "مدة القراءة: 3 دقائق",
         "مشاركة طباعة حفظ"),
        ("اقرأ أيضا:", "لماذا ارتفع النهر بهذه السرعة"),
        ("وسوم: جسور، ترام", "التعليقات", "سامي ح", "منذ 2 ساعات",
         "لم يعجبني ذلك الجسر قط، كما أن الترام بطيء جدا بالنسبة لي على أي حال.", "رد"),
    ),
    Page(
        "fa",
        "پل آهنی دو سال پس از سیل به روی تراموا باز شد",
        (
            "پل آهنی روز دوشنبه دو سال پس از سیل دوباره به روی تراموا باز شد، شهرداری گفت.",
            "نخستین تراموا ساعت شش صبح با حدود صد مسافر از بندر به راه افتاد، شهرداری افزود.",
            "تعمیر پل هجده میلیون کرون هزینه داشت که دو میلیون بیشتر از برنامه نخستین بود.",
            "خودروها تا پایان مارس باید از پل بزرگراه استفاده کنند، شهردار در این باره گفت.",
        ),
        ("نویسنده: رضا کریمی", "تاریخ انتشار: ۱۴ سپتامبر ۲۰۲۶ ساعت ۸:۳۰",
         "زمان مطالعه: ۳ دقیقه", "اشتراک‌گذاری چاپ ذخیره"),
        ("بیشتر بخوانید:", "چرا رودخانه این‌قدر سریع بالا آمد"),
        ("برچسب‌ها: پل، تراموا", "نظرات", "سارا ن", "۲ ساعت پیش",
         "من هرگز آن پل را دوست نداشتم و تراموا هم به هر حال برای من خیلی کند است.", "پاسخ"),
    ),
    Page(
        "hi",
        "बाढ़ के दो साल बाद लोहे का पुल ट्राम के लिए फिर खुला",
        (
            "लोहे का पुल बाढ़ के दो साल बाद सोमवार को ट्राम के लिए फिर से खुल गया, नगर ने बताया।",
            "पहली ट्राम सुबह छह बजे लगभग सौ यात्रियों के साथ बंदरगाह से रवाना हुई, नगर ने कहा।",
            "पुल की मरम्मत पर अठारह करोड़ क्राउन का खर्च आया, जो योजना से दो करोड़ अधिक है।",
            "कारों को मार्च के अंत तक राजमार्ग के पुल का उपयोग करना होगा, महापौर ने कहा।",
        ),
        ("लेखक: रवि मेहता", "अपडेटेड 14 सितंबर 2026, 08:30", "3 मिनट में पढ़ें",
         "शेयर प्रिंट सहेजें"),
        ("यह भी पढ़ें:", "नदी इतनी तेज़ी से क्यों बढ़ी"),
        ("टैग: पुल, ट्राम", "टिप्पणियाँ", "मोहन", "2 घंटे पहले",
         "मुझे वह पुल कभी पसंद नहीं आया, और ट्राम वैसे भी मेरे लिए बहुत धीमी हैं।", "जवाब"),
    ),
    Page(
        "zh",
        "洪水两年后铁桥重新向电车开放",
        (
            "市政府表示，铁桥星期一重新向电车开放，此前两年一场洪水冲毁了它的一座桥墩。",
            "首班电车早上六点从港口出发，车上约有一百名乘客，其中一些人从四点就开始等候。",
            "桥梁修复耗资一千八百万克朗，比原计划多出两百万，市长说原因在于新桥墩更深。",
            "市长说，汽车在三月底之前必须改走高速公路桥，工程师将每晚测量桥墩的沉降情况。",
        ),
        ("记者：王芳", "发布时间：2026年9月14日 08:30", "阅读时间：3分钟", "分享 收藏 打印"),
        ("相关阅读：", "河水为何上涨得如此之快"),
        ("标签：桥梁 电车", "评论", "小李", "2小时前",
         "我从来不喜欢那座桥，而且电车对我来说实在太慢了，我还是愿意走路去上班。", "回复"),
    ),
    Page(
        "ja",
        "洪水から二年、鉄橋が路面電車に再び開通",
        (
            "鉄橋は月曜日、橋脚の一つが洪水で流されてから二年ぶりに路面電車に開放された。",
            "最初の電車は午前六時におよそ百人の乗客を乗せて港を出発したと市は発表している。",
            "橋の修復には千八百万クローネかかり、計画を二百万上回ったと市長が説明している。",
            "自動車は三月末まで高速道路の橋を使わなければならないと市長は記者会見で述べた。",
        ),
        ("文＝森田 葵", "公開日時：2026年9月14日 8時30分", "この記事は約3分で読めます",
         "シェア 印刷 保存"),
        ("関連記事", "川はなぜこれほど急に増水したのか"),
        ("タグ：橋 路面電車", "コメント", "たろう", "2時間前",
         "あの橋は一度も好きになれなかったし、電車は私には遅すぎると思っています。", "返信"),
    ),
    Page(
        "ko",
        "홍수 2년 만에 철교, 전차에 다시 개통",
        (
            "홍수로 교각이 떠내려간 지 2년 만에 철교가 월요일 전차에 다시 열렸다고 시가 밝혔다.",
            "첫 전차는 오전 6시에 승객 약 100명을 태우고 항구를 떠났으며 일부는 4시부터 기다렸다.",
            "다리 수리에는 1800만 크로나가 들었고 이는 계획보다 200만 크로나 많은 액수라고 한다.",
            "자동차는 3월 말까지 고속도로 다리를 이용해야 한다고 시장이 회견에서 말했다.",
        ),
        ("기자: 홍길동", "입력 2026.09.14 08:30", "읽는 시간 3분", "공유 인쇄 저장"),
        ("관련 기사", "강물은 왜 그렇게 빨리 불었나"),
        ("태그: 다리, 전차", "댓글", "철수", "2시간 전",
         "나는 그 다리를 좋아한 적이 없고 전차는 어쨌든 나에게 너무 느리다고 생각한다.", "답글"),
    ),
]  # fmt: skip


def read(page: Page) -> Manuscript:
    first, second, third, fourth = page.paragraphs
    lines = [page.headline, *page.above, first, second, *page.related, third, fourth, *page.below]
    return parse_plain("\n\n".join(lines), Stated())


def body(manuscript: Manuscript) -> list[str]:
    return [block.text for block in manuscript.blocks if block.role == "body"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.language)
def test_the_body_of_a_page_is_its_paragraphs_and_nothing_else(page: Page) -> None:
    assert body(read(page)) == list(page.paragraphs)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.language)
def test_a_page_has_its_headline_byline_date_and_related_list(page: Page) -> None:
    manuscript = read(page)
    roles = {block.text: block.role for block in manuscript.blocks}

    assert manuscript.title == page.headline
    assert manuscript.author
    assert roles[page.above[0]] == "byline"
    assert roles[page.above[1]] == "dateline"
    assert [roles[text] for text in page.related] == ["related-head", "related"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.language)
def test_menus_and_a_section_name_above_the_headline_are_skipped(page: Page) -> None:
    shares = page.above[3]
    text = "\n\n".join(("Port Merrin", shares, page.headline, *page.above, *page.paragraphs))

    manuscript = parse_plain(text, Stated())

    assert manuscript.title == page.headline
    assert body(manuscript) == list(page.paragraphs)
