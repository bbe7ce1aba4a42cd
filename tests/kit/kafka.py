#!/usr/bin/env python3
"""Kafka as the kit needs it: offsets by kcat, topics by Kafka's own protocol (no tool of Debian makes them).

    kafka.py create BROKER TOPIC PARTITIONS [NAME=VALUE ...]    kafka.py delete BROKER TOPIC
    kafka.py trim BROKER TOPIC PARTITION OFFSET     forget what lies before, as retention does
    kafka.py grow BROKER TOPIC PARTITIONS           to so many
    kafka.py ends BROKER TOPIC                      first and next offset of each partition
"""
import json
import socket
import struct
import subprocess
import sys


class KafkaError(Exception):
    pass


def kcat(*args):
    done = subprocess.run(["kcat", *args], capture_output=True, text=True)
    if done.returncode:
        raise KafkaError(f"kcat {' '.join(args)}: {done.stderr.strip()}")
    return done.stdout


def lines(*args):
    """The same, a line at a time: a topic may be longer than memory."""
    with subprocess.Popen(["kcat", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="strict") as child:
        for line in child.stdout:
            yield line.rstrip("\n")
        if child.wait():
            raise KafkaError(f"kcat {' '.join(args)}: {child.stderr.read().strip()}")


def partitions(broker, topic):
    """0: no such topic."""
    seen = json.loads(kcat("-L", "-J", "-b", broker, "-t", topic))
    return sum(len(t["partitions"]) for t in seen["topics"] if t["topic"] == topic and "error" not in t)


def offsets(broker, topic, count, which):
    """{partition: offset}; which: -1 the next one, -2 the first one that is held."""
    asked = [x for p in range(count) for x in ("-t", f"{topic}:{p}:{which}")]
    lines = kcat("-Q", "-b", broker, *asked).splitlines() if count else []
    # pulso.mentions [0] offset 5
    return {int(line.split("[")[1].split("]")[0]): int(line.rsplit(" ", 1)[1]) for line in lines}


# --- the protocol: big-endian, a string is its 16-bit length and its bytes, an array its 32-bit count and its items
CREATE_TOPICS, DELETE_TOPICS, DELETE_RECORDS, CREATE_PARTITIONS = (19, 4), (20, 3), (21, 1), (37, 1)   # api, version: held by Kafka 2.4 to 4.x


def string(s):
    return struct.pack(">h", len(s.encode())) + s.encode()


def array(items):
    return struct.pack(">i", len(items)) + b"".join(items)


def call(broker, api, body):
    """broker must be the controller: with one broker it is."""
    host, port = broker.rsplit(":", 1)
    with socket.create_connection((host, int(port)), 30) as s:
        head = struct.pack(">hhi", *api, 1) + string("pulso-kit")
        s.sendall(struct.pack(">i", len(head + body)) + head + body)
        f = s.makefile("rb")
        size = struct.unpack(">i", f.read(4))[0]
        return f.read(size)[8:]     # without the correlation id and throttle_time_ms


def check(error, what):
    if error:
        raise KafkaError(f"{what}: Kafka's error code {error}")


def create(broker, topic, count, config=None):
    settings = [string(k) + string(v) for k, v in (config or {}).items()]
    one = string(topic) + struct.pack(">ih", count, 1) + array([]) + array(settings)
    answer = call(broker, CREATE_TOPICS, array([one]) + struct.pack(">i?", 30000, False))
    check(struct.unpack_from(">h", answer, 4 + 2 + len(topic.encode()))[0], f"create {topic}")


def delete(broker, topic):
    answer = call(broker, DELETE_TOPICS, array([string(topic)]) + struct.pack(">i", 30000))
    check(struct.unpack_from(">h", answer, 4 + 2 + len(topic.encode()))[0], f"delete {topic}")


def grow(broker, topic, count):
    one = string(topic) + struct.pack(">ii", count, -1)
    answer = call(broker, CREATE_PARTITIONS, array([one]) + struct.pack(">i?", 30000, False))
    check(struct.unpack_from(">h", answer, 4 + 2 + len(topic.encode()))[0], f"grow {topic}")


def trim(broker, topic, partition, offset):
    one = string(topic) + array([struct.pack(">iq", partition, offset)])
    answer = call(broker, DELETE_RECORDS, array([one]) + struct.pack(">i", 30000))
    check(struct.unpack(">h", answer[-2:])[0], f"trim {topic} [{partition}]")


def main(args):
    what, broker, topic, *rest = args
    if what == "create":
        create(broker, topic, int(rest[0]), dict(r.split("=", 1) for r in rest[1:]))
    elif what == "delete":
        delete(broker, topic)
    elif what == "trim":
        trim(broker, topic, int(rest[0]), int(rest[1]))
    elif what == "grow":
        grow(broker, topic, int(rest[0]))
    elif what == "ends":
        n = partitions(broker, topic)
        first, after = offsets(broker, topic, n, -2), offsets(broker, topic, n, -1)
        for p in range(n):
            print(p, first[p], after[p])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KafkaError as e:
        sys.exit(f"kafka.py: {e}")
    except (ValueError, IndexError):
        sys.exit(__doc__)
