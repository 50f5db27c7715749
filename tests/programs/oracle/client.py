"""searchd as the oracle meets it: four addresses over HTTP, and nothing else.

Texts are analysed in pieces, because an address has a length; what a piece became is remembered.
"""
import http.client
import json
import urllib.parse

MAX_TEXT = 3000  # bytes of an address that a piece of text may take, escaped


class Refused(Exception):
    """An answer that is not 200."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body[:600]}")
        self.status, self.body = status, body


class Client:
    def __init__(self, url):
        self.host = urllib.parse.urlsplit(url).netloc
        self.connection = None
        self.analysed = {}

    def get(self, target):
        """The body of an answer; connections are kept, and one that was closed is made anew."""
        for attempt in (1, 2):
            if not self.connection:
                self.connection = http.client.HTTPConnection(self.host, timeout=120)
            try:
                self.connection.request("GET", target)
                answer = self.connection.getresponse()
                body = answer.read()
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise
                continue
            if answer.status != 200:
                raise Refused(answer.status, body.decode(errors="replace"))
            return body
        raise AssertionError("unreachable")

    def ask(self, path, parameters):
        """`parameters`: (name, value) in the order they are sent."""
        return json.loads(self.get(target_of(path, parameters)))

    def export(self, parameters):
        """The exchanges of an export, which says at its end how many they are."""
        lines = self.get(target_of("/api/v1/export.ndjson", parameters)).decode().splitlines()
        *documents, end = map(json.loads, lines)
        if not end.get("fin") or end["count"] != len(documents):
            raise Refused(200, f"an export of {len(documents)} that ends with {end}")
        return documents

    def tokens(self, text):
        """What `analyze` says of a text: (tokens, positions); the tokens as dictionaries."""
        known = self.analysed.get(text)
        if known is None:
            known = self.analysed[text] = self._analyse(text)
        return known

    def _analyse(self, text):
        tokens, positions, offset = [], 0, 0
        for piece in pieces(text):
            answer = self.ask("/api/v1/analyze", [("text", piece)])
            for token in answer["tokens"]:
                tokens.append({**token, "position": token["position"] + positions,
                               "debut": token["debut"] + offset, "fin": token["fin"] + offset})
            positions += answer["positions"]
            offset += len(piece.encode())
        return tokens, positions


def target_of(path, parameters):
    query = urllib.parse.urlencode(parameters)
    return f"{path}?{query}" if query else path


def pieces(text):
    """The text cut where nothing that belongs together is cut: at empty lines, else at ends of lines or sentences."""
    if len(urllib.parse.quote_plus(text)) <= MAX_TEXT:
        return [text] if text.strip() else []
    for mark in ("\n\n", "\n", ". ", "? ", "; ", ", ", " "):
        cut = text.rfind(mark, 1, len(text) // 2)
        cut = cut if cut > 0 else text.find(mark, len(text) // 2, len(text) - len(mark))
        if cut > 0:
            return pieces(text[:cut + len(mark)]) + pieces(text[cut + len(mark):])
    raise ValueError("a text without blanks, longer than an address")
