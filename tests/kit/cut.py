#!/usr/bin/env python3
"""A TCP proxy in front of Redis that cuts connections where it hurts.

    cut.py LISTEN REDIS --sha SHA... --chance P --spare P --any P [--seed N] [--hold FILE [--late]]
    LISTEN, REDIS: host:port; runs until it is ended

--chance: that a request with one of these scripts is passed on whole and answered by Redis, but that the connection ends within
the answers, at any byte of them or before the first. --spare: that such an answer of few bytes gets through: so that the long
ones, to what several partitions read, are hit more often. --any: that a connection ends at some other piece of data, in either
direction, in the middle of it. --hold: while FILE is there, a request with one of these scripts (FILE may name the
one) never reaches Redis, nor does what its connection sends after it: whoever is killed now, dies between having done everything else and that. Where FILE says `ahead`, only once a
commit has passed that applied records ahead of others (common/io/ahead.h). --late: it waits here, and
reaches Redis once FILE is gone, in whatever state Redis is by then. Prints a line for every cut and every request held.
"""
import argparse
import os
import random
import re
import socket
import threading
import time

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("listen")
parser.add_argument("redis")
parser.add_argument("--sha", action="append", default=[])
parser.add_argument("--chance", type=float, default=0)
parser.add_argument("--spare", type=float, default=0)
parser.add_argument("--any", type=float, default=0)
parser.add_argument("--hold", metavar="FILE")
parser.add_argument("--late", action="store_true")
parser.add_argument("--record", metavar="FILE", help="append what clients send")
parser.add_argument("--seed", type=int, default=1)
A = parser.parse_args()
DICE = random.Random(A.seed)
HEAD = b"EVALSHA\r\n$40\r\n"
MARKS = [HEAD + sha.encode() for sha in A.sha]


AHEAD = re.compile(rb"\$5\r\nahead\r\n\$[1-9]")     # the field of a commit, not empty
ahead_passed = False


def address(text):
    host, port = text.rsplit(":", 1)
    return host, int(port)


def to_hold():
    """The marks of what is kept from Redis now."""
    try:
        with open(A.hold, "rb") as f:
            named = f.read().split()
        return [mark for mark in MARKS if not named or mark[len(HEAD):] in named]
    except FileNotFoundError:
        return []


def holds(text):
    global ahead_passed
    if any(mark in text for mark in to_hold()):
        return True
    try:
        with open(A.hold, "rb") as f:
            wanted = f.read().strip() == b"ahead"
    except FileNotFoundError:
        wanted = False
    held, ahead_passed = wanted and ahead_passed, wanted and (ahead_passed or AHEAD.search(text) is not None)
    return held


class Pair:
    """One client's connection and ours to Redis behind it."""

    def __init__(self, client):
        self.client = client
        self.redis = socket.create_connection(address(A.redis))
        self.tail = b""            # of what was sent: a script's name may come in two pieces
        self.doomed = self.held = False
        threading.Thread(target=self.run, args=(self.client, self.redis, self.asked), daemon=True).start()
        threading.Thread(target=self.run, args=(self.redis, self.client, self.answered), daemon=True).start()

    def asked(self, data):
        if A.record:
            with open(A.record, "ab") as f:
                f.write(data)
        text = self.tail + data
        marked = any(mark in text for mark in MARKS)
        if marked and not self.held and A.hold and holds(text):
            print("held a request", flush=True)
            self.held = not A.late
            while A.late and os.path.exists(A.hold):
                time.sleep(0.02)
            if self.held:              # what stands before it is of requests that may reach Redis
                return data[:max(0, min(text.find(m) for m in MARKS if m in text) - len(self.tail))], False
        if self.held:
            return b"", False
        if not self.doomed and marked and DICE.random() < A.chance:
            self.doomed = True
        self.tail = text[-len(HEAD) - 39:]
        return data, False

    def answered(self, data):
        if not self.doomed or (len(data) < 100 and DICE.random() < A.spare):
            self.doomed = False
            return data, False
        print(f"cut an answer of {len(data)} bytes", flush=True)
        return data[:DICE.randrange(len(data) + 1)], True

    def run(self, source, sink, look):
        try:
            while data := source.recv(65536):
                data, end = look(data)
                if data and not end and DICE.random() < A.any:
                    data, end = data[:DICE.randrange(len(data))], True
                    print("cut", flush=True)
                sink.sendall(data)
                if end:
                    break
        except OSError:
            pass
        for s in (self.client, self.redis):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def main():
    with socket.create_server(address(A.listen)) as server:
        while True:
            client, _ = server.accept()
            try:
                Pair(client)
            except OSError:
                client.close()


main()
