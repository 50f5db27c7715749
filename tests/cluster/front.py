#!/usr/bin/env python3
"""A front for a cluster that speaks TLS and wants a user: proxy.py PORT TARGET CERTIFICATE KEY AUTHORIZATION..."""
import http.client, http.server, ssl, sys
port, target, cert, key, *allowed = sys.argv[1:]
class Front(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Authorization") not in allowed:
            return self.reply(401, b'{"error":{"type":"security_exception","reason":"no such user"}}')
        cluster = http.client.HTTPConnection(target)
        cluster.request(self.command, self.path, body, {"Content-Type": "application/json"})
        answer = cluster.getresponse()
        self.reply(answer.status, answer.read())
    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
    do_GET = do_POST = do_PUT = do_DELETE = answer
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Front)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
