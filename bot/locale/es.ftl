welcome = Recibirá cada artículo nuevo en cuanto se publique. Si uno se corrige o se retira, su copia también cambia.
welcome-again = Ya está suscrito. Los artículos nuevos llegan aquí en cuanto se publican.
welcome-back = Nos alegra su regreso. Los artículos nuevos vuelven a llegar aquí.
stopped = Ya no llegarán más artículos. Lo que ha recibido se queda y se seguirá corrigiendo.
not-subscribed = No está suscrito.
no-articles = Aún no se ha publicado nada.
help-heading = Lo que puede decir
help =
    /start – recibir cada artículo nuevo
    /stop – no más artículos
    /latest – los artículos más recientes
    /privacy – qué se guarda sobre usted
    /help – esta lista
privacy-heading = Qué se guarda sobre usted
privacy = El número de este chat, su idioma en Telegram, si está suscrito y desde cuándo, y qué artículos se enviaron aquí, para que las correcciones puedan seguirlos. Ni nombre, ni teléfono, ni nada de lo que escribe. Nada se comparte. /stop termina los envíos.
unknown = Solo conozco unos pocos comandos. /help los enumera.
trouble = No ha funcionado. Inténtelo de nuevo dentro de un minuto.
read-on = Leer el artículo
correction = Corrección, { $date }: { $text }
withdrawn = Este artículo ha sido retirado por su editor.
button-subscribe = Suscribirse
button-stop = Cancelar la suscripción
button-latest = Últimos artículos
command-start = Recibir cada artículo nuevo
command-stop = No más artículos
command-latest = Los artículos más recientes
command-help = Lo que puede decir
command-privacy = Qué se guarda sobre usted
