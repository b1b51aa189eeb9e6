"""A node of the tutorial's kind, in Flask: one chain, proof of work, and the five calls.

Start it with a port and a rule: `python flask_node.py 5005 classic`, or `linked`, as the tutorial's later version has it. It
keeps that rule at 16 bits, and only host and port of a node's address, as the tutorial does.
"""

import hashlib
import json
import sys
import time
import uuid
from urllib.parse import urlparse

import requests
from flask import Flask, jsonify, request

app = Flask(__name__)
me = uuid.uuid4().hex
chain = []
pending = []
nodes = set()


def block_hash(block):
    return hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()


def proves(last, last_hash, proof):
    behind = last_hash if rule == "linked" else ""
    return hashlib.sha256(f"{last['proof']}{proof}{behind}".encode()).hexdigest().startswith("0000")


def forge(proof, previous_hash):
    global pending
    block = {
        "index": len(chain) + 1,
        "timestamp": time.time(),
        "transactions": pending,
        "proof": proof,
        "previous_hash": previous_hash,
    }
    pending = []
    chain.append(block)
    return block


def is_valid(other):
    pairs = zip(other, other[1:])
    return all(
        block["previous_hash"] == block_hash(last) and proves(last, block["previous_hash"], block["proof"])
        for last, block in pairs
    )


@app.get("/mine")
def mine():
    proof, last_hash = 0, block_hash(chain[-1])
    while not proves(chain[-1], last_hash, proof):
        proof += 1
    pending.append({"sender": "0", "recipient": me, "amount": 1})
    block = forge(proof, last_hash)
    kept = ("index", "transactions", "proof", "previous_hash")
    return jsonify(message="New Block Forged", **{key: block[key] for key in kept})


@app.post("/transactions/new")
def new_transaction():
    values = request.get_json()
    if not all(key in values for key in ("sender", "recipient", "amount")):
        return "Missing values", 400
    pending.append({key: values[key] for key in ("sender", "recipient", "amount")})
    return jsonify(message=f"Transaction will be added to Block {len(chain) + 1}"), 201


@app.get("/chain")
def whole_chain():
    return jsonify(chain=chain, length=len(chain))


@app.post("/nodes/register")
def register():
    listed = request.get_json().get("nodes")
    if listed is None:
        return "Error: Please supply a valid list of nodes", 400
    nodes.update(urlparse(node).netloc for node in listed)
    return jsonify(message="New nodes have been added", total_nodes=list(nodes)), 201


@app.get("/nodes/resolve")
def resolve():
    global chain
    longest = None
    for node in nodes:
        answer = requests.get(f"http://{node}/chain", timeout=30)
        if answer.status_code != 200:
            continue
        told = answer.json()
        if told["length"] > len(longest or chain) and is_valid(told["chain"]):
            longest = told["chain"]
    if longest is None:
        return jsonify(message="Our chain is authoritative", chain=chain)
    chain = longest
    return jsonify(message="Our chain was replaced", new_chain=chain)


if __name__ == "__main__":
    port, rule = sys.argv[1:]
    forge(100, 1)
    app.run(host="127.0.0.1", port=int(port))
