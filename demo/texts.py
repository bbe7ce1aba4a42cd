"""What the made-up people of the demo say, in the Spanish of Mexico, Argentina and Spain.

One template a line. `mx|`, `ar|` or `es|` in front: only said there. Slots: {b} the brand as people write it, {c}
another brand of its set, {h} the brand's account, {H} its account that answers, {n} a number, {city} a place.
The people, the brands and everything that they say are invented.
"""

COMPLAINT = {
    "telecom": """
mx|Ya van {n} veces que reporto la falla con {b} y nadie viene, qué coraje
mx|{b} me cobra completo y el internet va lentísimo, son unos rateros
mx|No manches {b}, otra vez se fue la señal en {city} 😡
mx|Pésimo servicio de {b}, llevo {n} días sin internet y nomás me dan largas
mx|Neta {h} su app no sirve para nada, ni el recibo puedo descargar
mx|¿Para qué contraté {n} megas con {b} si no llegan ni a la mitad? Puro fraude
mx|Los de {b} quedaron de venir a instalar y me dejaron plantado todo el día, qué falta de respeto
mx|Me colgaron {n} veces en el call center de {b} 🤬 la peor atención
mx|Ahora resulta que {b} me subió la renta sin avisar. Abusivos
ar|Hace {n} días que estoy sin servicio y en {b} me tienen de acá para allá, una vergüenza
ar|{b} son unos chorros, me facturaron cualquier cosa
ar|Che {h} se puede saber por qué no anda el wifi en {city}?? siempre lo mismo
ar|Un asco la atención de {b}, {n} minutos con la musiquita para que te corten
ar|Me quiero dar de baja de {b} y no hay forma, te marean y no resuelven nada 😤
ar|Otra vez microcortes con {b}, imposible laburar así
ar|La velocidad de {b} es una burla, pagás {n} megas y te dan dos
El módem de {b} se desconecta cada rato, ya estoy harta
{b} no funciona en el metro, ni en mi casa, ni en ningún lado
Qué mala cobertura tiene {b} en {city}, no entra ni una llamada
Llevo {n} horas esperando a un técnico de {b} que nunca llega
Cada mes un cargo que no pedí en la factura de {b}. Un robo
Tres semanas con el reclamo {n} abierto en {b} y nadie da la cara 👎
Horrible {b}, me arrepiento de haberme cambiado
el internet de {b} va malísimooooo hoy, no carga nada
""",
    "bank": """
mx|La app de {b} no me deja transferir desde ayer, urge y nadie contesta
mx|Me clonaron la tarjeta de {b} y ahora no me quieren hacer la devolución, rateros
mx|Dos horas de fila en {b} de {city} y una sola caja abierta, qué poca
mx|{b} me cobró una comisión de {n} pesos por no usar la cuenta. No inventen
mx|El cajero de {b} se tragó mi tarjeta y en sucursal me traen vuelta y vuelta 😡
mx|Neta qué pésima atención en {b} de {city}, ni te voltean a ver
mx|Sigo esperando mi aclaración en {b}, folio {n}, puras mentiras
ar|El homebanking de {b} no anda nunca los días de cobro, una vergüenza
ar|{b} me debitó dos veces el seguro y no me lo devuelven, son unos ladrones
ar|Fui a {b} de {city} y me hicieron esperar {n} minutos para decirme que vuelva mañana 🤡
ar|Che {h} hace {n} días que pido la baja de la tarjeta y me ignoran, un desastre
ar|La app de {b} se cuelga siempre. Siempre. Horrible
es|En {b} me han cobrado {n} euros de comisión de mantenimiento, menudo robo
es|La aplicación de {b} va fatal desde la última actualización, no puedo ni entrar
es|Menuda vergüenza {b}: cierran la oficina de {city} y los mayores que se apañen
es|Llevo {n} días con el bizum bloqueado y en {b} pasan de mí, vaya chapuza
es|Vaya tela con {b}, {n} llamadas y cada vez te dicen una cosa distinta. Pésimo
Me bloquearon la cuenta de {b} sin ninguna explicación, es indignante
Nunca más {b}, el peor banco que tuve en mi vida
{b} me negó el crédito después de hacerme perder {n} días con papeles, qué decepción
Ojo con {b}: me hicieron un cargo que no reconozco y no responden
Es imposible hablar con una persona en {b}, el chat es un asco
Se me vence el pago y la página de {b} está caída, increíble 😤
Estafa total: alguien sacó {n} de mi cuenta de {b} y el banco se lava las manos
""",
}

PRAISE = {
    "telecom": """
mx|Qué buena onda el técnico de {b}, llegó puntual y dejó todo al cien 👏
mx|La neta {b} me ha salido muy bueno, ni una falla en {n} meses
mx|Muchas gracias {h}, me resolvieron rapidísimo 🙌
ar|Bien ahí {b}, me solucionaron el problema en {n} minutos. Un lujo
ar|Re conforme con {b}, anda bárbaro en {city}
ar|Aplausos para {b}, me atendió una genia y quedó todo resuelto ❤️
La fibra de {b} va excelente, {n} megas reales
Por fin una compañía que responde: gracias {h} 😊
Me encanta la nueva app de {b}, muy fácil de usar
Excelente atención de {b} en la tienda de {city}, los recomiendo
Muy contenta con el roaming de {b}, funcionó perfecto en todo el viaje
Felicitaciones a {b} por el servicio, siempre amables y rápidos
""",
    "bank": """
mx|Gracias {b}, me devolvieron el cargo en {n} horas, excelente servicio 👏
mx|La ejecutiva de {b} en {city} súper amable, me resolvió todo, la neta muy bien
mx|Está padrísima la app de {b}, todo rapidísimo
ar|Excelente {b}, me aprobaron el crédito en {n} minutos. Muy contento
ar|Un genio el pibe que me atendió en {b} de {city}, mil gracias
ar|La verdad que la app de {b} es buenísima, la mejor lejos
es|Muy contenta con {b}, trato estupendo en la oficina de {city}
es|Genial la hipoteca de {b}, nos lo han puesto facilísimo. Gracias
es|Un diez para {b}: me han solucionado lo de la tarjeta en {n} minutos 👌
Nunca tuve un problema con {b}, muy buen banco
Qué rápido y qué amables en {b}, así da gusto 😍
Feliz con mi nueva tarjeta de {b}, los beneficios son excelentes
""",
}

QUESTION = {
    "telecom": """
mx|Oigan, ¿{b} ya tiene 5G en {city}?
mx|¿Alguien sabe cuánto cuesta el plan de {n} GB de {b}?
mx|¿Cómo cambio el NIP del buzón en {b}? Gracias
ar|Alguien sabe si {b} llega con fibra a {city}?
ar|Consulta {h}: cómo hago para pasar la línea a otro titular?
ar|Che, qué tal {b}? Me estoy por mudar a {city}
¿A qué hora abre la tienda de {b} en {city}?
Hola {h}, ¿el plan familiar incluye roaming?
¿Qué necesito para llevar mi número a {b}?
¿Dónde veo cuántos datos me quedan en {b}?
¿{b} vende eSIM o hay que ir a la tienda?
""",
    "bank": """
mx|¿Alguien sabe qué documentos piden en {b} para abrir una cuenta de nómina?
mx|¿A qué hora abre {b} en {city} los sábados?
mx|Hola {h}, ¿cuál es la CAT de su tarjeta clásica?
ar|Alguien sabe cuánto tarda {b} en mandar la tarjeta?
ar|Consulta {h}: puedo sacar un plazo fijo desde la app?
ar|Qué tasa está pagando {b} a {n} días?
es|¿Sabéis si {b} tiene cuenta sin comisiones para autónomos?
es|Buenas {h}, ¿el límite del bizum se puede cambiar desde el móvil?
es|¿Qué cajeros puedo usar gratis con la tarjeta de {b} en {city}?
¿Se puede pagar el predial desde la app de {b}?
¿Cómo activo las notificaciones de {b}?
¿{b} tiene seguro de viaje incluido con la tarjeta?
""",
}

PLAIN = {
    "telecom": """
mx|Cambié mi plan de {b} al de {n} GB, a partir del lunes
mx|Voy saliendo de la tienda de {b} en {city}
mx|Hoy me toca pagar {b} y la luz
ar|Hoy viene el técnico de {b} entre las 8 y las 12
ar|Mañana paso por la oficina de {b} en {city} a buscar el chip
En la esquina pusieron una antena de {b}
Me llegó un mensaje de {b} con el resumen del mes, {n} GB usados
Terminé la portabilidad, ahora tengo {b}
Vi el anuncio de {b} en la parada del autobús
El código de la recarga de {b} tiene {n} dígitos
""",
    "bank": """
mx|Fui a {b} de {city} a depositar, turno {n}
mx|Hoy cae la quincena en {b}
mx|Estoy en la fila de {b}, turno {n}
ar|Mañana voy a {b} de {city} a firmar los papeles
ar|Me llegó el resumen de {b}, vence el {n}
es|Esta tarde tengo cita en {b} de {city}
es|He domiciliado el gimnasio en {b}
Abrí una cuenta en {b} la semana pasada
Hay un cajero de {b} en la planta baja
Pasé la nómina a {b} este mes
Me mandaron de {b} la tarjeta adicional, llegó el día {n}
""",
}

# Two brands: {b} and {c}.
COMPARE = {
    "telecom": """
mx|Me cambié de {b} a {c} y es otra cosa, {c} excelente y {b} un desastre
mx|¿Qué conviene más en {city}, {b} o {c}?
ar|Entre {b} y {c}, cuál anda mejor en {city}?
ar|Dejé {b} por {c} y la verdad, la misma porquería los dos
{c} funciona perfecto, {b} es pésimo. Así de simple
Comparando planes: {b} da {n} GB, {c} también
Ni {b} ni {c} llegan a {city}
Pago {b} en casa y {c} en el celular
""",
    "bank": """
mx|Saqué mi nómina de {b} y la llevé a {c}, mucho mejor atención, muy contenta con {c}
mx|¿Qué tarjeta es mejor, la de {b} o la de {c}?
ar|{b} o {c} para un plazo fijo a {n} días?
ar|Cerré la cuenta en {b} porque son unos chorros. Ahora estoy en {c}
es|¿Qué hipoteca me recomendáis, {b} o {c}?
es|Dejo {b} por {c}: en {b} pésimo trato, en {c} un encanto
Tengo cuenta en {b} y en {c}, de las dos uso la app
Transferí de {b} a {c}, llegó en {n} minutos
""",
}

PRESS = {
    "telecom": """
{b} invertirá {n} millones en su red de {city}
{b} presenta sus resultados del trimestre
La autoridad de telecomunicaciones multa a {b} por cobros indebidos a {n} clientes
{b} y {c} compiten por las frecuencias de la próxima subasta
Así será la red de fibra que {b} desplegará en {city}
{b} nombra nueva directora de operaciones
""",
    "bank": """
{b} abrirá {n} oficinas en el interior
{b} presenta sus resultados del trimestre
Condenan a {b} a devolver comisiones cobradas a {n} clientes
{b} y {c} estudian compartir cajeros
{b} lanza un programa de becas para jóvenes de {city}
El regulador investiga a {b} por fallas de seguridad en su aplicación
""",
}

# The crisis: the network of one brand is down. From the first doubts to the anger.
CRISIS_FIRST = """
¿Soy yo o se cayó {b}? Sin señal en {city}
¿Alguien más sin señal de {b} en {city}?
{h} no tengo internet desde hace rato, ¿pasa algo?
No me entran llamadas con {b}, no funciona nada
mx|Se fue la señal de {b} en {city}, ya reinicié y nada
ar|Se cayó {b} en {city}? no anda nada
Sin servicio de {b}, el celular dice "sin señal" ☹️
¿Se cayó {b} o es mi módem? No carga nada
"""
CRISIS = """
Se cayó {b} en {city}, sin señal desde hace {n} minutos 😡
{b} NO FUNCIONA. Ni datos, ni llamadas, nada
Sin señal de {b} y con una emergencia en casa. Es una vergüenza
{h} llevamos {n} minutos sin servicio y ustedes callados, pésimo
#{B}Caído en {city}, increíble que no digan nada
#{B}NoFunciona otra vez. Hartos
mx|No manches {b}, sin internet en plena junta, qué coraje 🤬
mx|{b} se cayó en toda la ciudad, {city} sin señal, qué mal servicio
mx|Neta {b}, no jala nada, ni el internet ni el teléfono
mx|Perdí una venta porque la terminal no tiene señal de {b}. ¿Quién me lo paga? Pésimo
ar|No anda nada de {b} en {city}, son un desastre
ar|Se cayó {b} y no pude ni llamar al médico. Una vergüenza total
ar|Otra vez sin señal con {b}, la peor empresa 🤬
ar|Estoy laburando desde casa y {b} no funciona, me quiero morir
Se me cayó la videollamada {n} veces, {b} no sirve
Pagamos cada mes y {b} nos deja sin internet. Un robo
Imposible comunicarse, {b} caído en {city} y el *{n} tampoco contesta
Ni la app de {b} abre. Caída total, qué desastre
El hospital de {city} sin teléfono por la caída de {b}, gravísimo
{b} sin servicio en {city} y nadie da explicaciones, indignante 😤
Toda mi colonia sin señal de {b}. Horrible
se callo {b} otra ves, no funciona nada, puro robar
sin señaaaal {b} no funcionaaa
Me doy de baja de {b}, harta de que se caiga cada semana
Ya fue, mañana cancelo {b}. Se cae siempre
¿Hasta cuándo {b}? Sin internet, sin señal, sin respuesta 😡😡
"""
CRISIS_PRESS = """
Usuarios reportan una caída del servicio de {b} en {city}
Miles de clientes de {b} sin señal; la empresa aún no se pronuncia
Caída de {b}: qué se sabe hasta ahora
"""
# Alone, or in front of the texts above with a name: what people answer to each other during it.
CRISIS_REPLY = """
Igual acá, {b} caído desde hace {n} minutos
Por {city} tampoco funciona {b}
Lo mismo, sin señal de {b} 😡
x2, {b} no sirve
A mí tampoco me anda {b}, pésimo
"""

# Threads: the brand's answers (they do not name it) and what people say then.
ANSWER = """
Hola, lamentamos lo ocurrido. Escríbenos por mensaje directo con tu número de folio.
¡Hola! Ya estamos revisando tu caso {n}, te respondemos por privado.
Gracias por avisarnos. Nuestro equipo lo está viendo.
Hola, ¿nos confirmas tu código postal por privado?
¡Gracias por tus palabras! 😊
Hola, el horario es de lunes a viernes de 9 a 18 h.
"""
ANSWER_CRISIS = """
Hola, estamos al tanto y nuestro equipo trabaja en ello.
Sabemos de la interrupción y trabajamos para restablecer el servicio.
"""
FOLLOW_UP = """
Ya les escribí por privado y no contestan {H}
Gracias, quedó resuelto 🙌
{H} sigo igual, no resolvieron nada. Pésimo
Listo, enviado
Siempre la misma respuesta automática, {H}
ok gracias {H}
"""

# A bank's own posts; they do not name it.
OWN = """
Abre tu cuenta desde el celular en {n} minutos, sin ir a sucursal
Este viernes cae la quincena: revisa tus movimientos desde la app
Nunca te pediremos tu NIP por teléfono. Cuelga y avísanos
Nuestras sucursales de {city} abren este sábado
¿Ya conoces los meses sin intereses? Consulta los comercios participantes
Tres consejos para ahorrar el aguinaldo
Activa los avisos y entérate de cada compra
Felicidades a las {n} jóvenes que reciben nuestra beca
Mantenimiento de la app este domingo de 2 a 5 h
Gana {n} % de rendimiento con tu primera inversión
"""

# About nobody of ours, though some of it looks like it; the queries' NOT and word bounds are there for these.
NOBODY = """
El té de tepozán es bueno para la tos, receta de mi abuela
Sembramos un árbol de tepozán en el patio de la escuela
Pusimos postes de ñandubay en el alambrado
Leña de ñandubay para el asado del domingo
Hoy juega la selección, ¿dónde lo ven?
Qué calor hace en {city}
Se cayó el puente peatonal de {city}, no hay heridos
Alguien recomienda un dentista en {city}?
Mi banco de la plaza favorito está libre
Se cortó la luz en {city} hace {n} minutos
Trinar y zumbar son verbos, dice mi hija de {n} años
Buenos días a todos ☕
"""

CITIES = {"mx": ["Monterrey", "Puebla", "Guadalajara", "Mérida", "Toluca", "León", "Tijuana", "Xalapa"],
          "ar": ["Rosario", "Córdoba", "Mendoza", "La Plata", "Salta", "Quilmes", "Neuquén"],
          "es": ["Sevilla", "Zaragoza", "Vigo", "Murcia", "Getafe", "Bilbao", "Málaga"]}


def lines(block, country):
    """The templates of a block that are said in this country."""
    out = []
    for line in block.strip().split("\n"):
        place, bar, text = line.partition("|")
        if not (bar and place in CITIES):
            out.append(line)
        elif place == country:
            out.append(text)
    return out
