#!/usr/bin/python3
"""bodiless_http.py URL: asks for answers without a body, again and again on one connection, and fails when anything but
the next answer follows their headers.
"""
import socket
import sys

host, port = sys.argv[1].removeprefix("http://").rsplit(":", 1)
REQUESTS = [
    ("HEAD", "/api/v1/export.csv", ""),
    ("HEAD", "/api/v1/export.ndjson?q=eau", ""),
    ("HEAD", "/sitemap-1.xml", ""),
    ("HEAD", "/recherche?q=eau", ""),
    ("HEAD", "/robots.txt", "If-None-Match: *\r\n"),
    ("GET", "/robots.txt", "If-None-Match: *\r\n"),
    ("GET", "/recherche?q=eau", "If-None-Match: *\r\n"),
    ("OPTIONS", "/api/v1/search", ""),
]
failures = 0


def receive_all(connection, data):
    while chunk := connection.recv(65536):
        data += chunk
    return data


def after_headers(method, target, headers):
    """What comes after the headers: of an answer that ends its connection, or when one more was asked for."""
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(f"{method} {target} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = connection.recv(65536)
            if not chunk:
                return data + b"<the end>"
            data += chunk
        head, rest = data.split(b"\r\n\r\n", 1)
        if b"\r\nconnection: close" in head.lower():
            return receive_all(connection, rest) or b"HTTP/1.1 "
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return receive_all(connection, rest)


for request in REQUESTS:
    rest = after_headers(*request)
    if not rest.startswith(b"HTTP/1.1 "):
        print(*request, "is followed by", rest[:40])
        failures += 1
sys.exit(failures > 0)
