#!/usr/bin/python3
"""smuggling.py URL LOG: sends what may be taken apart in two ways to a proxy in front of a daemon with that access log.

SHAPES (RFC 9112, 2.2, 3.2, 5.1, 5.2, 6.1, 6.3 and 11.2): a body or a header that one reader sees and another does not,
with HIDDEN behind it. What the proxy makes of one is its own business, as long as both see the same requests: every
answer that a client gets is to its own request, and the daemon sees no hidden one that the proxy does not.
"""
import socket
import sys
import time
import urllib.parse

HIDDEN = b"GET /api/v1/suggest?q=cachee HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(HIDDEN)
SHAPES = {
    "two lengths that differ": HEAD + b"Content-Length: 0\r\n" + LENGTH + b"\r\n",
    "the other way round": HEAD + LENGTH + b"Content-Length: 0\r\n\r\n",
    "the same length twice": HEAD + LENGTH * 2 + b"\r\n",
    "a list of lengths": HEAD + b"Content-Length: 0, %d\r\n\r\n" % len(HIDDEN),
    "a signed length": HEAD + b"Content-Length: +%d\r\n\r\n" % len(HIDDEN),
    "a hexadecimal length": HEAD + b"Content-Length: 0x1f\r\n\r\n",
    "an empty length": HEAD + b"Content-Length:\r\n\r\n",
    "length and encoding": HEAD + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "no length and encoding": HEAD + b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "two encodings": HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "an unknown encoding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n",
    "encodings in a list": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "encoding in HTTP/1.0": HEAD.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "blank before the colon of a length": HEAD + LENGTH.replace(b":", b" :") + b"\r\n",
    "tab before the colon of a length": HEAD + LENGTH.replace(b":", b"\t:") + b"\r\n",
    "blank before the colon of an encoding": HEAD + b"Transfer-Encoding : chunked\r\n\r\n",
    "blank before the colon of any": HEAD + b"X : y\r\n\r\n",
    "a name that is no token": HEAD + b"Content-Length(0): 3\r\n\r\n",
    "an empty name": HEAD + b": 3\r\n\r\n",
    "NUL in a value": HEAD + b"X: a\0b\r\n\r\n",
    "NUL in the last value, at its end": HEAD + b"X: a\0\r\n\r\n",
    "NUL hides a length": HEAD + b"X: a\0Content-Length: 50\r\n\r\n",
    "NUL in a name": HEAD + b"Content-Length\0: 50\r\n\r\n",
    "NUL in Host": b"GET /healthz HTTP/1.1\r\nHost: x\0y\r\n\r\n",
    "NUL in the method": HEAD.replace(b"GET", b"GET\0X") + b"\r\n",
    "NUL behind the method": HEAD.replace(b"GET", b"GET\0") + b"\r\n",
    "NUL in the target": b"GET /healthz\0x HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in the query": b"GET /healthz?a\0b HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in the version": b"GET /healthz HTTP/1.1\0\r\nHost: x\r\n\r\n",
    "control in a value": HEAD + b"X: a\x0bb\r\n\r\n",
    "bare CR in a value": HEAD + b"X: a\rContent-Length: 50\r\n\r\n",
    "two hosts": HEAD + b"Host: y\r\n\r\n",
    "the same host twice": HEAD + b"Host: x\r\n\r\n",
    **{f"the host {host}": b"GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n" % host.encode()
       for host in ("a/b", "a b", "a, b", "u@b", "[::1", "[]", "::1", "a:port", "a:80:90", "<script>")},
    "a folded line": HEAD + b"X: a\r\n Content-Length: 50\r\n\r\n",
    "a folded length": HEAD + b"Content-Length:\r\n 50\r\n\r\n",
    "a folded encoding": HEAD + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "a blank before the first header": HEAD.replace(b"Host", b" X: a\r\nHost") + b"\r\n",
    "a control before an encoding": HEAD + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "an encoding in quotes": HEAD + b"Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
    "a length beyond 64 bits": HEAD + b"Content-Length: 18446744073709551646\r\n\r\n",
    "a length with an underscore": HEAD + b"Content-Length: 5_0\r\n\r\n",
}


def main(url, log):
    where = urllib.parse.urlsplit(url)
    failures, found = [], 0

    def send(raw):
        data = b""
        with socket.create_connection((where.hostname, where.port), timeout=0.5) as connection:
            try:
                connection.sendall(raw)
                while chunk := connection.recv(65536):
                    data += chunk
            except (socket.timeout, ConnectionError):
                pass
        return data

    for number, (shape, raw) in enumerate(SHAPES.items()):
        for hidden in (HIDDEN, b""):
            found += send(raw + hidden).count(b'"suggestions"')
            for probe in range(3):
                word = f"sonde{number}x{probe}x{len(hidden)}"
                answer = send(f"GET /api/v1/search?q={word} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                if f'"q":"{word}"'.encode() not in answer:
                    failures.append(f"{shape}: the next request got {answer[-200:]!r}")
    for _ in range(50):  # until the log is written
        with open(log) as lines:
            answered = sum("/api/v1/suggest" in line for line in lines)
        if answered >= found:
            break
        time.sleep(0.1)
    if answered != found:
        failures.append(f"the daemon answered {answered} hidden requests, clients got {found} of them")
    print(*failures, sep="\n")
    print(f"{2 * len(SHAPES)} requests, {found} hidden ones passed on, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
