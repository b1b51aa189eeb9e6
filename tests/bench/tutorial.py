"""The tutorial's loops, to measure against: `proof SECONDS` prints hashes a second, `validate FILE` seconds."""

import hashlib
import json
import sys
import time


def hashes_a_second(seconds):
    last_proof, proof, start = 35089, 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        for proof in range(proof, proof + 10_000):
            guess = f"{last_proof}{proof}".encode()
            hashlib.sha256(guess).hexdigest()[:64] == "0" * 64
        proof += 1
    return proof / (time.perf_counter() - start)


def block_hash(block):
    return hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()


def valid_chain(chain):
    last = chain[0]
    for block in chain[1:]:
        if block["previous_hash"] != block_hash(last):
            return False
        hashlib.sha256(f"{last['proof']}{block['proof']}".encode()).hexdigest()
        last = block
    return True


def validation_seconds(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    start = time.perf_counter()
    chain = json.loads(text)
    parsed = time.perf_counter()
    if not valid_chain(chain):
        sys.exit("the chain is not valid")
    return time.perf_counter() - (start if "--with-parsing" in sys.argv else parsed)


if sys.argv[1] == "proof":
    print(hashes_a_second(float(sys.argv[2])))
else:
    print(validation_seconds(sys.argv[2]))
