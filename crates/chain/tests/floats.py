"""Prints floats.txt: floats as bits, and as CPython's repr prints them. `python3 floats.py > floats.txt`"""
import random
import struct

random.seed(1)


def of_bits(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


# Around each power of two, where the neighbour below is nearer than the one above.
values = [of_bits((e << 52) + d) for e in range(1, 2046, 17) for d in (-1, 0, 1)]
# Any.
values += [of_bits(random.getrandbits(63) % 0x7FF0000000000000) for _ in range(300)]
# Timestamps, many of them half-way between two shortest texts.
values += [1.7e9 + random.randrange(1 << 26) + random.randrange(1 << 20) / 2 ** random.choice((7, 8, 9, 20)) for _ in range(300)]
values += [random.randrange(1 << 62) / (1 << random.randrange(80)) for _ in range(300)]
# Integers beyond those that every float can hold.
values += [float(random.randrange(1 << random.randrange(50, 90))) for _ in range(300)]
for value in values:
    print(struct.pack(">d", value).hex(), repr(value))
