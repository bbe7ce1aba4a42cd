#!/usr/bin/env python3
"""A member and leader of a consumer group that leaves partitions without an owner, once.

    selfish.py BROKER GROUP TOPIC PARTITIONS

The first time that others have joined it hands out nothing at all; asked again, it gives them everything. It stands for
what a broker may keep after a member was killed between the two steps of a cooperative rebalance. Says what it does, a line each.
"""
import struct
import sys
import time

from kafka import array, call, string

FIND_COORDINATOR, JOIN, HEARTBEAT, SYNC = (10, 2), (11, 5), (12, 3), (14, 3)
NOBODY = struct.pack(">h", -1)                  # no group.instance.id
MEMBER_ID_REQUIRED = 79
LOADING = (14, 15, 16)                          # the coordinator is on its way


def sized(b):
    return struct.pack(">i", len(b)) + b


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, form):
        v = struct.unpack_from(">" + form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return v

    def text(self):
        n = max(self.number("h"), 0)            # -1: none
        self.at += n
        return self.data[self.at - n:self.at].decode()

    def skip_bytes(self):
        n = max(self.number("i"), 0)
        self.at += n


def join(broker, group, topic, me):
    """(error, generation, leader, my id, ids of all)"""
    wants = struct.pack(">h", 1) + array([string(topic)]) + struct.pack(">i", -1) + array([])
    body = string(group) + struct.pack(">ii", 10000, 30000) + string(me) + NOBODY + string("consumer") + array([string("cooperative-sticky") + sized(wants)])
    r = Reader(call(broker, JOIN, body))
    error, generation = r.number("h"), r.number("i")
    r.text()
    leader, me = r.text(), r.text()
    ids = []
    for _ in range(r.number("i")):
        ids.append(r.text())
        r.text()
        r.skip_bytes()
    return error, generation, leader, me, ids


def share(topic, partitions):
    mine = [string(topic) + array([struct.pack(">i", p) for p in partitions])] if partitions else []
    return struct.pack(">h", 1) + array(mine) + struct.pack(">i", -1)


def main(broker, group, topic, count):
    me, times = "", 0
    while True:
        error, generation, leader, me, ids = join(broker, group, topic, me)
        if error == MEMBER_ID_REQUIRED:
            continue
        if error in LOADING:
            call(broker, FIND_COORDINATOR, string(group) + b"\0")
            me = ""
            time.sleep(0.2)
            continue
        if error or leader != me:
            sys.exit(f"selfish.py: error {error}, leader {leader}")
        others = [i for i in ids if i != me]
        times += bool(others)
        gifts = [string(i) + sized(share(topic, range(count)[n::len(others)] if times > 1 else [])) for n, i in enumerate(others)]
        answer = call(broker, SYNC, string(group) + struct.pack(">i", generation) + string(me) + NOBODY + array(gifts + [string(me) + sized(share(topic, []))]))
        if error := struct.unpack_from(">h", answer)[0]:
            sys.exit(f"selfish.py: error {error} when handing out")
        print(f"generation {generation}: {len(others)} others, {'everything is theirs' if times > 1 else 'they get nothing'}", flush=True)
        while struct.unpack_from(">h", call(broker, HEARTBEAT, string(group) + struct.pack(">i", generation) + string(me) + NOBODY))[0] == 0:
            time.sleep(0.2)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
