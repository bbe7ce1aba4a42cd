#!/usr/bin/env python3
"""A receiver of alert hooks, as a customer would write one. It checks signatures, knows a repeat by its key, and
misbehaves as told.

  receiver.py --secret S [--unsigned] [--port 0] [--plan 500,hang,drop,302,200] [--hang-s 30] [--log FILE] [--max-age-s 300]

Prints its port on the first line. The plan says what happens to the first requests, one by one; then all are
accepted. Each request is one JSON line in the log: key, signed (true, or what is wrong), repeat, did, at, method, path,
type, authorization, body. --unsigned: takes what has no signature, as most of the world's receivers do.
"""
import argparse
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def check(headers, body, secret, max_age_s):
    stamp = headers.get("X-Pulso-Timestamp", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > max_age_s:
        return "bad timestamp"
    want = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    got = headers.get("X-Pulso-Signature", "")
    return True if hmac.compare_digest("sha256=" + want, got) else "bad signature"


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, **what):
        with self.server.lock:
            print(json.dumps({"at": time.time(), "path": self.path, **what}), file=self.server.log, flush=True)

    def answer(self, status, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_GET(self):
        self.note(did="get")
        self.answer(200)

    def do_POST(self):
        s = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key = self.headers.get("Idempotency-Key", "")
        signed = check(self.headers, body, s.secret, s.max_age_s)
        with s.lock:
            did = s.plan.pop(0) if s.plan else "200"
            if did == "200" and signed is not True and not s.unsigned:
                did = "401"
            repeat = key in s.accepted
            if did == "200":
                s.accepted.add(key)
        self.note(key=key, signed=signed, repeat=repeat, did=did, body=body.decode(), method=self.command,
                  type=self.headers.get("Content-Type", ""), authorization=self.headers.get("Authorization", ""))
        if did == "hang":
            time.sleep(s.hang_s)
        elif did == "drop":
            self.close_connection = True
        elif did.startswith("3"):
            self.answer(int(did), Location="/elsewhere")
        else:
            self.answer(int(did))

    do_PUT = do_POST


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--secret", required=True)
    p.add_argument("--unsigned", action="store_true")
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--plan", default="")
    p.add_argument("--hang-s", type=float, default=30)
    p.add_argument("--max-age-s", type=int, default=300)
    p.add_argument("--log", default="/dev/null")
    a = p.parse_args()
    s = ThreadingHTTPServer(("127.0.0.1", a.port), Receiver)
    s.daemon_threads = True
    s.unsigned = a.unsigned
    s.secret, s.max_age_s, s.hang_s = a.secret, a.max_age_s, a.hang_s
    s.plan = [x for x in a.plan.split(",") if x]
    s.accepted, s.lock, s.log = set(), threading.Lock(), open(a.log, "a")
    print(s.server_address[1], flush=True)
    s.serve_forever()


main()
