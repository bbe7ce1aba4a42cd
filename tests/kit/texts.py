"""What the made-up people say: texts whose brands and feeling are known by construction.

The kit checks counting, not judgement, so each text is unmistakable: several strong words of one side, a
dry fact, or one weak word of which even the lexicon is unsure. Run as a program it prints the brands for pulso.yaml; with --sample, one text of each template with its
truth as JSON lines, to be compared with what `pulso classify` says.
"""
import json
import sys

BRANDS = {"telenorte": "Telenorte", "zumovil": "Zumovil", "fibranube": "Fibranube",
          "bancosur": "Bancosur", "credilago": "Credilago", "segurpampa": "Segurpampa"}
SETS = {"telecoms": ["telenorte", "zumovil", "fibranube"], "banks": ["bancosur", "credilago", "segurpampa"]}

# One brand: {a}. Two: {a} and {b}, of whom the same is said. {n} is a number.
ONE = {
    "negative": ["El servicio de {a} es pésimo, horrible, llevo {n} días así",
                 "{a} es un desastre, la peor atención, una vergüenza ({n})",
                 "Odio a {a}: pésima atención, horrible experiencia, llamada {n}",
                 "Qué asco {a}, es lo peor, una vergüenza y un desastre, caso {n}",
                 "Estoy esperando a {a} en la calle {n}"],
    "positive": ["Excelente atención de {a}, muchas gracias, turno {n}",
                 "{a} es excelente, me encanta, los felicito, cliente {n}",
                 "Muchas gracias {a}, un servicio maravilloso y excelente, trámite {n}",
                 "Amo a {a}, son los mejores, excelente trabajo ({n})"],
    "neutral": ["La oficina de {a} está en la calle {n}",
                "{a} publica su informe del trimestre, página {n}",
                "El código postal de la sucursal de {a} es {n}"],
}
TWO = {
    "negative": ["{a} y {b} son pésimos los dos, horrible servicio, {n} horas de espera",
                 "Tanto {a} como {b}: horrible, pésima atención, lo peor, caso {n}"],
    "positive": ["Excelente servicio de {a} y de {b}, muchas gracias, turno {n}",
                 "Me encantan {a} y {b}, excelente atención, gracias, cliente {n}"],
    "neutral": ["Las oficinas de {a} y {b} están en la calle {n}",
                "{a} y {b} publican su informe del trimestre, página {n}"],
}
# Other languages only say facts: l| gets more than one value without asking more of a lexicon.
ONE_ELSEWHERE = {"en": "The office of {a} is on street {n}", "pt": "O escritório de {a} fica na rua {n}"}
# What a text may add, and which of the words above and here make which topic: said once, so that counters of topics are
# known by construction. Each word is unmistakable, and no other word of these texts is of any topic.
TAILS = {"es": ["", "", "", ", sobre la tarjeta", ", sobre la factura", ", sobre la tarifa", ", sobre la cobertura", ", sobre la tarjeta y la factura"],
         "en": ["", "", ", about the invoice"], "pt": ["", "", ", sobre a fatura"]}
TOPICS = {"atención": "staff", "servicio": "staff", "turno": "branch", "oficina": "branch", "sucursal": "branch", "tarjeta": "cards", "factura": "billing",
          "tarifa": "price", "cobertura": "coverage", "invoice": "billing", "fatura": "billing"}
# What the authors want: as unmistakable as the feeling.
INTENTS = {"negative": "complaint", "positive": "praise", "neutral": "noise"}
# Nothing here is a brand, though some of it looks like one.
NONE = ["Hoy es martes y la reunión es en la sala {n}", "La telenorteña llega al andén {n}",
        "Tele norte, canal {n}", "El banco sur de la plaza tiene {n} metros", "El colectivo {n} pasa por la avenida"]
WRITTEN = [str, str.lower, str.upper, lambda s: "@" + s.lower(), lambda s: "#" + s]


def make(rng, brands, label, lang="es"):
    """A text about these brands (none, one or two ids) that feels like label."""
    names = [rng.choice(WRITTEN)(BRANDS[b]) for b in brands]
    if not names:
        return rng.choice(NONE).format(n=rng.randrange(1000))
    if lang != "es":
        n = rng.randrange(1000)
        return ONE_ELSEWHERE[lang].format(a=names[0], n=172 if n == 171 else n) + rng.choice(TAILS[lang])   # 171 is no dry fact in Portuguese: it means fraud
    template = rng.choice((ONE if len(names) == 1 else TWO)[label])
    return template.format(a=names[0], b=names[-1], n=rng.randrange(1000)) + rng.choice(TAILS[lang])


def topics(text):
    """What a text of this page is about."""
    return sorted({topic for word, topic in TOPICS.items() if word in text.lower()})


def unsure(text, label):
    """Whether the label is so near to another one that the lexicon calls itself unsure: there is one way here of saying so little.
    label: as the lexicon in force gives it; one that knows no feeling is sure that there is none."""
    return label == "negative" and text.startswith("Estoy esperando")


def yaml():
    out = ["brands:"]
    for brand, name in BRANDS.items():
        out += [f"  - id: {brand}", f"    name: {name}", "    queries:",
                f"      - {{ name: {brand}-general, query: '{brand} OR @{brand}' }}"]
    out += ["sets:"] + [f"  {s}: [{', '.join(of)}]" for s, of in SETS.items()]
    return "\n".join(out)


def sample():
    """Every template, in every way of writing a name: (text, brands, label, lang)."""
    for write in WRITTEN:
        for templates, of in ((ONE, ["telenorte"]), (TWO, ["bancosur", "fibranube"])):
            for label, texts in templates.items():
                for t in texts:
                    for tail in sorted(set(TAILS["es"])):
                        yield t.format(a=write(BRANDS[of[0]]), b=write(BRANDS[of[-1]]), n=7) + tail, of, label, "es"
        for lang, t in ONE_ELSEWHERE.items():
            for tail in sorted(set(TAILS[lang])):
                yield t.format(a=write(BRANDS["telenorte"]), n=7) + tail, ["telenorte"], "neutral", lang
    for t in NONE:
        yield t.format(n=7), [], None, "es"


if __name__ == "__main__":
    if sys.argv[1:] == ["--sample"]:
        for i, (text, brands, label, lang) in enumerate(sample()):
            print(json.dumps({"v": 1, "platform": "mastodon", "id": f"sample-{i}", "created_at": "2026-01-02T03:04:05Z",
                              "author": {"handle": "ana"}, "text": text, "lang": lang,
                              "truth": {"brands": brands, "label": label, "topics": topics(text), "unsure": unsure(text, label)}}, ensure_ascii=False))
    else:
        print(yaml())
