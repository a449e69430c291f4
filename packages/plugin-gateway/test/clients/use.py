"""Uses the generated client: prints one JSON object with what it saw."""

import json
import sys

sys.path.insert(0, sys.argv[1])
from gateway_client import Client, Problem  # noqa: E402

client = Client(sys.argv[2], sys.argv[3])
seen = {}
events = client.events(events="queued", form="json")
seen["subscribed"] = next(events)[0]
seen["sent"] = client.send_messages({"n": 12345678901234567890})
seen["streamed"] = client.send_messages('"a"\nnot json\n', content_type="application/x-ndjson")
seen["event"] = next(events)[2]["message"]
seen["messages"] = client.list_messages(limit=1)["messages"]
seen["total"] = client.list_messages()["total"]
seen["peer"] = client.add_peer({"hostname": "there", "port": 80})["status"]
client.ignore_peer({"hostname": "there", "port": 80})
seen["ignored"] = [peer["hostname"] for peer in client.list_peers(status="ignored")["peers"]]
seen["version"] = client.status()["version"]
try:
    client.add_peer({"hostname": "there"})
except Problem as problem:
    seen["problem"] = [problem.status, problem.code]
try:
    Client(sys.argv[2], "wrong").status()
except Problem as problem:
    seen["denied"] = problem.status
print(json.dumps(seen))
