#!/usr/bin/env python3
"""Sets one setting of a topic, by Kafka's own protocol: real_setting.py BROKER TOPIC NAME VALUE. BROKER: the controller."""
import struct
import sys

from kafka import array, call, check, string

INCREMENTAL_ALTER_CONFIGS, TOPIC, SET = (44, 0), 2, 0

broker, topic, name, value = sys.argv[1:]
one = struct.pack(">b", TOPIC) + string(topic) + array([string(name) + struct.pack(">b", SET) + string(value)])
answer = call(broker, INCREMENTAL_ALTER_CONFIGS, array([one]) + struct.pack(">?", False))
check(struct.unpack_from(">h", answer, 4)[0], f"{topic}: {name}")
