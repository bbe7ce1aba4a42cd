#!/usr/bin/env python3
"""A mail server (aiosmtpd) that writes down what it takes, one JSON line each: tls, user, from, to, subject, id, references, text.

  mail_server.py --log FILE [--port 0] [--cert PEM --key PEM] [--auth USER:PASSWORD]

Prints its port on the first line. With a certificate it offers STARTTLS and takes no mail without it; with --auth no mail
from somebody who has not signed in. Run it with the Python of build/receivers/mail (deploy/install-deps receivers).
"""
import argparse
import email
import email.policy
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult
import asyncio


class Inbox:
    def __init__(self, log):
        self.log = open(log, "a")

    async def handle_DATA(self, server, session, envelope):
        m = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({"tls": session.ssl is not None, "user": session.auth_data.login.decode() if session.authenticated else None,
                          "from": envelope.mail_from, "to": envelope.rcpt_tos, "header_to": m["To"], "subject": m["Subject"],
                          "id": m["Message-ID"], "references": m["References"], "date": m["Date"],
                          "text": m.get_content()}, ensure_ascii=False), file=self.log, flush=True)
        return "250 taken"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 fine"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--log", required=True)
    p.add_argument("--port", type=int, default=0)
    p.add_argument("--cert")
    p.add_argument("--key")
    p.add_argument("--auth")
    a = p.parse_args()
    tls = None
    if a.cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(a.cert, a.key)

    def sign_in(server, session, envelope, mechanism, data):
        good = f"{data.login.decode()}:{data.password.decode()}" == a.auth
        return AuthResult(success=good, handled=False, auth_data=data)

    def one():
        return SMTP(Inbox(a.log), hostname="localhost", tls_context=tls, require_starttls=tls is not None,
                    authenticator=sign_in if a.auth else None, auth_required=bool(a.auth), enable_SMTPUTF8=True)

    async def serve():
        server = await asyncio.get_running_loop().create_server(one, "127.0.0.1", a.port)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(serve())


main()
