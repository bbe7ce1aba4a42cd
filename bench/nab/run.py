#!/usr/bin/env python3
"""The benchmark of anomalies in brands' volume (NAB), scored by its own rules at one threshold, 0.5: the five series that
lie beside the repository, and the same five thinned (30 %, 10 % of the mentions), begun later (2, 5, 9 days cut off) and
both, so that what was tuned to five files would show.   run.py DATA PULSO [OPTION...]"""
import csv, glob, importlib.util, json, math, os, random, subprocess, sys, tempfile

VARIANTS = [("as they are", 1, 0), ("30 %", .3, 0), ("10 %", .1, 0), ("without 2 days", 1, 2), ("without 5 days", 1, 5),
            ("without 9 days", 1, 9), ("30 %, without 5", .3, 5), ("10 %, without 5", .1, 5)]
DAY, PROBATION = 288, 750


def scorer(path):
    text = open(path).read().replace("\nmain()\n", "\n")
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("nab_score", None))
    exec(compile(text, path, "exec"), module.__dict__)
    return module


def thin(n, share, rnd):
    if share == 1:
        return n
    if n < 200:
        return sum(rnd.random() < share for _ in range(n))
    return max(0, round(rnd.gauss(n * share, math.sqrt(n * share * (1 - share)))))


def vary(data, folder, share, days):
    """Writes the series; windows that begin before the rows that count are left out."""
    windows, rnd = json.load(open(f"{data}/windows.json")), random.Random(7)
    for path in sorted(glob.glob(f"{data}/*.csv")):
        name = os.path.basename(path)
        rows = list(csv.reader(open(path)))[1 + days * DAY:]
        with open(f"{folder}/{name}", "w") as out:
            out.write("timestamp,value\n")
            out.writelines(f"{t},{thin(int(float(v)), share, rnd)}\n" for t, v in rows)
        windows[name] = [w for w in windows[name] if not days or w[0][:19] >= rows[PROBATION][0]]
    return windows


def score(nab, folder, windows, command):
    series, count = [], 0
    for path in sorted(glob.glob(f"{folder}/*.csv")):
        n, spans = nab.load(path, windows[os.path.basename(path)])
        out = subprocess.run(command + ["--series", path], capture_output=True, text=True, check=True).stdout
        scores = [float(line.rsplit(",", 1)[1]) for line in out.splitlines()[1:]]
        series.append((scores, nab.points(n, spans), spans, min(int(.15 * n), PROBATION)))
        count += len(spans)
    gain, _, miss = nab.PROFILES["standard"]
    return 100 * (nab.score(series, .5, "standard") + miss * count) / ((gain + miss) * count), count


def main():
    data, pulso, options = sys.argv[1], sys.argv[2], sys.argv[3:]
    if not os.path.exists(f"{data}/windows.json"):
        print(f"the benchmark's series are not there ({data}): nothing is scored")
        return
    nab, found = scorer(os.path.join(data, "../../tools/nab_score.py")), []
    for name, share, days in VARIANTS:
        with tempfile.TemporaryDirectory() as folder:
            value, count = score(nab, folder, vary(data, folder, share, days), [pulso, "crisis", "score"] + options)
        found.append(value)
        print(f"{name:<18} {value:5.1f}   {count} windows", flush=True)
    print(f"the seven variants: {sum(found[1:]) / 7:.1f} on average, {min(found[1:]):.1f} the worst")


main()
