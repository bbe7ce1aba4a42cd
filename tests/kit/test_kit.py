#!/usr/bin/env python3
"""The kit judges the daemons, so it is judged first, on input small enough to count by hand.

    python3 -m unittest tests/kit/test_kit.py
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import feed  # noqa: E402
import model  # noqa: E402
import resp  # noqa: E402
import texts  # noqa: E402

NOW = model.time_ms("2026-03-02T12:00:00Z")
AT = "2026-03-02T05:59:30Z"                       # 23:59 of 1 March in Mexico City
MINUTE, HOUR, DAY = "29540519", "492341", "20513"


def mention(n, **more):
    return {"platform": "x", "id": str(n), "created_at": AT, "lang": "es", **more}


def ledger_of(*steps):
    """Each step: (record, brands, label). Returns what became of each, and the ledger."""
    ledger = model.Ledger("America/Mexico_City", NOW)
    return [ledger.add(*s) for s in steps], ledger.as_json()


class Model(unittest.TestCase):
    def test_a_mention_counts_in_its_minute_hour_and_local_day(self):
        said, have = ledger_of((mention(1, country="AR"), ["a", "b"], "negative"))
        want = {"a|x": 1, "k|2": 1, "v|0": 1, **{k: 1 for b in "ab" for k in (f"b|{b}|x|negative", f"o|{b}|x", f"l|{b}|es", f"c|{b}|AR",
                                                                                           f"i|{b}|complaint", f"f|{b}|x|2")}}
        self.assertEqual(said, ["new"])
        self.assertEqual((have["minute"], have["hour"], have["day"]), ({MINUTE: want}, {HOUR: want}, {DAY: want}))

    def test_a_mention_of_no_brand_and_without_country_counts_as_such(self):
        _, have = ledger_of((mention(1), [], "negative"), (mention(2), ["a"], "neutral"))
        self.assertEqual(have["day"], {DAY: {"a|x": 2, "k|0": 1, "k|1": 1, "b|a|x|neutral": 1, "o|a|x": 1, "l|a|es": 1, "i|a|noise": 1, "v|0": 2}})

    def test_each_brand_counts_each_topic_of_the_text(self):
        _, have = ledger_of((mention(1, text="La oficina de a y b, sobre la tarjeta"), ["a", "b"], "neutral"))
        self.assertEqual({k: n for k, n in have["day"][DAY].items() if k[0] == "t"}, {f"t|{b}|{t}": 1 for b in "ab" for t in ("branch", "cards")})

    def test_negatives_count_by_topic_and_by_minute_in_the_group_of_their_author(self):
        said = mention(1, text="Odio a a, la tarjeta", author={"id": "88", "handle": "ana"})
        _, have = ledger_of((said, ["a"], "negative"), (mention(2, text="la tarjeta", author={"handle": "ana"}), ["a"], "neutral"))
        ours = {level: {k: n for k, n in have[level][at].items() if k[0] in "tnw"} for level, at in (("minute", MINUTE), ("hour", HOUR), ("day", DAY))}
        coarse = {"t|a|cards": 2, "n|a|cards": 1}
        self.assertEqual(ours, {"minute": {**coarse, "w|a|f": 1}, "hour": coarse, "day": coarse})

    def test_a_repost_is_no_original(self):
        _, have = ledger_of((mention(1, kind="repost"), ["a"], "neutral"))
        self.assertNotIn("o|a|x", have["day"][DAY])

    def test_what_becomes_of_a_second_record_of_an_id(self):
        later, latest = "2026-03-02T06:10:00Z", "2026-03-02T06:20:00+00:00"
        rows = [
            ("the same again", mention(1), mention(1), "dup", 1),
            ("another platform's id", mention(1), mention(1, platform="news"), "new", 2),
            ("a greater updated_at", mention(1, updated_at=later), mention(1, updated_at=latest), "upd", 1),
            ("an updated_at for the first time", mention(1), mention(1, updated_at=later), "upd", 1),
            ("the same updated_at", mention(1, updated_at=later), mention(1, updated_at=later), "dup", 1),
            ("a smaller updated_at", mention(1, updated_at=latest), mention(1, updated_at=later), "dup", 1),
            ("a deletion", mention(1), mention(1, deleted=True), "del", 0),
            ("a mention after its deletion", mention(1, deleted=True), mention(1, updated_at=later), "dup", 0),
            ("a deletion again", mention(1, deleted=True), mention(1, deleted=True), "dup", 0),
            ("new numbers", mention(1), mention(1, refresh=True), "ref", 1),
        ]
        for name, first, second, want, mentions in rows:
            with self.subTest(name):
                said, have = ledger_of((first, ["a"], "neutral"), (second, ["a"], "neutral"))
                self.assertEqual(said[1], want)
                total = sum(n for day in have["day"].values() for k, n in day.items() if k.startswith("a|"))
                self.assertEqual(total, mentions)

    def test_an_update_moves_the_contribution_to_its_own_time_and_truth(self):
        moved = mention(1, created_at="2026-03-02T06:00:00Z", updated_at="2026-03-02T07:00:00Z")
        _, have = ledger_of((mention(1), ["a"], "negative"), (moved, ["b"], "positive"))
        want = {"a|x": 1, "k|1": 1, "b|b|x|positive": 1, "o|b|x": 1, "l|b|es": 1, "i|b|praise": 1}
        counted_first = {"v|0": 1}                                    # stays where it was
        self.assertEqual(have["minute"], {MINUTE: counted_first, str(int(MINUTE) + 1): want})
        self.assertEqual(have["day"], {DAY: counted_first, str(int(DAY) + 1): want})      # midnight passed in between

    def test_a_deletion_is_counted_as_removed_only_where_something_was(self):
        _, have = ledger_of((mention(1), [], None), (mention(1, deleted=True), (), None), (mention(2, deleted=True), (), None))
        self.assertEqual((have["outcomes"]["del"], have["removed"], have["day"]), (2, 1, {DAY: {"v|0": 1}}))

    def test_what_is_too_old_for_minutes_counts_in_the_coarser_ones(self):
        for days, levels in ((2.9, 3), (3.1, 2), (399, 2), (401, 1)):
            with self.subTest(days=days):
                ledger = model.Ledger("UTC", NOW)
                self.assertEqual(len(list(ledger.buckets(NOW - int(days * model.DAY_MS)))), levels)


class Texts(unittest.TestCase):
    def test_each_text_names_its_brands_and_no_other(self):
        for text, brands, _, _ in texts.sample():
            words = [w.strip(",:.()@#").lower() for w in text.split()]
            self.assertEqual({b for b in texts.BRANDS if b in words}, set(brands), text)


class Generator(unittest.TestCase):
    def run_gen(self, *args):
        out = tempfile.mkdtemp(dir=self.folder.name)
        subprocess.run([sys.executable, f"{HERE}/gen.py", out, "--until", "2026-03-02T12:00:00Z", *args], check=True, stdout=subprocess.DEVNULL)
        with open(f"{out}/stream.jsonl", encoding="utf-8") as f, open(f"{out}/ledger.json", encoding="utf-8") as g:
            return f.read(), json.load(g)

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(self):
        a, b, c = (self.run_gen("--records", "500", "--seed", s) for s in ("1", "1", "2"))
        self.assertEqual(a, b)
        self.assertNotEqual(a[0], c[0])

    def test_every_kind_of_record_occurs_and_all_are_booked(self):
        stream, ledger = self.run_gen("--records", "5000", "--poison", "1")
        kinds = ledger["outcomes"]
        self.assertEqual((len(stream.splitlines()), ledger["records"]), (5000, 5000))
        self.assertTrue(all(n for k, n in kinds.items() if k != "late"), kinds)
        self.assertLess(ledger["removed"], kinds["del"])                # some deletions came first
        total = sum(n for day in ledger["day"].values() for k, n in day.items() if k.startswith("a|"))
        self.assertEqual(total, kinds["new"] - ledger["removed"])

    def test_only_matched_mentions_change_when_asked_so(self):
        stream, _ = self.run_gen("--records", "3000", "--changes-of", "matched", "--duplicates", "0", "--refreshes", "0")
        first = {}
        for line in stream.splitlines():
            m = json.loads(line)
            if m["id"] in first:
                self.assertTrue(first[m["id"]], line)
            if "text" in m:
                words = [w.strip(",:.()@#").lower() for w in m["text"].split()]
                first[m["id"]] = any(b in words for b in texts.BRANDS)


class Feed(unittest.TestCase):
    def test_the_key_is_platform_and_id_and_poison_has_one_too(self):
        rows = [(b'{"platform":"x","id":"a b"}', b"x:a b"), ('{"platform":"x","id":"ñ"}'.encode(), "x:ñ".encode()),
                (b"no json", b"poison"), (b'{"id":1}', b"poison"), (b"[1]", b"poison")]
        for line, want in rows:
            self.assertEqual(feed.key(line), want)

    def test_the_rate_is_kept_and_every_line_is_fed_once(self):
        class Out(list):
            write = list.append
            flush = staticmethod(lambda: None)
        out, lines, start = Out(), [b"%d\n" % i for i in range(500)], time.monotonic()
        self.assertEqual(feed.pour(iter(lines), out, 1000), 500)
        self.assertAlmostEqual(time.monotonic() - start, 0.5, delta=0.2)
        self.assertEqual(b"".join(out), b"".join(lines))


class Compare(unittest.TestCase):
    """Against a real Redis that holds, by hand, what two partitions of classify would have written."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.redis, cls.address = start_redis(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.redis.terminate()
        cls.redis.wait()
        cls.folder.cleanup()

    def setUp(self):
        _, self.ledger = ledger_of((mention(1), ["a"], "negative"), (mention(2), ["a"], "negative"), (mention(2), ["a"], "negative"))
        self.r = resp.Redis(self.address)
        self.addCleanup(self.r.close)
        self.r("FLUSHALL")
        # each partition numbers its counters in its own order
        for tag, names, books in (("{t.m.0}", ("a|x", "k|1", "b|a|x|negative", "o|a|x", "l|a|es", "v|0", "i|a|complaint"), ("off", 3, "start", 2, "new", 1)),
                                  ("{t.m.1}", ("l|a|es", "o|a|x", "a|x", "k|1", "b|a|x|negative", "v|0", "i|a|complaint"), ("off", 2, "new", 1, "dup", 1))):
            self.r("HSET", f"{tag}:s", *books)
            self.r("HSET", f"{tag}:n", *[x for i, n in enumerate(names) for x in (n, i)])
            for letter, bucket in (("m", MINUTE), ("h", HOUR), ("d", DAY)):
                self.r("HSET", f"{tag}:{letter}:{bucket}", *[x for i in range(7) for x in (i, 1)])
                self.r("ZADD", f"{tag}:{letter}i", bucket, bucket)

    def compare(self, *options):
        path = f"{self.folder.name}/ledger.json"
        with open(path, "w", encoding="utf-8") as f:
            json.dump(self.ledger, f)
        done = subprocess.run([sys.executable, f"{HERE}/compare.py", "--redis", self.address, "--prefix", "t.", *options, path],
                              capture_output=True, text=True)
        return done.returncode, done.stdout

    def test_what_is_right_is_called_exact(self):
        self.assertEqual(self.compare(), (0, "exact: 21 counters\n"))

    def test_a_zero_left_by_a_deletion_is_no_difference(self):
        self.r("HSET", "{t.m.0}:n", "k|9", "7")
        self.r("HSET", f"{{t.m.0}}:m:{MINUTE}", "7", "0")
        self.assertEqual(self.compare()[0], 0)

    def test_each_thing_that_is_wrong_is_found_and_named(self):
        rows = [
            ("one too many", ("HSET", f"{{t.m.1}}:m:{MINUTE}", "0", "2"), f"different: minute {MINUTE} l|a|es: expected 2, in Redis 3"),
            ("one too few", ("HSET", f"{{t.m.1}}:h:{HOUR}", "4", "0"), f"different: hour {HOUR} b|a|x|negative: expected 2, in Redis 1"),
            ("a negative one", ("HSET", f"{{t.m.1}}:d:{DAY}", "1", "-1"), f"missing: day {DAY} o|a|x: expected 2, in Redis 0"),
            ("a bucket nobody expects", ("HSET", "{t.m.0}:d:7", "0", "1"), "extra: day 7 a|x: expected 0, in Redis 1"),
            ("a bucket that no reader finds", ("ZREM", "{t.m.0}:mi", MINUTE), f"{{t.m.0}}:m:{MINUTE} is not in {{t.m.0}}:mi"),
            ("a counter without a name", ("HSET", f"{{t.m.0}}:d:{DAY}", "77", "1"), "counter 77 has no name"),
            ("the books against the offset", ("HSET", "{t.m.0}:s", "off", "4"), "off - start is 2, booked are 1"),
            ("a duplicate called new", ("HSET", "{t.m.1}:s", "new", "2", "dup", "0"), "records: dup: expected 1, in Redis 0"),
            ("a removal nobody asked for", ("HSET", "{t.m.1}:s", "removed", "1"), "records: removed: expected 0, in Redis 1"),
            ("a torn commit", ("SADD", "{t.m.0}:ends", "999999"), "beyond the offset"),
            ("nothing at all", ("FLUSHALL",), "no partition has any state"),
        ]
        for name, damage, want in rows:
            with self.subTest(name):
                self.setUp()
                self.r(*damage)
                code, said = self.compare()
                self.assertEqual(code, 1)
                self.assertIn(want, said)

    def test_more_duplicates_are_fine_only_where_the_feed_may_repeat(self):
        self.r("HSET", "{t.m.1}:s", "off", "3", "dup", "2")
        self.assertEqual(self.compare()[0], 1)
        self.assertEqual(self.compare("--at-least-once")[0], 0)
        self.r("HSET", "{t.m.1}:s", "new", "2", "dup", "1")
        self.assertEqual(self.compare("--at-least-once")[0], 1)

    def test_a_removal_that_did_not_happen_is_found(self):
        self.ledger["removed"] = 1
        self.assertIn("records: removed: expected 1, in Redis 0", self.compare()[1])

    def test_poison_is_booked_by_classify_unless_it_stays_out(self):
        self.ledger["outcomes"]["dlq"] = 1
        self.assertIn("records: dlq: expected 1, in Redis 0", self.compare()[1])
        self.assertEqual(self.compare("--poison-stays-out")[0], 0)

    def test_only_the_first_difference_is_printed_when_asked_so(self):
        self.r("DEL", f"{{t.m.0}}:m:{MINUTE}", f"{{t.m.1}}:m:{MINUTE}")
        code, said = self.compare("--first-difference")
        self.assertEqual((code, len(said.splitlines())), (1, 2))
        self.assertIn("7 differences", said)

    def test_two_ledgers_add_up(self):
        path = f"{self.folder.name}/second.json"
        with open(path, "w", encoding="utf-8") as f:
            json.dump(ledger_of((mention(3, platform="news"), [], None))[1], f)
        code, said = self.compare(path)
        self.assertEqual((code, said.splitlines()[0]), (1, "records: new: expected 3, in Redis 2"))
        self.assertIn(f"missing: day {DAY} a|news: expected 1, in Redis 0", said)


def start_redis(folder):
    for _ in range(20):
        port = random.randrange(12000, 32000)
        process = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder], stdout=subprocess.DEVNULL)
        while process.poll() is None:
            try:
                r = resp.Redis(f"127.0.0.1:{port}")
                ours = f"process_id:{process.pid}\r\n" in r("INFO", "server")
                r.close()
                if ours:
                    return process, f"127.0.0.1:{port}"
                process.kill()
            except (OSError, resp.RedisError):
                time.sleep(0.02)
    raise RuntimeError("redis-server does not start")


if __name__ == "__main__":
    unittest.main()
