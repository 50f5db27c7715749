#!/usr/bin/python3
"""check_openapi.py [--some] SPEC [FOLDER]: openapi.json is true.

FOLDER holds exchanges kept by tests/programs/searchd_helper.bash: N.target, N.headers, N.body. Each must be described: the
path, the parameters of an accepted request, the status, the media type, the headers that are always there,
and the body must match its schema. Without --some, every described answer must have been seen at least once, but for
those that only trouble brings about. Examples in the description must match their own schemas.
"""
import json
import pathlib
import re
import sys
import urllib.parse

import jsonschema

RARE = {"429", "503"}  # seen by tests/programs/searchd.bats
problems = []


def complain(where, what):
    problems.append(f"{where}: {what}")


class Spec:
    def __init__(self, path):
        self.doc = json.loads(pathlib.Path(path).read_text())
        self.seen = set()
        self.validators = {}  # by the id of their schema, which they keep; each looks up every $ref once
        templates = sorted(self.doc["paths"], key=lambda p: (p.count("{"), -len(p)))
        templates.sort(key=lambda p: -len(re.sub(r"\{.*?\}", "", p)))
        self.routes = [(re.compile("^" + re.sub(r"\\\{.*?\\\}", ".+", re.escape(p)) + "$"), p) for p in templates]

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.doc
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def validator(self, schema):
        if id(schema) not in self.validators:
            root = {"$ref": "#/schema", "schema": schema, "components": self.doc["components"]}
            self.validators[id(schema)] = jsonschema.Draft202012Validator(root, format_checker=jsonschema.FormatChecker())
        return self.validators[id(schema)]

    def check_body(self, where, schema, value):
        for error in self.validator(schema).iter_errors(value):
            path = "/".join(str(part) for part in error.absolute_path)
            complain(where, f"{path}: {error.message[:200]}")

    def operation(self, path):
        for pattern, template in self.routes:
            if pattern.match(path):
                return template, self.doc["paths"][template]["get"]
        return None, None


def media_type(value):
    return value.split(";")[0].strip().lower()


def check_examples(spec):
    for template, item in spec.doc["paths"].items():
        for status, response in item["get"]["responses"].items():
            for kind, content in spec.resolve(response).get("content", {}).items():
                where = f"example of {template} {status} {kind}"
                if "example" not in content:
                    complain(where, "there is none")
                else:
                    spec.check_body(where, content["schema"], content["example"])


def check_for_generators(spec, node, where="openapi.json"):
    """What generators of clients stumble over; script/check-openapi runs them."""
    if isinstance(node, dict):
        for name in {"items", "prefixItems"} & set(node):
            if name == "prefixItems" or not isinstance(node[name], dict):
                complain(where, f"{name}: few generators know it")
        for name, value in node.items():
            check_for_generators(spec, value, f"{where}/{name}")
    elif isinstance(node, list):
        for value in node:
            check_for_generators(spec, value, where)


def read_headers(path):
    lines = path.read_text(errors="replace").replace("\r", "").split("\n")
    blocks = "\n".join(lines).strip().split("\n\n")
    first, *rest = blocks[-1].split("\n")
    return first.split()[1], {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}


def check_parameters(spec, where, operation, query, status):
    if not status.startswith("2"):
        return
    known = {spec.resolve(p)["name"] for p in operation["parameters"]}
    for name, _ in urllib.parse.parse_qsl(query, keep_blank_values=True):
        if name not in known:
            complain(where, f"parameter {name} was accepted but is not described")


def check_content(spec, where, described, headers, body):
    if "content" not in described:
        if body:
            complain(where, "has a body, none is described")
        return
    kinds = {media_type(kind): content for kind, content in described["content"].items()}
    kind = media_type(headers.get("content-type", ""))
    if kind not in kinds:
        complain(where, f"media type {kind} is not described")
    elif body and kind.endswith("json") and kind != "application/x-ndjson":
        spec.check_body(where, kinds[kind]["schema"], json.loads(body))
    elif body and kind == "application/x-ndjson" and not where.startswith("/dumps/"):  # perhaps a part: tests/programs/dumps.bats
        check_lines(spec, where, body)


def check_lines(spec, where, body):
    *documents, last = body.decode().splitlines()
    question = spec.doc["components"]["schemas"]["Question"]
    absolute = {"type": "string", "pattern": "^https?://[^/]+(/[A-Za-z0-9._~-]+)*/question/"}
    schema = question | {"properties": question["properties"] | {"url": absolute}}
    if "par=reponse" in where:
        row = spec.doc["components"]["schemas"]["LigneDeReponse"]
        schema["properties"] = schema["properties"] | row["properties"]
        schema["required"] = [name for name in schema["required"] if name != "reponses"] + row["required"]
    if "champs=" in where:
        schema["required"] = []
    for line in documents:
        spec.check_body(where, schema, json.loads(line))
    spec.check_body(where, {"$ref": "#/components/schemas/ExportEnd"}, json.loads(last))


def check_record(spec, target_file):
    target = target_file.read_text()
    path, _, query = target.partition("?")
    status, headers = read_headers(target_file.with_suffix(".headers"))
    body_file = target_file.with_suffix(".body")
    body = body_file.read_bytes() if body_file.exists() else b""
    if body.startswith(b"HTTP/1.1 "):
        body = b""  # of HEAD: curl writes the headers there
    if status in ("204", "405", "414") or headers.get("content-encoding"):
        return  # of every address alike; described in words. Compressed bodies are compared by the tests.
    template, operation = spec.operation(urllib.parse.unquote(path))
    if not operation or headers.get("content-type", "").startswith("text/html"):
        return  # pages
    where = f"{target} {status}"
    described = spec.resolve(operation["responses"].get(status))
    if not described:
        complain(where, "status is not described")
        return
    spec.seen.add((template, status))
    for name in described.get("headers", {}):
        always = name not in ("Retry-After", "Server-Timing", "Last-Modified")
        if always and name.lower() not in headers:
            complain(where, f"header {name} is described but missing")
    check_parameters(spec, where, operation, query, status)
    check_content(spec, where, described, headers, body)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--some"]
    spec = Spec(arguments[0])
    check_examples(spec)
    check_for_generators(spec, spec.doc["components"])
    if not spec.doc["info"]["title"].isascii():
        complain("title", "packages are named after it: ASCII only")
    if len(arguments) > 1:
        records = sorted(pathlib.Path(arguments[1]).glob("*.target"))
        for record in records:
            check_record(spec, record)
        for template, item in spec.doc["paths"].items():
            for status in item["get"]["responses"]:
                if "--some" not in sys.argv and status not in RARE and (template, status) not in spec.seen:
                    complain(f"{template} {status}", "is described but was never seen")
        print(f"{len(records)} exchanges, {len(spec.seen)} of the described answers seen")
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


main()
