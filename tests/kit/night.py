#!/usr/bin/env python3
"""The night of 24 July 2013 as mentions, a JSON object a line in order of time: three ordinary days of the Spanish stream, the tweets about the
train accident at their true times, and a company (invented) that posts a cheerful hashtag that evening and is answered.

    night.py DATA > night.jsonl        says on standard error when the first tweet about the accident and the tenth angry answer come
"""
import csv
import datetime
import gzip
import json
import random
import sys

UTC = datetime.timezone.utc
BEGIN, ACCIDENT, HASHTAG = (datetime.datetime(2013, 7, *t, tzinfo=UTC) for t in ((22, 0), (24, 19, 20), (24, 20, 0)))
ORDINARY = 6000
ANGRY = ["Qué vergüenza @Marelinea, hay muertos y ustedes con #FelicidadesALaCarta", "Asco de empresa: #FelicidadesALaCarta con esta tragedia, @Marelinea",
         "@Marelinea borren eso ya, qué falta de respeto, horrible", "Indignante lo de Marelinea y su #FelicidadesALaCarta esta noche",
         "De pésimo gusto @Marelinea, retiren el hashtag, una vergüenza", "Marelinea, hay familias destrozadas. Lamentable y asqueroso su mensaje",
         "Me doy de baja de @Marelinea, qué poca humanidad, un desastre"]
NICE = ["Marelinea abre una tienda en la calle {}", "Alguien sabe el horario de @Marelinea? pregunta {}", "La fibra de Marelinea va bien, gracias ({})",
        "Otra vez sin línea con @Marelinea, mala cobertura, día {}"]


def mention(at, ident, author, text, **more):
    return {"platform": "x", "id": str(ident), "created_at": at.isoformat(timespec="milliseconds"), "author": {"handle": author}, "text": text, "lang": "es", **more}


def ordinary(data, rnd):
    with gzip.open(f"{data}/mentions/mx-finance-2018-2019.jsonl.gz", "rt", encoding="utf-8") as f:
        lines = [json.loads(line) for line, _ in zip(f, range(4 * ORDINARY))]
    for n, t in enumerate(rnd.sample(lines, ORDINARY)):
        hour = rnd.choices(range(24), [2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7, 7, 8, 8, 9, 9, 8, 6, 4])[0]
        at = BEGIN + datetime.timedelta(days=rnd.randrange(3), hours=hour, seconds=rnd.random() * 3600)
        yield mention(at, f"o{n}", t.get("usernameTweet") or "nadie", t.get("text") or "-")


def train(data):
    with gzip.open(f"{data}/crisis/2013_spain_train_crash.csv.gz", "rt", encoding="utf-8") as f:
        for n, row in enumerate(csv.DictReader(f)):
            at = datetime.datetime.fromisoformat(row["created_at"].replace("Z", "+00:00"))
            yield mention(at, row["id"], f"t{n}", row["text"])


def company(rnd):
    for n in range(240):
        yield mention(BEGIN + datetime.timedelta(minutes=18 * n + rnd.random() * 10), f"c{n}", f"cliente{n}", rnd.choice(NICE).format(n))
    yield mention(HASHTAG, "hashtag", "Marelinea", "¡Buen rollo esta noche! Cuéntanos qué te hace feliz #FelicidadesALaCarta")
    at = HASHTAG + datetime.timedelta(minutes=6)
    for n in range(60):
        at += datetime.timedelta(seconds=rnd.expovariate(1 / 14))
        yield mention(at, f"a{n}", f"enfadado{n}", rnd.choice(ANGRY))


def main():
    rnd = random.Random(24)
    said = [*ordinary(sys.argv[1], rnd), *train(sys.argv[1]), *company(rnd)]
    said = sorted((m for m in said if m["created_at"] < "2013-07-25T02"), key=lambda m: m["created_at"])
    about = [m for m in said if m["id"].isdigit() and m["created_at"] >= ACCIDENT.isoformat()]
    print(about[0]["created_at"], about[14]["created_at"], next(m["created_at"] for m in said if m["id"] == "a9"), file=sys.stderr)
    for m in said:
        print(json.dumps(m, ensure_ascii=False))


main()
