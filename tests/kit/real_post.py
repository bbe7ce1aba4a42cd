#!/usr/bin/env python3
"""A good client of the HTTP intake: posts every line of a file, several at a time, and again after Retry-After what
was not taken, until all is. Writes what it was told and when, then checks it.

    real_post.py post STREAM URL LOG [--threads 8] [--lines 10] [--pause 0.2] [--pad BYTES]     the token is in $TOKEN
    real_post.py check LOG --held FROM TO      some were told 503 or 429, each with Retry-After; nobody 202 while Kafka
                                               was away, from FROM to TO (seconds since 1970); nothing else was said
"""
import argparse
import collections
import http.client
import json
import os
import queue
import sys
import threading
import time
import urllib.parse

GRACE_S = 0.5      # an answer may have been on its way


def post_one(a, body):
    """(status, Retry-After); status 0: no answer."""
    url = urllib.parse.urlsplit(a.what[2])
    c = http.client.HTTPConnection(url.hostname, url.port, timeout=40)
    try:
        c.request("POST", url.path, body, {"Authorization": "Bearer " + os.environ["TOKEN"]})
        r = c.getresponse()
        r.read()
        return r.status, r.getheader("Retry-After")
    except OSError:
        return 0, None
    finally:
        c.close()


def work(a, bodies, told):
    while True:
        try:
            body = bodies.get_nowait()
        except queue.Empty:
            return
        status = None
        while status != 202:
            status, after = post_one(a, body)
            told.append((time.time(), status, after))
            time.sleep(a.pause if status == 202 else min(float(after or 1), 1))


def post(a):
    with open(a.what[1], "rb") as f:
        lines = f.readlines()
    bodies, told = queue.Queue(), []
    for at in range(0, len(lines), a.lines):
        bodies.put(b"".join(lines[at:at + a.lines]) + b" " * a.pad)
    threads = [threading.Thread(target=work, args=(a, bodies, told)) for _ in range(a.threads)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    with open(a.what[3], "w", encoding="utf-8") as f:
        json.dump(told, f)


def check(a):
    with open(a.what[1], encoding="utf-8") as f:
        told = json.load(f)
    frm, to = a.held
    count = collections.Counter(status for _, status, _ in told)
    wrong = []
    if not count[503] + count[429]:
        wrong.append("nobody was told to wait")
    if set(count) - {202, 503, 429}:
        wrong.append(f"other answers: {dict(count)}")
    if any(status in (503, 429) and not after for _, status, after in told):
        wrong.append("somebody was told to wait without Retry-After")
    early = sum(1 for t, status, _ in told if status == 202 and frm + GRACE_S < t < to)
    if early:
        wrong.append(f"{early} were told 202 while Kafka could not have it")
    print(" ".join(f"{n} times {status}" for status, n in sorted(count.items())))
    if wrong:
        sys.exit("\n".join(wrong))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", nargs="+")
    p.add_argument("--threads", type=int, default=8)
    p.add_argument("--lines", type=int, default=10)
    p.add_argument("--pause", type=float, default=0.2)
    p.add_argument("--pad", type=int, default=0)
    p.add_argument("--held", type=float, nargs=2, default=(0, 0))
    a = p.parse_args()
    {"post": post, "check": check}[a.what[0]](a)


if __name__ == "__main__":
    main()
