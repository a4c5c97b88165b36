welcome = You will get every new article as it appears. When one is corrected or withdrawn, your copy changes too.
welcome-again = You are subscribed already. New articles arrive here as they appear.
welcome-back = Good to have you back. New articles arrive here again.
stopped = No more articles will arrive here. What you have been sent stays, and is still corrected.
not-subscribed = You are not subscribed.
no-articles = Nothing has been published yet.
help-heading = What you can say
help =
    /start – get every new article
    /stop – no more articles
    /latest – the newest articles
    /privacy – what is stored about you
    /help – this list
privacy-heading = What is stored about you
privacy = The number of this chat, your Telegram language, whether and since when you subscribe, and which articles were sent here, so that corrections can follow them. No name, no phone number, nothing you write. Nothing is passed on. /stop ends the sending.
unknown = I only know a few commands. /help lists them.
trouble = That did not work just now. Please try again in a minute.
read-on = Read the article
correction = Correction, { $date }: { $text }
withdrawn = This article has been withdrawn by its publisher.
button-subscribe = Subscribe
button-stop = Unsubscribe
button-latest = Latest articles
command-start = Get every new article
command-stop = No more articles
command-latest = The newest articles
command-help = What you can say
command-privacy = What is stored about you
