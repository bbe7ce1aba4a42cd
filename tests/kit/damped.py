#!/usr/bin/env python3
"""Six days of one brand (invented) as mentions, a JSON object a line in order of time: an ordinary trickle, and at noon of the second day seven people
of whom many hear, of the third three accounts that shout, of the fourth one text that forty accounts post, of the fifth forty people in their own words
about one thing.

    damped.py BRAND > days.jsonl
"""
import datetime
import json
import random
import sys

BEGIN = datetime.datetime(2026, 11, 2, tzinfo=datetime.timezone.utc)
BAD = ["qué desastre", "pésimo", "una vergüenza", "horrible", "no funciona nada", "estafa", "el peor servicio", "indignante"]
WORDS = "lunes martes mesa silla puerta ventana calle plaza parque norte sur verde azul rojo tres siete once casa perro gato libro sol luna río".split()


def main():
    brand, rnd, said = sys.argv[1], random.Random(7), []

    def say(day, minutes, author, text, followers=200):
        at = BEGIN + datetime.timedelta(days=day, minutes=minutes)
        said.append({"platform": "x", "id": f"m{len(said)}", "created_at": at.isoformat(timespec="milliseconds"), "lang": "es",
                     "author": {"handle": author, "followers": followers}, "text": text})

    def own_words():
        return f"{' '.join(rnd.sample(WORDS, 5))}: {brand}, {rnd.choice(BAD)}"

    for n in range(6 * 48):
        say(n // 48, 30 * (n % 48) + rnd.random() * 29, f"cliente{n}", own_words() if n % 6 == 0 else f"{brand} abre en la calle {rnd.choice(WORDS)} {n}")
    for n in range(60):
        say(2, 720 + n / 6, f"bot{n % 3}", own_words())
    for n in range(40):
        say(3, 720 + n / 4, f"copia{n}", f"{brand} es una vergüenza y el peor servicio de todos, qué desastre {n}")
    for n in range(40):
        say(4, 720 + n / 4, f"persona{n}", f"sin señal: {own_words()}")
    for n in range(7):
        say(1, 720 + n, f"voz{n}", own_words(), 60000)
    for m in sorted(said, key=lambda m: m["created_at"]):
        print(json.dumps(m, ensure_ascii=False))


main()
