"""Checks an exported chain: python3 check_chain.py chain.json [rules.json]. Prints its work and balances, or the first fault."""
import json, sys, nacl.signing  # pip install pynacl
from hashlib import sha256
RULES = dict(proof="classic", difficulty_bits=16, retarget=None, ledger="open", reward=1, halving_blocks=0, block_transactions=1000, network="0" * 16)

def canonical(value, *omitted): return json.dumps({name: value[name] for name in value if name not in omitted}, sort_keys=True).encode()
def digest(value, *omitted): return sha256(canonical(value, *omitted)).hexdigest()
def milliseconds(block): return int(block["timestamp"] * 1000 // 1)
def merkle_root(leaves):  # RFC 6962: the hash of the roots of both halves, the left one as large as a power of two can be
    if len(leaves) < 2: return leaves[0] if leaves else sha256().digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + merkle_root(leaves[:half]) + merkle_root(leaves[half:])).digest()

def target(chain, place, bits, pace):  # what a proof's hash must be below: more when blocks come late, less when early (aserti3)
    if not pace or place == 1: return 2 ** (128 - bits)
    late = milliseconds(chain[place - 1]) - milliseconds(chain[1]) - pace["block_seconds"] * 1000 * (place - 2)
    shift, f = divmod(late * 65536 // (pace["half_life_seconds"] * 1000), 65536)
    factor = 65536 + ((195766423245049 * f + 971821376 * f ** 2 + 5127 * f ** 3 + 2 ** 47) >> 48)
    return min(max((factor << max(0, min(shift + 112 - bits, 128))) >> max(0, bits - 112 - shift), 2 ** 64), 2 ** 124)

def fault_of(chain, hashes, place, rules, hidden):  # what is wrong with a block, its payments aside: the first test that fails
    block, past = chain[place], sorted(map(milliseconds, chain[max(0, place - 11):place]))  # above their median is the timestamp
    leaves = [sha256(b"\0" + canonical(transaction)).digest() for transaction in block["transactions"]]
    bound_to = chain[place - 1]["proof"] if rules["proof"] in ("classic", "linked") else digest(block, "proof", *hidden)
    tried = sha256(f"{bound_to}{block['proof']}{hashes[place - 1] if rules['proof'] == 'linked' else ''}".encode()).digest()
    tests = {"index": block["index"] == place + 1, "link": block["previous_hash"] == hashes[place - 1],
             "timestamp": not rules["retarget"] or past[len(past) // 2] < milliseconds(block) < 2 ** 53,
             "merkle": block.get("merkle_root") == (merkle_root(leaves).hex() if hidden else None),
             "proof": int.from_bytes(tried[:16], "big") < target(chain, place, rules["difficulty_bits"], rules["retarget"])}
    return next((fault for fault, passed in tests.items() if not passed), None)

def pay(balances, block, rules, genesis):  # has a block's payments change [coins, seq] of each account, unless one is wrong
    transactions, coins = block["transactions"], rules["reward"] >> (block["index"] - 2) // (rules["halving_blocks"] or 2 ** 60)
    if sum(t["sender"] != "0" for t in transactions) > rules["block_transactions"]: return "full"
    for t in transactions:
        if t["sender"] == "0" and (t is not transactions[-1] or t["amount"] != coins): return "reward"
        if t["sender"] != "0":
            payer = balances.setdefault(t["sender"], [0, 0])
            if t["seq"] != payer[1] or t["amount"] + t["fee"] > payer[0]: return "seq" if t["seq"] != payer[1] else "funds"
            signed = f"tabchain {genesis}\n".encode() + canonical(t, "signature")
            try: nacl.signing.VerifyKey(bytes.fromhex(t["sender"])).verify(signed, bytes.fromhex(t["signature"]))
            except nacl.exceptions.CryptoError: return "signature"
            payer[:], coins = [payer[0] - t["amount"] - t["fee"], payer[1] + 1], coins + t["fee"]
        balances.setdefault(t["recipient"], [0, 0])[0] += t["amount"]
    return None if transactions and transactions[-1]["sender"] == "0" else "reward"

def check(chain, rules={}):  # work and balances of a valid chain, else the index of the first faulty block and its fault
    rules, signed, balances = RULES | rules, rules.get("ledger") == "signed", {}
    hidden = ["transactions"] if rules["proof"] == "header" else []  # what a block's hash does not cover
    hashes = [digest(block, *hidden) for block in chain]
    genesis = {"index": 1, "transactions": [], "proof": 100} | ({"merkle_root": merkle_root([]).hex()} if hidden else {})
    if hidden or signed or rules["retarget"]: genesis |= {"timestamp": 1713205842.8947453, "previous_hash": digest(rules)}
    fits = chain and chain[0] == chain[0] | genesis and chain[0]["previous_hash"] in (1, "1", genesis.get("previous_hash"))
    if not fits: return 1, "genesis" if chain else "empty"
    for place, block in enumerate(chain[1:], 1):
        fault = fault_of(chain, hashes, place, rules, hidden) or signed and pay(balances, block, rules, hashes[0])
        if fault: return place + 1, fault
    work = sum(2 ** 128 // target(chain, place, rules["difficulty_bits"], rules["retarget"]) for place in range(1, len(chain)))
    return work, {account: balance for account, balance in balances.items() if any(balance)}
if __name__ == "__main__": print(*check(*[json.load(open(path)) for path in sys.argv[1:]]))
