"""A Redis client of thirty lines: RESP2 over a socket, calls and pipelines. Not the daemons' one, on purpose."""
import socket


class RedisError(Exception):
    pass


class Redis:
    def __init__(self, address, timeout=30):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout)
        self.file = self.socket.makefile("rb")

    def close(self):
        self.file.close()
        self.socket.close()

    def __call__(self, *args):
        return self.pipeline([args])[0]

    def pipeline(self, calls):
        """The answers in order; the calls go out in slices, so that neither side's buffers fill up."""
        out = []
        for at in range(0, len(calls), 500):
            part = calls[at:at + 500]
            self.socket.sendall(b"".join(self.encode(c) for c in part))
            out += [self.read() for _ in part]
        return out

    @staticmethod
    def encode(args):
        parts = [a if isinstance(a, bytes) else str(a).encode() for a in args]
        return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts)

    def read(self):
        line = self.file.readline()
        if not line.endswith(b"\r\n"):
            raise RedisError("the connection ended")
        kind, rest = line[:1], line[1:-2]
        if kind == b"-":
            raise RedisError(rest.decode())
        if kind == b"+":
            return rest.decode()
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2].decode()
        return None if rest == b"-1" else [self.read() for _ in range(int(rest))]

    def hash(self, *args):
        flat = self("HGETALL", *args)
        return dict(zip(flat[::2], flat[1::2]))

    def scan(self, pattern):
        cursor, found = "0", set()
        while True:
            cursor, keys = self("SCAN", cursor, "MATCH", pattern, "COUNT", 1000)
            found.update(keys)
            if cursor == "0":
                return sorted(found)
