"""Checks an exported chain without tabchain: python3 check_chain.py chain.json [rules.json]. Prints work and balances, or
the first faulty block and its fault. Where payments are signed it needs PyNaCl (pip install pynacl)."""
import json, sys
from hashlib import sha256

TUTORIAL = {"proof": "classic", "difficulty_bits": 16, "retarget": None, "ledger": "open", "reward": 1,
            "halving_blocks": 0, "block_transactions": 1000, "network": "0" * 16}
dumps = lambda value: json.dumps(value, sort_keys=True).encode()
digest = lambda value: sha256(dumps(value)).hexdigest()
without = lambda value, *names: {name: value[name] for name in value if name not in names}
ms = lambda block: int(block["timestamp"] * 1000 // 1)

def merkle(leaves):                                    # RFC 6962: the root over hashes of leaves
    half = len(leaves) > 1 and 1 << (len(leaves) - 1).bit_length() - 1
    both = half and sha256(b"\1" + merkle(leaves[:half]) + merkle(leaves[half:])).digest()
    return both or (leaves or [sha256().digest()])[0]

def target(chain, bits, pace):                         # what the next proof's hash must be below; aserti3, counted from block 2
    if not pace or len(chain) < 2: return 2 ** (128 - bits)
    late = ms(chain[-1]) - ms(chain[1]) - pace["block_seconds"] * 1000 * (len(chain) - 2)
    shift, f = divmod(late * 65536 // (pace["half_life_seconds"] * 1000), 65536)
    factor = 65536 + ((195766423245049 * f + 971821376 * f ** 2 + 5127 * f ** 3 + 2 ** 47) >> 48)
    return min(max((factor << max(0, min(shift + 112 - bits, 128))) >> max(0, bits - 112 - shift), 2 ** 64), 2 ** 124)

def pay(balances, block, rules, genesis):              # what a block of a signed ledger does to the balances, or its fault
    from nacl.signing import VerifyKey
    fees, reward = 0, rules["reward"] >> (block["index"] - 2) // (rules["halving_blocks"] or 2 ** 60)
    transactions, is_reward = block["transactions"], lambda t: t["sender"] == "0"
    if sum(not is_reward(t) for t in transactions) > rules["block_transactions"]: return "full"
    for t in transactions:
        if is_reward(t) and (t is not transactions[-1] or t["amount"] != reward + fees): return "reward"
        if not is_reward(t):
            payer = balances.setdefault(t["sender"], [0, 0])
            if t["seq"] != payer[1]: return "seq"
            if t["amount"] + t["fee"] > payer[0]: return "funds"
            signed = f"tabchain {genesis}\n".encode() + dumps(without(t, "signature"))
            try: VerifyKey(bytes.fromhex(t["sender"])).verify(signed, bytes.fromhex(t["signature"]))
            except Exception: return "signature"
            payer[:], fees = [payer[0] - t["amount"] - t["fee"], payer[1] + 1], fees + t["fee"]
        balances.setdefault(t["recipient"], [0, 0])[0] += t["amount"]
    return None if transactions and is_reward(transactions[-1]) else "reward"

def check(chain, rules):                               # (work, balances) of a valid chain, else (block, fault)
    rules, balances, work, last = TUTORIAL | rules, {}, 0, None
    header, signed, pace = rules["proof"] == "header", rules["ledger"] == "signed", rules["retarget"]
    hashed = lambda block: without(block, "transactions") if header else block
    own = {"timestamp": 1713205842.8947453, "previous_hash": digest(rules)} if header or signed or pace else {}
    for place, block in enumerate(chain):
        leaves, past = [sha256(b"\0" + dumps(t)).digest() for t in block["transactions"]], sorted(map(ms, chain[max(0, place - 11):place]))
        root_fits = not header or block["merkle_root"] == merkle(leaves).hex()
        if place == 0: found = [((block["index"], leaves, block["proof"], root_fits) == (1, [], 100, True)
                                 and (block.items() >= own.items() if own else block["previous_hash"] in (1, "1")), "genesis")]
        else:
            prefix = last["proof"] if rules["proof"] in ("classic", "linked") else digest(without(hashed(block), "proof"))
            tried = sha256(f"{prefix}{block['proof']}{digest(last) if rules['proof'] == 'linked' else ''}".encode()).digest()
            below = target(chain[:place], rules["difficulty_bits"], pace)
            found = [(block["index"] == place + 1, "index"), (block["previous_hash"] == digest(hashed(last)), "link"),
                     (not pace or past[len(past) // 2] < ms(block) < 2 ** 53, "timestamp"), (root_fits, "merkle"),
                     (int.from_bytes(tried[:16], "big") < below, "proof")]
            work += 2 ** 128 // below
        fault = next((name for holds, name in found if not holds), None)
        fault = fault or (signed and place and pay(balances, block, rules, digest(hashed(chain[0]))))
        if fault: return place + 1, fault
        last = block
    return work, balances

if __name__ == "__main__":
    chain, rules = [json.load(open(path)) for path in sys.argv[1:]] + [{}] * (3 - len(sys.argv))
    print(*check(chain["chain"] if isinstance(chain, dict) else chain, rules))
