#!/usr/bin/env python3
"""Switches of the configuration, held against an independent count.

    switch.py variants OUT                      three directories to be applied: OUT/a, OUT/b, OUT/c, which judge the same texts otherwise
    switch.py check --kafka B --redis R         every counter equals a count in which each record is judged by the version in force at
                                                its offset, as the control records say; and every record of pulso.classified is of that
                                                version. The stream must come from `gen.py --truth`
    switch.py versions --kafka B                the version in force at the end of each partition of pulso.mentions
    switch.py kill AFTER -- COMMAND...          runs a `pulso apply` and kills it (-9) when AFTER partitions have their control record
    switch.py hold AFTER FILE -- COMMAND... -- OTHER...   runs a `pulso apply` that stands still when AFTER partitions have its control record,
                                                runs the other one to its end, and lets the first go on; FILE: what that one said
    switch.py begin --kafka B --partition P DIR --without NAME
                                                writes a version whose file NAME is missing, with a control record in one partition alone
    switch.py heal --kafka B DIR NAME           writes that file
"""
import argparse
import base64
import collections
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time

import compare
import kafka
import model
import resp
import texts

ZONE = "America/Mexico_City"
NO_FEELINGS = "[feelings]\ninexistente\t1\n"


def variant_of(names):
    return next(n[len("brands/variant-"):-len(".yaml")] for n in names if n.startswith("brands/variant-"))


def judged(variant, truth):
    """What a variant finds in a text that is about truth: brands in the order of the configuration, and the label."""
    said, label = truth["brands"], truth["label"]
    if variant == "a":       # telecoms only, and everything about banks is one more brand
        found = [b for b in texts.SETS["telecoms"] if b in said] + (["banks"] if set(said) & set(texts.SETS["banks"]) else [])
    elif variant == "b":     # two have changed their names
        other = {"telenorte": "zumovil", "zumovil": "telenorte"}
        found = [b for b in texts.BRANDS if other.get(b, b) in said]
    elif variant == "c":     # a lexicon that knows no feeling
        found, label = [b for b in texts.BRANDS if b in said], "neutral"
    else:                    # the file
        found = [b for b in texts.BRANDS if b in said]
    return found, label


def brand(name, words):
    return f"  - {{ id: {name}, queries: [{{ name: {name}-general, query: '{' OR '.join(f'{w} OR @{w}' for w in words)}' }}] }}\n"


def variants(out):
    every = list(texts.BRANDS)
    swapped = {"telenorte": "zumovil", "zumovil": "telenorte"}
    files = {
        "a": {"brands/variant-a.yaml": "brands:\n" + "".join(brand(b, [b]) for b in texts.SETS["telecoms"]),
              "brands/z-banks.yaml": "brands:\n" + brand("banks", texts.SETS["banks"]) + f"sets: {{ all: [banks, {', '.join(texts.SETS['telecoms'])}] }}\n"},
        "b": {"brands/variant-b.yaml": "brands:\n" + "".join(brand(b, [swapped.get(b, b)]) for b in every)},
        "c": {"brands/variant-c.yaml": "brands:\n" + "".join(brand(b, [b]) for b in every), "lexicon/es/none.tsv": NO_FEELINGS},
    }
    for letter, of in files.items():
        of["models.yaml"] = "classify: { models: \"off\" }\n"    # the lexicon alone judges, as texts.py has it
        for name, text in of.items():
            path = os.path.join(out, letter, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(text)


# ---- reading

def records(a, topic, partition=None):
    """(partition, offset, key, {header: value}, append ms, value) in order."""
    where = [] if partition is None else ["-p", str(partition)]
    out = subprocess.Popen(["kcat", "-C", "-q", "-e", "-b", a.kafka, "-t", a.prefix + topic, *where, "-o", "beginning", "-f", "%p %o %T %S %K\\n%h\\n%k%s\\n",
                            "-X", "log_level=3"], stdout=subprocess.PIPE)
    with out:
        while line := out.stdout.readline():
            p, offset, ms, size, keys = (int(x) for x in line.split())
            headers = dict(h.split("=", 1) for h in out.stdout.readline().decode().rstrip("\n").split(",") if h)
            key, value = out.stdout.read(max(keys, 0)), out.stdout.read(max(size, 0))
            out.stdout.readline()
            yield p, offset, key, headers, ms, value


def manifests(a):
    """{version: (hash, names of its files)}"""
    found = {}
    for _, offset, key, _, _, value in records(a, "config"):
        if key.startswith(b"manifest:"):
            found[offset] = key.decode().split(":")[1], [f["name"] for f in json.loads(value)["files"]]
    return found


def switched_to(value, known):
    """The version that a control record names; 0: it is of a shape that nobody knows, or was never applied, and changes nothing."""
    try:
        said = json.loads(value)
        sound = type(said["version"]) is int and len(said["manifest"]) == 64
        return said["version"] if sound and known.get(said["version"], ("",))[0] == said["manifest"] else 0
    except (ValueError, KeyError, TypeError):
        return 0


def in_force(a):
    """For every record of pulso.mentions in order: (partition, offset, version in force, value or None for a control record)."""
    now, known = collections.defaultdict(int), manifests(a)
    for p, offset, key, headers, _, value in records(a, "mentions"):
        if not key and "pulso-control" in headers:
            yield p, offset, now[p], None
            named = switched_to(value, known)
            now[p] = max(now[p], a.skipped.get(named, named))
        else:
            yield p, offset, now[p], value
    a.ends = dict(now)


# ---- checking

def check(a):
    known = manifests(a)
    variant = {v: variant_of(names) for v, (_, names) in known.items()}
    variant[0] = ""
    ledger, controls, at = model.Ledger(ZONE, int(time.time() * 1000)), 0, {}
    used = collections.Counter()
    for p, offset, version, value in in_force(a):
        if value is None:
            controls += 1
            continue
        record = json.loads(value)
        found, label = judged(variant[version], record.get("truth") or {"brands": [], "label": None})
        outcome = ledger.add(record, found, label, version)
        used[version] += 1
        if outcome != "dup":
            at[f"{p}:{offset}"] = version, found, record.get("deleted") or record.get("refresh")
    print("records by version:", " ".join(f"{v}={n}" for v, n in sorted(used.items())), f"control={controls}")
    counters(a, ledger, controls)
    classified(a, known, at)
    if len(used) < a.least:
        sys.exit(f"only {len(used)} versions were in force while records came: this proves nothing")


def counters(a, ledger, controls):
    path = os.path.join(a.out, "switch-ledger.json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(ledger.as_json(), f)
    counts, outcomes, removed = compare.load([path])
    state = compare.State(resp.Redis(a.redis), a.prefix)
    exactly = argparse.Namespace(poison_stays_out=False, at_least_once=False)
    wrong = state.wrong + list(compare.book_differences(outcomes, removed, state.books, exactly)) + list(compare.count_differences(counts, state.counts))
    if state.books["ctl"] != controls:
        wrong.append(f"records: ctl: expected {controls}, in Redis {state.books['ctl']}")
    if wrong:
        print("\n".join(wrong[:10]))
        sys.exit(f"{len(wrong)} differences in {len(counts)} counters")
    print(f"exact: {len(counts)} counters")


def classified(a, known, at):
    first = {}
    for p, offset, _, headers, _, value in records(a, "classified"):
        origin = headers["o"]
        if first.setdefault(origin, (headers["c"], value)) != (headers["c"], value):
            sys.exit(f"origin {origin} stands in pulso.classified with other bytes or another version")
        if origin not in at:
            sys.exit(f"origin {origin} should not have been passed on")
        version, found, bare = at[origin]
        pulso = json.loads(value)["pulso"]
        if int(headers["c"]) != version or (version and pulso["config"] != known[version][0][:16]):
            sys.exit(f"origin {origin} was judged by version {headers['c']} ({pulso['config']}), in force was {version}")
        if not bare and [b["brand"] for b in pulso["brands"]] != found:
            sys.exit(f"origin {origin}: version {version} finds {found}, passed on was {pulso['brands']}")
    if missing := set(at) - set(first):
        sys.exit(f"{len(missing)} records are not in pulso.classified, such as {sorted(missing)[0]}")
    print(f"complete: {len(first)} records, each of its version")


def versions(a):
    collections.deque(in_force(a), 0)
    print(" ".join(f"{p}:{v}" for p, v in sorted(a.ends.items())))


# ---- faults

def held(after, command):
    """Its standard error is a pipe with room for so many lines, and nobody reads: it stands still behind a control record."""
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    line = len("partition 0 of 4: version 10 from offset 12345 on\n")
    os.write(write, b"." * (4096 - line * after))
    child = subprocess.Popen(command, stderr=write, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while child.poll() is None and time.monotonic() < deadline and not stuck(child.pid):
        time.sleep(0.02)
    return child, read, write


def hold(after, path, commands):
    at = commands.index("--")
    child, read, write = held(after, commands[:at])
    if child.poll() is not None:
        sys.exit("it ended before it could be held")
    subprocess.run(commands[at + 1:], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read, "rb") as f, open(path, "wb") as out:
        out.write(f.read().lstrip(b"."))
    if child.wait() == 0:
        sys.exit("the first one ended as if it were in force")


def kill(after, command):
    child, read, write = held(after, command)
    ended = child.poll() is not None
    child.kill()
    child.wait()
    os.close(write)
    with os.fdopen(read, "rb") as f:
        print(f.read().decode(errors="replace").lstrip("."), end="")
    if ended:
        sys.exit("it ended before it could be killed")


def stuck(pid):
    """In the write to the full pipe."""
    try:
        with open(f"/proc/{pid}/wchan", encoding="ascii") as f:
            return "pipe_w" in f.read()
    except OSError:
        return True


def produce(a, topic, partition, key, value, headers=()):
    command = ["kcat", "-P", "-b", a.kafka, "-t", a.prefix + topic, "-p", str(partition), "-X", "log_level=3", *[x for h in headers for x in ("-H", h)]]
    if key:
        command += ["-k", key]
    path = os.path.join(a.out, "switch-record")
    with open(path, "wb") as f:
        f.write(value)
    subprocess.run([*command, path], check=True)   # a file named is one record


def files_of(folder):
    names = sorted(os.path.relpath(os.path.join(at, n), folder) for at, _, of in os.walk(folder) for n in of)
    return {n: open(os.path.join(folder, n), "rb").read() for n in names}


def begin(a):
    files = files_of(a.dir)
    sha = {n: hashlib.sha256(b).hexdigest() for n, b in files.items()}
    for name, data in files.items():
        if name != a.without:
            produce(a, "config", 0, sha[name], data)
    manifest = {"v": 1, "parent": 0, "time": "2026-01-02T03:04:05Z", "nonce": base64.b16encode(os.urandom(8)).decode(), "message": "by hand",
                "sha256": "0" * 64, "files": [{"name": n, "hash": sha[n], "size": len(b)} for n, b in files.items()]}
    value = json.dumps(manifest).encode()
    digest = hashlib.sha256(value).hexdigest()
    version = kafka.offsets(a.kafka, a.prefix + "config", 1, -1)[0]
    produce(a, "config", 0, f"manifest:{digest}", value)
    produce(a, "mentions", a.partition, "", json.dumps({"version": version, "manifest": digest}).encode(), ["pulso-control=1"])
    print(version)


def heal(a):
    data = files_of(a.dir)[a.name]
    produce(a, "config", 0, hashlib.sha256(data).hexdigest(), data)


def main():
    if sys.argv[1:2] == ["kill"]:
        return kill(int(sys.argv[2]), sys.argv[sys.argv.index("--") + 1:])
    if sys.argv[1:2] == ["hold"]:
        return hold(int(sys.argv[2]), sys.argv[3], sys.argv[sys.argv.index("--") + 1:])
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["variants", "check", "versions", "begin", "heal"])
    p.add_argument("dir", nargs="?")
    p.add_argument("name", nargs="?")
    p.add_argument("--kafka")
    p.add_argument("--redis")
    p.add_argument("--prefix", default="pulso.")
    p.add_argument("--out", default="/tmp", help="folder for its own files")
    p.add_argument("--least", type=int, default=2, help="so many versions must have been in force while records came")
    p.add_argument("--partition", type=int, default=0)
    p.add_argument("--without")
    p.add_argument("--skipped", action="append", default=[], metavar="V:N", help="where V would be in force, N is: a person said so")
    a = p.parse_args()
    a.skipped = {int(v): int(n) for v, n in (x.split(":") for x in a.skipped)}
    {"variants": lambda: variants(a.dir), "check": lambda: check(a), "versions": lambda: versions(a), "begin": lambda: begin(a), "heal": lambda: heal(a)}[a.what]()


if __name__ == "__main__":
    main()
