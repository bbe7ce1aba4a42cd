"""What care and own posts must count, from the truth of how conversations were made. Written from docs/care.md alone
and sharing nothing with the daemons: it looks at each conversation once, when all is over, and not message by message.

A message: {id, ms, author, own (an account or None), automatic, post, private, to (a person), to_id, asks [accounts],
label, thanks, agent}. An account: (brand, handle, purpose).
"""
import bisect
import ctypes
import collections
import datetime
import zoneinfo

QUIET_MS = 24 * 3600_000


def bucket(seconds):
    """Below 64 each second; from there on 32 a doubling."""
    if seconds < 64:
        return seconds
    e = seconds.bit_length() - 1
    return 64 + 32 * (e - 6) + (seconds - (1 << e)) * 32 // (1 << e)


class Calendar:
    """hours: {weekday (0 Monday): [("09:00", "18:00"), ...]}; holidays: dates."""

    def __init__(self, zone, hours, holidays):
        self.zone, self.hours, self.holidays = zoneinfo.ZoneInfo(zone), hours, set(holidays)

    def spans(self, day):
        for a, b in [] if day in self.holidays else self.hours.get(day.weekday(), []):
            yield self.at(day, a), self.at(day, b)

    def at(self, day, text):
        h, m = map(int, text.split(":"))
        if h == 24:
            day, h = day + datetime.timedelta(days=1), 0
        return datetime.datetime.combine(day, datetime.time(h, m), self.zone).timestamp() * 1000

    def between(self, a_ms, b_ms):
        day = datetime.datetime.fromtimestamp(a_ms / 1000, self.zone).date()
        last, open_ms = datetime.datetime.fromtimestamp(b_ms / 1000, self.zone).date(), 0
        while day <= last:
            open_ms += sum(max(0, min(to, b_ms) - max(frm, a_ms)) for frm, to in self.spans(day))
            day += datetime.timedelta(days=1)
        return int(open_ms)


xxh3, xxh3_seeded = (getattr(ctypes.CDLL("libxxhash.so.0"), f) for f in ("XXH3_64bits", "XXH3_64bits_withSeed"))
xxh3.restype = xxh3_seeded.restype = ctypes.c_uint64


def person(platform, handle):
    """The cell of a sketch of 2,048 registers that somebody has: the register, times 64, and the place of the lowest bit that is set above it."""
    who, where = handle.lower().encode(), platform.encode()
    h = xxh3_seeded(where, ctypes.c_size_t(len(where)), ctypes.c_uint64(xxh3(who, ctypes.c_size_t(len(who)))))
    rest = h >> 11
    return (h & 2047) * 64 + ((rest & -rest).bit_length() if rest else 54)


class Care:
    def __init__(self, platform, calendar, count):
        self.platform, self.calendar, self.put = platform, calendar, count   # count(ms, name, n)

    def account(self, ms, account, what, n=1):
        self.put(ms, "q|%s|%s|%s|%s|%s" % (account[0], self.platform, account[1], account[2], what), n)

    def agent(self, ms, brand, agent, what, n=1):
        self.put(ms, f"g|{brand}|{self.platform}|{agent or '-'}|{what}", n)

    def duration(self, ms, account, what, wait_ms, agent=None):
        s = wait_ms // 1000
        for put, who in ((self.account, (account,)), (self.agent, (account[0], agent))):
            if put == self.agent and agent is None:
                continue
            put(ms, *who, what)
            put(ms, *who, what + "_s", s)
            put(ms, *who, f"{what}.{bucket(s)}")

    def attended(self, brand, author):
        """For who wants to know the people themselves."""

    # --- who speaks to whom

    def person(self, m, by_id):
        own = m["own"]
        for _ in range(8):
            if m["to"]:
                return m["to"]
            m = by_id.get(m["to_id"]) if m["to_id"] else None
            if m is None:
                return None
            if not m["own"]:
                return m["author"]
            if not own:
                return None
        return None

    def asked(self, m, by_id):
        """{brand: account} that the message asks by itself."""
        parent = by_id.get(m["to_id"]) if m["to_id"] else None
        out = {}
        for a in m["asks"] + ([parent["own"]] if parent and parent["own"] else []):
            out.setdefault(a[0], a)
        return out

    def goes_on(self, m, by_id):
        if m["to"]:
            return m["to"] == m["author"]
        return not m["to_id"] or (m["to_id"] in by_id and by_id[m["to_id"]]["author"] == m["author"])

    # --- one conversation

    def conversation(self, messages):
        messages = sorted(messages, key=lambda m: m["ms"])
        by_id = {m["id"]: m for m in messages}
        asks = collections.defaultdict(list)        # (person, brand) -> [(ms, account, message)]
        for m in messages:
            if m["own"]:
                self.said_by_brand(m)
                continue
            direct = self.asked(m, by_id)
            for brand, a in direct.items():
                asks[m["author"], brand].append((m["ms"], a, m))
            if not direct and self.goes_on(m, by_id):
                for (who, brand), before in list(asks.items()):
                    if who == m["author"]:
                        asks[who, brand].append((m["ms"], None, m))
        for (who, brand), said in asks.items():
            answers = [m for m in messages if m["own"] and m["own"][0] == brand and not m["automatic"] and not m["post"]
                       and ((not m["to"] and not m["to_id"]) or self.person(m, by_id) == who) and m["ms"] > said[0][0]]
            others = [m["ms"] for m in messages if not m["own"] and m["author"] != who and self.person(m, by_id) == who]
            self.talk(said, answers, others)

    def said_by_brand(self, m):
        if m["post"]:
            return
        if m["automatic"]:
            return self.account(m["ms"], m["own"], "automatic")
        self.account(m["ms"], m["own"], "replies")
        self.agent(m["ms"], m["own"][0], m["agent"], "replies")
        if m["private"]:
            self.account(m["ms"], m["own"], "private")

    def talk(self, said, answers, others):
        """Answers cut time into gaps; in each gap at most one clock starts."""
        times = [m["ms"] for m in answers]
        gaps = [[] for _ in range(len(answers) + 1)]
        for a in said:
            gaps[bisect.bisect_left(times, a[0])].append(a)
        cases = []
        for g, gap in enumerate(gaps):
            clock = False
            for i, (ms, account, m) in enumerate(gap):
                account = account or cases[-1]["account"]
                self.account(ms, account, "asks")
                if g < len(answers):
                    self.account(ms, account, "answered")
                    self.account(ms, account, f"person.{person(self.platform, m['author'])}")
                    self.attended(account[0], m["author"])
                if g and i == 0:
                    self.account(ms, account, "back_" + m["label"])
                if g and not clock and m["thanks"]:
                    self.account(ms, account, "thanks")
                elif not clock:
                    clock = True
                    if not cases or ms - times[g - 1] > QUIET_MS:
                        self.account(ms, account, "cases")
                        if cases:
                            self.account(ms, account, "reopened")
                        cases.append({"ms": ms, "account": account, "first": None, "solved": None, "replies": 0})
            if g == len(answers):
                break
            case = cases[-1]
            case["replies"] += 1
            if clock:
                case["first"] = case["first"] or answers[g]
                case["solved"] = answers[g]
        open_at_end = clock
        for i, case in enumerate(cases):
            until = cases[i + 1]["ms"] if i + 1 < len(cases) else float("inf")
            self.case(case, [t for t in others if case["ms"] < t < until], i + 1 == len(cases) and open_at_end)

    def case(self, case, others, waiting):
        ms, account, first = case["ms"], case["account"], case["first"]
        if first:
            self.duration(ms, account, "first", first["ms"] - ms, first["agent"] or "-")
            if self.calendar:
                self.duration(ms, account, "busy", self.calendar.between(ms, first["ms"]), first["agent"] or "-")
        elif others:
            self.account(ms, account, "community")
        if case["replies"]:
            self.account(ms, account, "case_replies", case["replies"])
        if case["solved"] and not waiting:
            self.duration(ms, account, "solved", case["solved"]["ms"] - ms)

    # --- own posts

    def own_post(self, ms, account, numbers):
        for what, n in {"posts": 1, **numbers}.items():
            if n:
                self.put(ms, "p|%s|%s|%s|%s|%s" % (account[0], self.platform, account[1], account[2], what), n)
