#!/usr/bin/python3
"""cluster_answers.py FILE: a web server on a free port of 127.0.0.1 that answers as FILE says, in place of a cluster.

FILE is a list in JSON, read anew for each request: [METHOD, BEGINNING OF THE PATH, STATUS, BODY]. The first that is of
the request is the answer; an empty method is any. Prints its port, and each request into FILE.asked.
"""
import http.server
import json
import sys


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with open(sys.argv[1], encoding="utf-8") as file:
            rows = json.load(file)
        with open(sys.argv[1] + ".asked", "a", encoding="utf-8") as file:
            file.write(self.command + " " + self.path + "\n")
        for method, beginning, status, body in rows:
            if method in ("", self.command) and self.path.startswith(beginning):
                break
        self.send_response(status)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST = do_PUT = do_DELETE = answer


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
print(server.server_port, flush=True)
server.serve_forever()
