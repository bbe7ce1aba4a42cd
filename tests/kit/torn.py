#!/usr/bin/env python3
"""The last transaction of Redis's append-only file cut off at every byte, then two restarts with the replay between them.

    torn.py SNAPSHOT WIRE [--step N]    SNAPSHOT: Redis's folder as it was at offset 20. WIRE: what classify sent to Redis
                                        (cut.py --record), with the commits 20-30, 30-40, 20-40, 40-60 and 20-60 of partition 0

Redis loads a torn file here without being stopped (aof-load-truncated yes): the scripts alone must keep the counts right, and
say so where they cannot. Some cuts go the shipped way, through redis-check-aof.
"""
import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import resp

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
TAG = "{pulso.m.0}"
BORDERS = [("20", "30"), ("30", "40"), ("20", "40"), ("40", "60"), ("20", "60")]


def script(name):
    with open(f"{ROOT}/common/io/{name}.lua", encoding="utf-8") as f:
        return f.read()


CLAIM, COMMIT = script("claim"), script("commit")


def requests(data):
    """Every whole request in a stream of RESP; AUTH and the like stand between."""
    at = 0
    while (at := data.find(b"*", at)) >= 0:
        try:
            end = data.index(b"\r\n", at)
            count, p, args = int(data[at + 1:end]), end + 2, []
            for _ in range(count):
                end = data.index(b"\r\n", p)
                n = int(data[p + 1:end])
                args.append(data[end + 2:end + 2 + n])
                p = end + 4 + n
        except ValueError:
            return
        yield args
        at = p


def commits(wire):
    """(from, to) -> ARGV; a claim has three arguments, a read's first is no number."""
    found = {}
    with open(wire, "rb") as f:
        for args in requests(f.read()):
            if args[0] == b"EVALSHA" and len(args) > 12 and args[4].isdigit() and args[5].isdigit():
                found[args[4].decode(), args[5].decode()] = args[4:]
    for borders in BORDERS:
        if borders not in found:
            sys.exit(f"torn.py: no commit {borders[0]}-{borders[1]} was recorded, only {sorted(found)}")
    return found


class Redis:
    """A redis-server on a folder; its file is cut between two lives."""

    def __init__(self, folder):
        self.folder, self.process, self.r = folder, None, None
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.aof = f"{folder}/appendonlydir/" + next(f for f in os.listdir(f"{folder}/appendonlydir") if f.endswith(".incr.aof"))

    def start(self, truncated="yes"):
        self.process = subprocess.Popen(["redis-server", f"{ROOT}/deploy/redis.conf", "--port", str(self.port), "--dir", self.folder, "--appendfsync", "no",
                                         "--aof-load-truncated", truncated], stdout=subprocess.DEVNULL)
        while self.process.poll() is None:
            try:
                self.r = resp.Redis(f"127.0.0.1:{self.port}")
                self.r("PING")
                return
            except (OSError, resp.RedisError):
                time.sleep(0.002)
        sys.exit("torn.py: Redis does not start")

    def kill(self):
        if self.process:
            self.r.close()
            self.process.kill()
            self.process.wait()
        self.process = None

    def restart(self):
        self.kill()
        self.start()

    def claim(self):
        """offset, epoch, open"""
        state, _, left = self.r("EVAL", CLAIM, 1, TAG, "torn", "0")
        flat = dict(zip(state[::2], state[1::2]))
        return flat["off"], flat["epoch"], left

    def commit(self, argv):
        epoch = self.claim()[1]
        return self.r("EVAL", COMMIT, 1, TAG, argv[0], argv[1], epoch, *argv[3:])[0]

    def dump(self):
        """Everything but who owns it and what a torn file left open."""
        out = {}
        for key in self.raw_keys():
            kind = self.r("TYPE", key)
            if kind == "hash":
                flat = self.raw("HGETALL", key)
                out[key] = {k: v for k, v in zip(flat[::2], flat[1::2]) if k not in (b"epoch", b"owner")}
            elif kind == "zset":
                out[key] = self.raw("ZRANGE", key, 0, -1)
            elif key not in (f"{TAG}:ends",):
                out[key] = kind
        return out

    def raw_keys(self):
        return self.r.scan(f"{TAG}:*")

    def raw(self, *args):
        """The bytes: ids are no text."""
        self.r.socket.sendall(self.r.encode(args))
        f = self.r.file
        return [f.read(int(f.readline()[1:-2]) + 2)[:-2] for _ in range(int(f.readline()[1:-2]))]


class Trial:
    def __init__(self, snapshot, argv):
        self.argv = argv
        self.folder = tempfile.TemporaryDirectory()
        shutil.copytree(snapshot, f"{self.folder.name}/r")
        self.redis = Redis(f"{self.folder.name}/r")
        with open(self.redis.aof, "rb") as f:
            self.begin = f.read()
        self.want = {"20": self.state(), **{way[-1]: self.state(*zip(way, way[1:])) for way in (("20", "30"), ("20", "40"), ("20", "60"))}}
        for way in (("20", "30", "40"), ("20", "40", "60"), ("20", "30", "40", "60")):
            self.equal(f"by way of {way}", self.state(*zip(way, way[1:])), self.want[way[-1]])
        self.file(self.begin)
        self.redis.start()
        self.redis.claim()
        self.claimed = os.path.getsize(self.redis.aof)
        self.ok(("20", "40"))
        self.redis.kill()
        with open(self.redis.aof, "rb") as f:
            self.whole = f.read()
        self.torn = self.healed = 0

    def file(self, data):
        with open(self.redis.aof, "wb") as f:
            f.write(data)

    def state(self, *borders):
        self.file(self.begin)
        self.redis.start()
        for b in borders:
            self.ok(b)
        out = self.redis.dump()
        self.redis.kill()
        return out

    def ok(self, borders):
        answer = self.redis.commit(self.argv[borders])
        if answer != "ok":
            sys.exit(f"torn.py: commit {borders}: {answer}")

    def equal(self, what, have, want):
        for key in sorted(set(have) | set(want)):
            if have.get(key) != want.get(key):
                sys.exit(f"torn.py: {what}: {key}: {have.get(key)}, expected {want.get(key)}")

    def restarted(self, cut):
        self.file(self.whole[:cut])
        self.redis.start()
        self.equal(f"cut at {cut}, first start", self.redis.dump(), self.want["20"])

    def replay(self, cut, *way):
        """Two restarts with the whole replay between them, and one more commit on top."""
        self.restarted(cut)
        for b in zip(way, way[1:]):
            self.ok(b)
        self.redis.restart()
        self.equal(f"cut at {cut}, replay {way}, second start", self.redis.dump(), self.want[way[-1]])
        if way[-1] == "40":
            self.ok(("40", "60"))
            self.equal(f"cut at {cut}, replay {way}, and on", self.redis.dump(), self.want["60"])
            if self.redis.claim()[2] != ["60"]:
                sys.exit(f"torn.py: cut at {cut}: a healed commit is still open")
        self.redis.kill()

    def half(self, cut):
        """The replay has come to 30 only when Redis restarts again: what the torn transaction left beyond must be noticed."""
        self.restarted(cut)
        self.ok(("20", "30"))
        self.redis.restart()
        if any(int(o) > 30 for o in self.redis.claim()[2]):
            self.torn += 1
            answer = self.redis.commit(self.argv["30", "40"])
            if answer != "torn":
                sys.exit(f"torn.py: cut at {cut}: a commit was built on a torn one: {answer}")
        else:
            self.healed += 1
            self.equal(f"cut at {cut}, half a replay, and nothing says so", self.redis.dump(), self.want["30"])
        self.redis.kill()

    def shipped(self, cut):
        """deploy/stack cuts the torn tail off before Redis loads it: nothing is ever left over."""
        self.file(self.whole[:cut])
        for want in ("20", "40"):
            if subprocess.run([f"{ROOT}/deploy/stack", "redis-check", self.redis.folder], capture_output=True).returncode:
                sys.exit(f"torn.py: cut at {cut}: redis-check refuses")
            self.redis.start("no")
            self.equal(f"cut at {cut}, the shipped way", self.redis.dump(), self.want[want])
            if want == "20":
                self.ok(("20", "40"))
            off, _, ends = self.redis.claim()
            if any(int(end) > int(off) for end in ends):
                sys.exit(f"torn.py: cut at {cut}, the shipped way: a commit is open")
            self.redis.kill()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("snapshot")
    p.add_argument("wire")
    p.add_argument("--step", type=int, default=16)
    a = p.parse_args()
    t = Trial(a.snapshot, commits(a.wire))
    try:
        last = range(len(t.whole) - 120, len(t.whole), 5)     # where a commit ends, a few bytes decide
        cuts = sorted({*range(t.claimed + 1, len(t.whole), a.step), *last})
        for i, cut in enumerate(cuts):
            t.replay(cut, "20", "40")
            if i % 4 == 0 or a.step == 1:
                t.half(cut)
                t.replay(cut, "20", "30", "40")
                t.replay(cut, "20", "60")
            if i % 16 == 0:
                t.shipped(cut)
        if not t.torn:
            sys.exit("torn.py: no cut left anything that TAG:ends had to show")
        print(f"{len(cuts)} cuts of a transaction of {len(t.whole) - t.claimed} bytes: exact; {t.torn} half replays were refused, {t.healed} were whole")
    finally:
        t.redis.kill()


if __name__ == "__main__":
    main()
