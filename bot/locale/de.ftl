welcome = Sie erhalten jeden neuen Artikel, sobald er erscheint. Wird einer berichtigt oder zurückgezogen, ändert sich auch Ihre Kopie.
welcome-again = Sie haben bereits abonniert. Neue Artikel kommen hier an, sobald sie erscheinen.
welcome-back = Schön, dass Sie wieder da sind. Neue Artikel kommen wieder hier an.
stopped = Hier kommen keine Artikel mehr an. Was Sie schon haben, bleibt und wird weiter berichtigt.
not-subscribed = Sie haben nicht abonniert.
no-articles = Es ist noch nichts erschienen.
help-heading = Was Sie sagen können
help =
    /start – jeden neuen Artikel erhalten
    /stop – keine Artikel mehr
    /latest – die neuesten Artikel
    /privacy – was über Sie gespeichert wird
    /help – diese Liste
privacy-heading = Was über Sie gespeichert wird
privacy = Die Nummer dieses Chats, Ihre Telegram-Sprache, ob und seit wann Sie abonniert haben und welche Artikel hierher gesendet wurden, damit Berichtigungen ihnen folgen können. Kein Name, keine Telefonnummer, nichts, was Sie schreiben. Nichts wird weitergegeben. /stop beendet den Versand.
unknown = Ich kenne nur wenige Befehle. /help nennt sie.
trouble = Das hat gerade nicht geklappt. Bitte versuchen Sie es in einer Minute noch einmal.
read-on = Artikel lesen
correction = Berichtigung, { $date }: { $text }
withdrawn = Dieser Artikel wurde vom Herausgeber zurückgezogen.
button-subscribe = Abonnieren
button-stop = Abbestellen
button-latest = Neueste Artikel
command-start = Jeden neuen Artikel erhalten
command-stop = Keine Artikel mehr
command-latest = Die neuesten Artikel
command-help = Was Sie sagen können
command-privacy = Was über Sie gespeichert wird
