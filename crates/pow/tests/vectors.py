"""Prints vectors.json: searches done with CPython's hashlib. Run as: python3 vectors.py > vectors.json

Prefix and suffix are the first so many characters of TEXT, so that the file stays small.
"""
import hashlib
import json

TEXT = "The times 03/Jan/2009: 0123456789, Chancellor on brink of second bailout for banks; " * 4


def bits(digest):
    return 256 - int.from_bytes(digest, "big").bit_length()


def digest(prefix, proof, suffix):
    return hashlib.sha256((TEXT[:prefix] + str(proof) + TEXT[:suffix]).encode("ascii")).digest()


def search(prefix, suffix, difficulty, start, end):
    proofs = (p for p in range(start, end) if bits(digest(prefix, p, suffix)) >= difficulty)
    return next(proofs, None)


cases = []
for prefix in range(0, 141):
    # Around a change of the number of digits, another one for each prefix; and a range without one.
    edge = 10 ** (prefix % 19 + 1)
    for suffix, difficulty, start, end in [
        (0, 6, edge - min(60, edge), edge + 100),
        (64, 7, edge - min(60, edge), edge + 100),
        ((prefix * 7) % 130, 8, 1000 * prefix + 12_345_678, 1000 * prefix + 12_346_789),
    ]:
        cases.append([prefix, suffix, difficulty, start, end, search(prefix, suffix, difficulty, start, end)])

hashes = []
for proof in [0, 7, 10, 999, 1000, 35293, 2**32, 10**19 - 1, 10**19, 2**64 - 2, 2**64 - 1]:
    for prefix, suffix in [(0, 0), (5, 0), (64, 0), (5, 64), (55, 0), (56, 0), (63, 1), (128, 200)]:
        hashes.append([prefix, suffix, proof, digest(prefix, proof, suffix).hex()])

lines = ",\n".join(json.dumps(case) for case in cases), ",\n".join(json.dumps(h) for h in hashes)
print('{"text": %s,\n"searches": [\n%s\n],\n"hashes": [\n%s\n]}' % (json.dumps(TEXT), *lines))
