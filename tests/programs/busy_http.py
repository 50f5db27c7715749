#!/usr/bin/python3
"""busy_http.py URL CLIENTS: keeps the threads that search busy, each client from an address of its own, until ended."""
import http.client
import sys
import threading

host, port = sys.argv[1].removeprefix("http://").rsplit(":", 1)


def client(number):
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    question = 0
    while True:
        question += 1
        connection.request("GET", f"/api/v1/search?mode=any&limit=50&q=commune+mot{number}x{question}",
                           headers={"X-Forwarded-For": f"198.51.100.{number}"})
        connection.getresponse().read()


for number in range(int(sys.argv[2])):
    threading.Thread(target=client, args=(number,), daemon=True).start()
threading.Event().wait()
