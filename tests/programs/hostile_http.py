#!/usr/bin/python3
"""hostile_http.py URL: sends what no decent client sends, and looks at what comes back.

The daemon must run with --idle-timeout 3 or so. Prints what was not as expected.
"""
import re
import socket
import sys
import time

from smuggling import HIDDEN, SHAPES

host, port = sys.argv[1].removeprefix("http://").rsplit(":", 1)
failures = 0


def connect():
    return socket.create_connection((host, int(port)), timeout=15)


def receive_all(connection):
    data = b""
    try:
        while chunk := connection.recv(65536):
            data += chunk
    except (socket.timeout, ConnectionError) as reason:
        data += b"<" + str(reason).encode() + b">"
    return data


def statuses(raw):
    """The status codes that come back for some bytes; the request asks for the end of the connection."""
    with connect() as connection:
        try:
            connection.sendall(raw)
        except ConnectionError:
            pass  # refused before it was all sent
        answer = receive_all(connection)
    return [code.decode() for code in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)], answer


def expect(name, raw, *allowed):
    global failures
    got, answer = statuses(raw)
    if got not in [list(a) for a in allowed]:
        failures += 1
        print(f"{name}: {got} instead of {allowed}: {answer[:200]!r}")


def get(target, *headers):
    lines = [b"GET " + target + b" HTTP/1.1", b"Host: x", b"Connection: close", *headers, b"", b""]
    return b"\r\n".join(lines)


expect("plain", get(b"/healthz"), ["200"])
expect("HTTP/1.0", b"GET /healthz HTTP/1.0\r\n\r\n", ["200"])
expect("whole URL", get(b"http://other.example/healthz"), ["200"])
expect("whole URL, scheme in capitals", get(b"HTTP://other.example/healthz"), ["200"])
expect("whole URL without a path", get(b"http://other.example?q=/nulle/part"), ["302"])
expect("a scheme alone", get(b"http"), ["400"])
expect("no Host", b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", ["400"])
expect("pipelined", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 20 + get(b"/readyz"), ["200"] * 21)
expect("bad escape", get(b"/api/v1/search?q=%"), ["200"])
expect("not UTF-8", get(b"/api/v1/search?q=\xff\xfe"), ["200"])
expect("escaped NUL", get(b"/api/v1/search?q=%00"), ["400"])
expect("control characters", get(b"/api/v1/search?q=a\x01\x02"), ["400"])
expect("dots", get(b"/static/../../../../etc/passwd"), ["404"])
expect("escaped dots", get(b"/static/%2e%2e%2f%2e%2e%2fetc/passwd"), ["404"])
expect("no slash", get(b"healthz"), ["400"])
expect("query without path", get(b"?q=a"), ["400"])
expect("empty target", b"GET  HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", ["400"], ["404"], [])
expect("only a word", b"BLAH\r\n\r\n", ["400"], [])
expect("binary", bytes(range(256)) * 8 + b"\r\n\r\n", ["400"], [])
expect("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, ["400"], [])
expect("long target", get(b"/" + b"a" * 9000), ["414"])
legal = b"/api/v1/search?q=eau" + b"".join(b"&ministre=%d" % n + b"%C3%A9" * 18 for n in range(64))
assert 7500 < len(legal) < 8000
expect("long and legal", get(legal, b"Cookie: " + b"; ".join(b"k%d=%s" % (n, b"v" * 100) for n in range(20))), ["200"])
expect("very long target", get(b"/" + b"a" * 100000), ["414"])
expect("7,000 parameters", get(b"/api/v1/search?" + b"a&" * 3500), ["414"])
expect("huge header", get(b"/healthz", b"X: " + b"a" * 100000), ["431"], ["413"])
expect("many headers", get(b"/healthz", *[b"X%d: y" % i for i in range(5000)]), ["431"], ["413"])
expect("long method", b"A" * 20000 + get(b"/healthz")[3:], ["405"], ["400"], ["414"], ["431"], ["413"], [])
expect("bare line feeds", b"GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n", ["200"], ["400"])
# libmicrohttpd 0.9.75 writes the head of some of its own error pages twice.
expect("negative length", get(b"/healthz", b"Content-Length: -1"), ["400"], ["400", "400"], ["405"], [])

# Each is refused, or its connection ends; what hides behind is never answered.
for shape, raw in SHAPES.items():
    for hidden in (HIDDEN, b""):
        got, answer = statuses(raw + hidden)
        if got not in ([], ["400"], ["400", "400"], ["501"], ["413"], ["413", "413"]):
            failures += 1
            print(f"{shape}: {got}: {answer[:200]!r}")
# What is merely unusual is answered.
expect("a length of none", get(b"/healthz", b"Content-Length: 0"), ["200"])
expect("blanks around values", get(b"/healthz", b"X:   a  \t", b"Y:b", b"Z:"), ["200"])
expect("odd names", get(b"/healthz", b"x!#$%&'*+-.^_`|~9: y"), ["200"])
expect("odd last value", get(b"/healthz", b"Cookie: a=b; c", b"Accept: */*", b"X:"), ["200"])
expect("bytes beyond ASCII", get(b"/healthz", b"X: \xe9\xff", "Y: é".encode()), ["200"])
expect("huge upload", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n" + b"a" * 300000, ["405"])
expect("bad chunk", b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", ["405"], ["400"])
expect("10,000 terms", get(b"/api/v1/search?q=" + b"+".join(b"t%d" % i for i in range(900))), ["200"], ["400"])
expect("open brackets", get(b"/api/v1/search?q=" + b"(" * 3500), ["200"], ["400"])
expect("stars", get(b"/api/v1/search?q=" + b"a*+" * 900), ["200"], ["400"])
expect("bad host", get(b"/recherche.atom?q=eau").replace(b"Host: x", b'Host: "><script>'), ["200"], ["400"])
if b"<script>" in statuses(get(b"/recherche.atom?q=eau").replace(b"Host: x", b'Host: "><script>'))[1]:
    failures += 1
    print("a Host header was echoed")

# A request that trickles in is cut after the idle time, not after each byte's.
with connect() as connection:
    start = time.monotonic()
    try:
        for byte in b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)
            if time.monotonic() - start > 15:
                failures += 1
                print("a slow request was not cut")
                break
    except ConnectionError:
        pass

# Half a request and silence: cut as well; meanwhile others are served.
idle = [connect() for _ in range(100)]
for connection in idle:
    connection.sendall(b"GET /hea")
expect("beside idle ones", get(b"/healthz"), ["200"])
start = time.monotonic()
if receive_all(idle[0]).startswith(b"HTTP/1.1 200") or time.monotonic() - start > 12:
    failures += 1
    print("an idle connection was not cut")
for connection in idle:
    connection.close()

# Clients that go away in the middle of an answer.
for _ in range(50):
    with connect() as connection:
        connection.sendall(get(b"/api/v1/export.ndjson"))
        connection.recv(1000)
expect("after them", get(b"/healthz"), ["200"])

# A client that asks for long answers lets others go first: its requests take another way, on which all is as before.
GREEDY = b"X-Forwarded-For: 203.0.113.9"


def counted(name):
    return int(re.search(rb"searchd_requests_%s_total (\d+)" % name, statuses(get(b"/metrics"))[1])[1])


def waited():
    return counted(b"waited")


def waits(target):
    before = waited()
    statuses(get(target, GREEDY))
    return waited() > before


def unknown():  # what was never asked for before: what is known is answered at once, to anybody
    unknown.count += 1
    return b"/api/v1/search?mode=any&q=eau+n%d" % unknown.count


unknown.count = 0
if waits(unknown()) or waits(b"/api/v1/search?q=ea*"):  # by its cost, not by its look
    failures += 1
    print("what costs nothing waits")


def spend(limit=2000):  # until the share is used up
    while not waits(unknown()) and unknown.count < limit:
        statuses(get(b"/api/v1/search?limit=100&q=*e*+OU+*a*+OU+w%d*" % unknown.count, GREEDY))


def ask_greedily():  # 24 requests and more: how many of them waited
    before = waited()
    first = b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % (unknown(), GREEDY) for _ in range(20))
    expect("greedy, pipelined", first + get(unknown(), GREEDY), ["200"] * 21)
    expect("greedy, HEAD", get(unknown(), GREEDY).replace(b"GET", b"HEAD"), ["200"])
    expect("greedy, POST", get(unknown(), GREEDY, b"Content-Length: 3").replace(b"GET", b"POST") + b"abc", ["405"])
    expect("greedy, export", get(b"/api/v1/export.ndjson", GREEDY), ["200"])
    expect("greedy, page", get(b"/recherche?mode=any&q=eau+n0", GREEDY), ["200"])
    expect("greedy, mistaken", get(b"/api/v1/search?limit=x", GREEDY), ["400"])
    return waited() - before


# A share comes back with time: where other work takes the processors, it is used up once more.
for tries in range(20):
    spend()
    count = ask_greedily()
    if count >= 24:
        break
else:
    failures += 1
    print(f"{count} requests of a greedy client waited")
for number in range(50):  # who goes away while waiting
    with connect() as connection:
        connection.sendall(get(b"/api/v1/search?limit=100&q=*e*+OU+*a*+OU+v%d*" % number, GREEDY))
expect("greedy, after all that", get(b"/api/v1/search?q=eau", GREEDY), ["200"])
if counted(b"abandoned") == 0:
    failures += 1
    print("searched for all who went away")

print(f"{failures} failures" if failures else "all as expected")
sys.exit(1 if failures else 0)
