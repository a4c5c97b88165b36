welcome = Vous recevrez chaque nouvel article dès sa parution. Si un article est corrigé ou retiré, votre copie change aussi.
welcome-again = Vous êtes déjà abonné. Les nouveaux articles arrivent ici dès leur parution.
welcome-back = Heureux de vous retrouver. Les nouveaux articles arrivent de nouveau ici.
stopped = Plus aucun article n’arrivera ici. Ce que vous avez reçu reste et sera encore corrigé.
not-subscribed = Vous n’êtes pas abonné.
no-articles = Rien n’a encore paru.
help-heading = Ce que vous pouvez dire
help =
    /start – recevoir chaque nouvel article
    /stop – plus d’articles
    /latest – les derniers articles
    /privacy – ce qui est conservé sur vous
    /help – cette liste
privacy-heading = Ce qui est conservé sur vous
privacy = Le numéro de cette conversation, votre langue dans Telegram, si vous êtes abonné et depuis quand, et quels articles ont été envoyés ici, pour que les corrections puissent les suivre. Ni nom, ni numéro de téléphone, ni rien de ce que vous écrivez. Rien n’est transmis à des tiers. /stop met fin aux envois.
unknown = Je ne connais que quelques commandes. /help les énumère.
trouble = Cela n’a pas fonctionné. Réessayez dans une minute, s’il vous plaît.
read-on = Lire l’article
correction = Correction, { $date } : { $text }
withdrawn = Cet article a été retiré par son éditeur.
button-subscribe = S’abonner
button-stop = Se désabonner
button-latest = Derniers articles
command-start = Recevoir chaque nouvel article
command-stop = Plus d’articles
command-latest = Les derniers articles
command-help = Ce que vous pouvez dire
command-privacy = Ce qui est conservé sur vous
