#!/usr/bin/env python3
"""Texts with known near-copies: real ones by their ids, and what is done to them (tests/near-duplicates.tsv). The texts stay where they are.

  near.py texts DATA RECIPES   prints group TAB text; a copy has the group of its original, a text that only looks like one has a group of its own
  near.py make DATA            prints recipes for texts that resemble none of each other (difflib, words: under 0.4), in the order of a stream

A line of the recipes: set TAB id TAB what is done, such as "swap:6" (each 6th word is another one). What begins with "other-" makes a text
that is no copy: half of its words are the next text's ("other-half"), or its first half is put before as much of it ("other-join")."""
import csv, difflib, gzip, io, itertools, json, re, sys

COMMON = "hoy siempre mañana gente banco servicio ahora verdad cosa nadie today never people service again really thing money always nobody".split()
COPIES = ["copy", "repost", "case", "link", "handles", "swap:8", "swap:5", "drop:8", "drop:5", "cut:70", "front:4", "front:8", "back:4", "back:8", "turn", "spell:5"]
OTHERS = ["other-half", "other-join"]


def load(data):
    texts = {}
    with gzip.open(f"{data}/mentions/mx-finance-2018-2019.jsonl.gz", "rt") as f:
        for line in f:
            r = json.loads(line)
            # the collection put blanks into links
            texts["mx", r["ID"]] = re.sub(r"https?://.*?(?=\s\s|\n|$)", "https://t.co/a", r.get("text") or "")
    for name, file, key in (("banks", "banks-2020-10", "id_str"), ("air", "us-airlines-2015-02", "id")):
        with gzip.open(f"{data}/mentions/{file}.csv.gz", "rt") as f:
            for r in csv.DictReader(io.StringIO(f.read())):
                texts[name, r[key]] = r["text"]
    return texts


def words_of(text):
    return text.split()


def nth(step, i):
    """A word in `step`: of the ordinary ones."""
    return i % step == step // 2


def change(what, words, other):
    name, _, n = what.partition(":")
    n = int(n or 0)
    plain = [w for w in words if not w.startswith("http")]
    if name == "copy":
        return words
    if name == "repost":
        return ["RT", "@copia:"] + words
    if name == "case":
        return [w.upper() if not w.startswith("http") else w for w in words]
    if name == "link":
        return plain + ["https://otra.example/" + str(len(words))]
    if name == "handles":
        return ["@otro", "@banco"] + [w for w in words if not w.startswith("@")]
    if name == "swap":
        return [COMMON[i % len(COMMON)] if nth(n, i) else w for i, w in enumerate(words)]
    if name == "drop":
        return [w for i, w in enumerate(words) if not nth(n, i)]
    if name == "cut":
        return words[: max(1, len(words) * n // 100)] + ["…"]
    if name == "front":
        return COMMON[:n] + words
    if name == "back":
        return words + ["#" + w for w in COMMON[-n:]]
    if name == "turn":
        return words[len(words) // 2:] + words[: len(words) // 2]
    if name == "spell":
        return [w[:2] + w[1:] if nth(n, i) else w for i, w in enumerate(words)]
    if name == "other-half":
        return [o if i % 2 else w for i, (w, o) in enumerate(zip(words, itertools.cycle(other)))]
    if name == "other-join":
        half = min(len(words), len(other)) // 2
        return words[:half] + other[-half:]
    raise SystemExit(f"near.py: no recipe is called {what}")


def recipes(path):
    with open(path) as f:
        return [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]


def show(data, path):
    texts, rows = load(data), recipes(path)
    bases = [(s, i) for s, i, what in rows if what == "copy"]
    for s, i, what in rows:
        at = bases.index((s, i))
        words = change(what, words_of(texts[s, i]), words_of(texts[bases[(at + 1) % len(bases)]]))
        group = f"{what}-{at}" if what.startswith("other-") else str(at)
        print(group + "\t" + " ".join(words))


def make(data):
    chosen, counts = [], {"mx": 0, "banks": 0, "air": 0}
    want = {"mx": 160, "banks": 80, "air": 80}
    for (s, i), text in sorted(load(data).items(), key=lambda kv: (hash_of(kv[0]))):
        words = words_of(text)
        content = [w.lower() for w in words if not w.startswith(("http", "@"))]
        if counts[s] == want[s] or not 8 <= len(content) <= 45:
            continue
        if any(difflib.SequenceMatcher(None, content, c, False).ratio() >= 0.4 for _, _, c in chosen):
            continue
        chosen.append((s, i, content))
        counts[s] += 1
    # Each original first, its copies spread over what comes later.
    rows = [(k, s, i, "copy") for k, (s, i, _) in enumerate(chosen)]
    for k, (s, i, _) in enumerate(chosen):
        for n in range(4):
            rows.append((k + 40 * (n + 1), s, i, COPIES[1 + (k * 4 + n) % (len(COPIES) - 1)]))
        rows.append((k + 220, s, i, OTHERS[k % 2]))
    print("# set\tid\twhat is done to the text; tests/kit/near.py")
    for _, s, i, what in sorted(rows, key=lambda r: r[0]):
        print(f"{s}\t{i}\t{what}")


def hash_of(key):
    import hashlib
    return hashlib.sha256("/".join(key).encode()).hexdigest()


if __name__ == "__main__":
    if sys.argv[1:2] == ["texts"]:
        show(*sys.argv[2:])
    elif sys.argv[1:2] == ["make"]:
        make(*sys.argv[2:])
    else:
        sys.exit(__doc__)
