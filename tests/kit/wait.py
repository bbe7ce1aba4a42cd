#!/usr/bin/env python3
"""Waits until the daemons have caught up: until the offset that Redis holds for each partition is Kafka's end.

    wait.py --kafka BROKER --redis HOST:PORT [--route] [--deadline S]

With --route also pulso.classified and what route has applied of it. Exit 1, with the lag, at the deadline.
"""
import argparse
import sys
import time

import kafka
import resp


def lags(a, r, topic, letter):
    """{partition: records not yet applied}"""
    count = kafka.partitions(a.kafka, a.prefix + topic)
    if not count:
        return {topic: "no such topic"}
    ends = kafka.offsets(a.kafka, a.prefix + topic, count, -1)
    have = r.pipeline([("HGET", f"{{{a.prefix}{letter}.{p}}}:s", "off") for p in range(count)])
    return {f"{letter}.{p}": ends[p] - int(have[p] or 0) for p in range(count) if ends[p] != int(have[p] or 0)}


def behind(a):
    try:
        r = resp.Redis(a.redis, 5)
        try:
            # classify first: only when it is done does the end of pulso.classified stand still
            return lags(a, r, "mentions", "m") or (lags(a, r, "classified", "c") if a.route else {})
        finally:
            r.close()
    except (OSError, resp.RedisError, kafka.KafkaError) as e:
        return {"error": str(e)}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--kafka", required=True)
    p.add_argument("--redis", required=True)
    p.add_argument("--prefix", default="pulso.")
    p.add_argument("--route", action="store_true")
    p.add_argument("--deadline", type=float, default=60, metavar="S")
    a = p.parse_args()
    start = time.monotonic()
    while (lag := behind(a)) and time.monotonic() - start < a.deadline:
        time.sleep(0.1)
    took = time.monotonic() - start
    if lag:
        sys.exit(f"wait.py: after {took:.0f} s still behind: " + " ".join(f"{k}={v}" for k, v in lag.items()))
    print(f"caught up in {took:.1f} s")


if __name__ == "__main__":
    main()
