"""What one pass over the records without any fault must count. Written from the design alone and sharing nothing
with the daemons: where the two differ, one of them is wrong.

An id contributes the same counters to one minute, one hour and one local day. A repeat is a duplicate; with a
greater updated_at an update, which takes the old contribution out and puts the new one in at its own time; a
deletion takes it out and leaves a tombstone, after which everything is a duplicate. A refresh is never a mention.
"""
import collections
import datetime
import zoneinfo

import texts

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
MINUTES_KEPT_MS, HOURS_KEPT_MS = 72 * HOUR_MS, 400 * DAY_MS
OUTCOMES = ("new", "dup", "upd", "del", "late", "ref", "dlq")
EPOCH = datetime.date(1970, 1, 1)


def time_ms(text):
    t = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round(t.timestamp() * 1000)


def author_group(record):
    """One of 16, by minute only: FNV-1a of platform:author."""
    h = 2166136261
    for byte in f"{record['platform']}:{record['author'].get('id') or record['author']['handle']}".encode():
        h = (h ^ byte) * 16777619 & 0xffffffff
    return h % 16


def counters(record, brands, label):
    """Names that one mention adds 1 to. brands and label are the generator's truth, not read from the text."""
    platform = record["platform"]
    yield f"a|{platform}"
    yield f"k|{len(brands)}"
    for b in brands:
        yield f"b|{b}|{platform}|{label}"
        if texts.unsure(record.get("text", ""), label):
            yield f"u|{b}|{platform}"
        yield f"l|{b}|{record['lang']}"
        if record.get("country"):
            yield f"c|{b}|{record['country']}"
        yield f"i|{b}|{texts.INTENTS[label]}"
        if len(brands) > 1:
            yield f"f|{b}|{platform}|{len(brands)}"
        if record.get("author", {}).get("followers"):
            yield f"r|{b}|{platform}"
        if record.get("kind") != "repost":
            yield f"o|{b}|{platform}"
        for topic in texts.topics(record.get("text", "")):
            yield f"t|{b}|{topic}"
            if label == "negative":
                yield f"n|{b}|{topic}"
        if label == "negative" and "author" in record:     # every real record has one
            yield f"w|{b}|{author_group(record):x}"


def bucket(seconds):
    """Of how long after a mention its deletion came: below 64 each second; from there on 32 a doubling."""
    if seconds < 64:
        return seconds
    e = seconds.bit_length() - 1
    return 64 + 32 * (e - 6) + (seconds - (1 << e)) * 32 // (1 << e)


class Ledger:
    def __init__(self, zone, now_ms):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.now_ms = now_ms   # about when the records are appended: what is too old for minutes or hours
        self.at = {"minute": {}, "hour": {}, "day": {}}
        self.outcomes = dict.fromkeys(OUTCOMES, 0)
        self.removed = 0
        self.seen = {}         # key -> [updated_at ms, (created ms, names)], or None once deleted

    def buckets(self, ms):
        if self.now_ms - ms < MINUTES_KEPT_MS:
            yield "minute", ms // MINUTE_MS
        if self.now_ms - ms < HOURS_KEPT_MS:
            yield "hour", ms // HOUR_MS
        yield "day", (datetime.datetime.fromtimestamp(ms / 1000, self.zone).date() - EPOCH).days

    def count(self, contribution, by):
        ms, names, *weight = contribution
        for level, number in self.buckets(ms):
            bucket = self.at[level].setdefault(number, collections.Counter())
            for name in names:
                if level == "minute" or not name.startswith("w|"):
                    bucket[name] += by * (weight[0] if name.startswith("r|") else 1)

    def add(self, record, brands=(), label=None, version=0):
        """Says what became of the record: one of OUTCOMES."""
        outcome = self.apply(record, brands, label, version)
        self.outcomes[outcome] += 1
        return outcome

    def apply(self, record, brands, label, version):
        key = f"{record['platform']}:{record['id']}"
        if record.get("refresh"):
            return "ref"
        known = key in self.seen
        if known and self.seen[key] is None:
            return "dup"
        if record.get("deleted"):
            if known:
                ms, names, *_ = self.seen[key][1]
                self.count(self.seen[key][1], -1)
                said = time_ms(record["updated_at"]) // 1000 - ms // 60_000 * 60 if "updated_at" in record else None
                self.count((ms, tuple(f"d{n[1:]}|{'?' if said is None else bucket(max(said, 0))}" for n in names if n.startswith("b|"))), 1)
                self.removed += 1
            self.seen[key] = None
            return "del"
        updated = time_ms(record["updated_at"]) if "updated_at" in record else float("-inf")
        if known and updated <= self.seen[key][0]:
            return "dup"
        if known:
            self.count(self.seen[key][1], -1)
        contribution = time_ms(record["created_at"]), tuple(counters(record, brands, label)), record.get("author", {}).get("followers", 0)
        self.count(contribution, 1)
        self.seen[key] = [updated, contribution]
        if not known:      # under which version of the configuration it was first counted: nothing takes that back
            self.count((contribution[0], (f"v|{version}",)), 1)
        return "upd" if known else "new"

    def poison(self):
        self.outcomes["dlq"] += 1

    def as_json(self):
        levels = {level: {str(n): {k: v for k, v in sorted(c.items()) if v} for n, c in sorted(at.items())}
                  for level, at in self.at.items()}
        return {"zone": self.zone.key, "records": sum(self.outcomes.values()), "outcomes": self.outcomes,
                "removed": self.removed, **{k: {n: c for n, c in v.items() if c} for k, v in levels.items()}}
