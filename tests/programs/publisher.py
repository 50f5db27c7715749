#!/usr/bin/python3
"""publisher.py FOLDER [CERTIFICATE]: a web server on a free port of 127.0.0.1 that serves FOLDER as tests want it.

FOLDER/NAME is what /NAME answers, with its hash as ETag; conditions and ranges are honoured. FOLDER/NAME.how, JSON, says
what is odd about it:

    status, headers     another status; more headers (a value of null: not that one)
    cut                 how many bytes are sent of what is announced
    ranges              false: a Range is ignored
    nothing             true: a Range behind the end is answered with 206 and nothing, not 416
    once                true: the oddity is over after one answer

Prints its port; each request is a line of JSON in FOLDER.log.
"""
import hashlib
import http.server
import json
import os
import socketserver
import ssl
import sys

FOLDER = sys.argv[1]


class Publisher(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def how(self, name):
        try:
            with open(f"{FOLDER}/{name}.how", encoding="utf-8") as file:
                how = json.load(file)
        except FileNotFoundError:
            return {}
        if how.get("once"):
            os.remove(f"{FOLDER}/{name}.how")
        return how

    def answer(self, how, status, headers, body):
        headers = {"Content-Length": str(len(body)), **headers, **how.get("headers", {})}
        if how.get("status") == 304:
            headers["Content-Length"] = None
        self.send_response(how.get("status", status))
        for key, value in headers.items():
            if value is not None:
                self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body[: how.get("cut", len(body))])
        if "cut" in how:
            self.close_connection = True

    def do_GET(self):
        with open(f"{FOLDER}.log", "a", encoding="utf-8") as log:
            print(json.dumps({"path": self.path, **dict(self.headers)}), file=log)
        name = os.path.basename(self.path)
        how = self.how(name)
        try:
            with open(f"{FOLDER}/{name}", "rb") as file:
                body = file.read()
        except FileNotFoundError:
            return self.answer(how, 404, {}, b"not here\n")
        etag = how.get("headers", {}).get("ETag", f'"{hashlib.sha256(body).hexdigest()[:16]}"')
        headers = {"ETag": etag}
        if "status" in how:
            return self.answer(how, 0, headers, b"" if how["status"] == 304 else b"elsewhere, or later\n")
        if etag and self.headers.get("If-None-Match") == etag:
            return self.answer({"status": 304, **how}, 304, headers, b"")
        start = self.headers.get("Range", "")[len("bytes="):].rstrip("-")
        if start and how.get("ranges", True) and self.headers.get("If-Range") == etag:
            if int(start) >= len(body) and not how.get("nothing"):
                return self.answer({"status": 416, **how}, 416, headers, b"")
            rest = body[int(start):]
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            return self.answer(how, 206, headers, rest)
        return self.answer(how, 200, headers, body)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Publisher)
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
