#!/usr/bin/env python3
"""Feeds a file of mentions at a steady rate: a fault should hit a pipeline that is at work, not one that idles.

    feed.py STREAM --append FILE                  to the end of a file that pulso-ingest follows
    feed.py STREAM --exec 'COMMAND'               to a command's standard input
    feed.py STREAM --kafka BROKER [--topic T]     straight into Kafka, with the key and partitioner of pulso-ingest
"""
import argparse
import itertools
import json
import subprocess
import sys
import time

TURN_S = 0.02


def key(line):
    """platform:id; of a line that has none, anything: it must come to somewhere."""
    try:
        record = json.loads(line)
        return f"{record['platform']}:{record['id']}".encode()
    except (ValueError, KeyError, TypeError):
        return b"poison"


def kcat(broker, topic):
    settings = ["partitioner=murmur2_random", "enable.idempotence=true", "message.timeout.ms=0", "linger.ms=5", "log_level=3"]
    # -E: a broker that is away is waited for
    return ["kcat", "-P", "-E", "-b", broker, "-t", topic, "-K", "\t", *[x for s in settings for x in ("-X", s)]]


def pour(lines, out, rate):
    """Writes all lines, `rate` a second (0: as fast as they go), each turn flushed."""
    n, start = 0, time.monotonic()
    while True:
        due = int((time.monotonic() - start + TURN_S) * rate) - n if rate else 1000
        part = list(itertools.islice(lines, max(due, 0)))
        if due > 0 and not part:
            return n
        out.write(b"".join(part))
        out.flush()
        n += len(part)
        if rate:
            time.sleep(TURN_S)


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("stream")
    to = p.add_mutually_exclusive_group(required=True)
    to.add_argument("--append", metavar="FILE")
    to.add_argument("--exec", metavar="COMMAND")
    to.add_argument("--kafka", metavar="BROKER")
    p.add_argument("--topic", default="pulso.mentions")
    p.add_argument("--rate", type=float, default=5000, help="lines a second; 0: no limit")
    p.add_argument("--skip", type=int, default=0, metavar="LINES")
    p.add_argument("--take", type=int, default=None, metavar="LINES", help="no more than so many")
    return p.parse_args()


def main():
    a = arguments()
    with open(a.stream, "rb") as f:
        lines = itertools.islice(f, a.skip, None if a.take is None else a.skip + a.take)
        start = time.monotonic()
        if a.append:
            with open(a.append, "ab") as out:
                n = pour(lines, out, a.rate)
        else:
            if a.kafka:
                lines = (key(line) + b"\t" + line for line in lines)
            command = kcat(a.kafka, a.topic) if a.kafka else a.exec
            with subprocess.Popen(command, shell=bool(a.exec), stdin=subprocess.PIPE) as child:
                try:
                    n = pour(lines, child.stdin, a.rate)
                    child.stdin.close()
                except BrokenPipeError:
                    sys.exit(f"feed.py: the receiver ended early, with {child.wait()}")
                if child.wait():
                    sys.exit(f"feed.py: the receiver ended with {child.returncode}")
    print(f"fed {n} lines in {time.monotonic() - start:.1f} s")


if __name__ == "__main__":
    main()
