#!/usr/bin/env python3
"""Prints mentions of one brand that all feel the same, created now, for kcat -K TAB.

    say.py BRAND LABEL COUNT PREFIX [MINUTES_AGO [TEXT [AUTHORS]]]

TEXT: all say this, each with some words of its own behind it; -: as always. AUTHORS: of so many accounts (of as many as mentions).
"""
import datetime
import json
import random
import sys

import texts

OWN_WORDS = "lunes martes jueves enero marzo mesa silla puerta ventana calle plaza parque norte sur verde azul rojo tres siete once".split()

brand, label, count, prefix = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
ago = datetime.timedelta(minutes=float(sys.argv[5]) if len(sys.argv) > 5 else 0)
said = sys.argv[6] if len(sys.argv) > 6 and sys.argv[6] != "-" else None
authors = int(sys.argv[7]) if len(sys.argv) > 7 else count
rng = random.Random(prefix)
for n in range(count):
    at = (datetime.datetime.now(datetime.timezone.utc) - ago).isoformat(timespec="milliseconds")
    platform = rng.choice(["mastodon", "x", "reviews"])
    m = {"v": 1, "platform": platform, "id": f"{prefix}-{n}", "created_at": at, "kind": "post", "lang": "es",
         "author": {"id": f"a{n % authors}", "handle": f"h{n % authors}"}, "text": f"{said}: {' '.join(rng.sample(OWN_WORDS, 4))}" if said else texts.make(rng, [brand], label)}
    print(f"{platform}:{m['id']}\t{json.dumps(m, ensure_ascii=False)}")
