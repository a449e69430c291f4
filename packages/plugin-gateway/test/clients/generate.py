"""Generates a client in Python from an OpenAPI document, with the standard library only.

python3 generate.py openapi.json > gateway_client.py

Each operation becomes a method: parameters in path and query are keyword arguments, a JSON body is
`body`. An answer with JSON is returned parsed, with all digits of its numbers; an event stream is an
iterator of (event, id, data). A problem is raised as `Problem`.
"""

import json
import re
import sys

PRELUDE = '''"""Generated from the OpenAPI document of %(title)s %(version)s."""

import json
import urllib.error
import urllib.parse
import urllib.request


class Problem(Exception):
    """A problem (RFC 9457)."""

    def __init__(self, fields):
        super().__init__(fields.get("detail"))
        self.fields = fields
        self.status = fields.get("status")
        self.code = fields.get("code")


class Client:
    def __init__(self, origin, token):
        self._origin = origin
        self._token = token

    def _call(self, method, path, query, headers, body, content_type):
        given = {name: value for name, value in query.items() if value is not None}
        url = self._origin + path + ("?" + urllib.parse.urlencode(given) if given else "")
        request = urllib.request.Request(url, method=method)
        request.add_header("authorization", "Bearer " + self._token)
        for name, value in headers.items():
            if value is not None:
                request.add_header(name, value)
        if body is not None:
            request.add_header("content-type", content_type)
            text = body if isinstance(body, (str, bytes)) else json.dumps(body)
            request.data = text.encode() if isinstance(text, str) else text
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            raise Problem(json.loads(error.read())) from None
        if answer.headers.get_content_type() == "text/event-stream":
            return _events(answer)
        text = answer.read().decode()
        if answer.headers.get_content_type() == "application/json":
            return json.loads(text)
        return text or None
'''

EVENTS = '''

def _events(answer):
    with answer:
        fields = {}
        for line in answer:
            name, _, value = line.decode().rstrip("\\n").partition(": ")
            if name == "" and "data" in fields:
                yield fields.get("event", "message"), fields.get("id"), json.loads(fields["data"])
            fields = {} if name == "" else {**fields, name: value}
'''


def snake(name):
    return re.sub(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def method_of(verb, path, operation):
    parameters = operation.get("parameters", [])
    names = {kind: [p["name"] for p in parameters if p["in"] == kind] for kind in ("query", "header")}
    content = operation.get("requestBody", {}).get("content", {})
    arguments = ["self"] + (["body"] if content else [])
    keywords = [f"{snake(name)}=None" for name in names["query"] + names["header"]]
    if content:
        keywords.append(f"content_type={next(iter(content))!r}")
    signature = ", ".join(arguments + (["*"] + keywords if keywords else []))
    pairs = {kind: ", ".join(f"{name!r}: {snake(name)}" for name in names[kind]) for kind in names}
    return (
        f"\n    def {snake(operation['operationId'])}({signature}):\n"
        f"        {json.dumps(operation.get('summary', ''))}\n"
        f"        return self._call({verb.upper()!r}, {path!r}, {{{pairs['query']}}}, {{{pairs['header']}}}, "
        f"{'body, content_type' if content else 'None, None'})\n"
    )


def main(file):
    with open(file, encoding="utf-8") as source:
        document = json.load(source)
    print(PRELUDE % document["info"], end="")
    for path, operations in document["paths"].items():
        for verb, operation in operations.items():
            print(method_of(verb, path, operation), end="")
    print(EVENTS, end="")


main(sys.argv[1])
