"""Prints answers.json: one chain as the tutorial's nodes answer GET /chain, in the ways in which CPython and Flask print
it. `python3 answers.py > answers.json`"""
import hashlib
import json

GENESIS = {"index": 1, "timestamp": 1713205842.8947453, "transactions": [], "proof": 100, "previous_hash": 1}
REWARD = {"sender": "0", "recipient": "d52ae15cb7df4fe0a6d3ffb57b7734dc", "amount": 1}
# What JavaScript would change: its numbers don't tell 1 from 1.0.
GIFTS = [1, 1.0, 2.50, 1e-05, 18446744073709551615]


def gift(amount):
    return {"sender": "alice \"a\" \\ \n", "recipient": "王小明 😀", "amount": amount}


chain = [GENESIS]
for proof, timestamp, gifts in ((35293, 1713205939.5651655, []), (35089, 1713205940, GIFTS), (119678, 1713205941.0, [1.0])):
    last = json.dumps(chain[-1], sort_keys=True).encode()
    chain.append({
        "index": len(chain) + 1,
        "timestamp": timestamp,
        "transactions": [gift(amount) for amount in gifts] + [REWARD],
        "proof": proof,
        "previous_hash": hashlib.sha256(last).hexdigest(),
    })

answer = {"chain": chain, "length": len(chain)}
backwards = {"length": len(chain), "chain": chain}
print(json.dumps({
    "canonical": json.dumps(chain, sort_keys=True),
    "answers": {
        # What jsonify returns (Flask 2.2 and later), in production and when it debugs.
        "Flask": json.dumps(answer, sort_keys=True, separators=(",", ":")) + "\n",
        "Flask, debugging": json.dumps(answer, sort_keys=True, indent=2) + "\n",
        "json.dumps": json.dumps(answer),
        "json.dumps, length first": json.dumps(backwards),
        "json.dumps, length first, indented": json.dumps(backwards, indent=2),
        "json.dumps, indented with tabs": json.dumps(answer, indent="\t"),
        "json.dumps, not only ASCII": json.dumps(answer, ensure_ascii=False, indent=4),
        "python -m json.tool, on Windows": json.dumps(answer, indent=4).replace("\n", "\r\n") + "\r\n",
        "the list alone": json.dumps(chain, indent=2),
    },
}, indent=1))
