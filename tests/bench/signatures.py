"""Verifies signatures by libsodium (PyNaCl), to measure against: prints how many a second. The file is a list of
[message, account, signature], the last two as hex digits."""

import json
import sys
import time

from nacl.signing import VerifyKey

with open(sys.argv[1], encoding="utf-8") as file:
    entries = json.load(file)
claims = [(message.encode(), bytes.fromhex(account), bytes.fromhex(signature)) for message, account, signature in entries]
start = time.perf_counter()
for message, account, signature in claims:
    VerifyKey(account).verify(message, signature)
print(len(claims) / (time.perf_counter() - start))
