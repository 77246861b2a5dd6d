#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Packets and keys of HIP, computed by hip_wire.py: test/hip-vectors.h, which suite hip-wire holds the model against.

Without arguments it writes the header to the output; with the argument --check FILE it says whether the file is that.
"""

import hashlib
import math
import sys

import hip_wire as hip
from hip_wire import TYPES, address, in_ipv6, number

NAMES = {
    "INITIATOR": "192.0.2.1",
    "RESPONDER": "198.51.100.2",
    "SERVER": "203.0.113.3",
    "INITIATOR6": "2001:db8:1::1",
    "RESPONDER6": "2001:db8:2::2",
}
K, GROUP, LIFETIME = 10, 3, 32
NONCE = bytes(range(16))

constants = []


def put(name, value, comment):
    """A constant, its text in lines."""
    constants.append((name, value if isinstance(value, str) else value.hex(), comment))


def lifetime_code(seconds):
    """A lifetime of RFC 5203, 4.1: 2^((code - 64) / 8) seconds, no more than asked for."""
    return max(code for code in range(1, 256) if 2 ** ((code - 64) / 8) <= seconds)


def exponent_of(random, bits):
    """A private exponent of the model."""
    raw = bytearray(random.get(math.ceil(bits / 8)))
    raw[0] |= 0x80
    return int.from_bytes(raw, "big")


def between(name, kind, sender, receiver, parameters, source="INITIATOR", destination="RESPONDER", comment=""):
    """A packet between two of NAMES, as a constant."""
    raw = hip.packet(
        hip.NUMBERS[kind], sender, receiver, parameters, address(NAMES[source]), address(NAMES[destination])
    )
    hip.Packet(raw)
    put(name, raw, comment)
    return raw


def signed(kind, sender, receiver, parameters, identity, key, mac="HMAC", extra=b""):
    """Parameters with MAC and signature behind them."""
    where = bytes(4), bytes(4)
    one = hip.Packet(hip.packet(hip.NUMBERS[kind], sender, receiver, parameters, *where))
    parameters = parameters + [(TYPES[mac], hip.sha1_mac(key, one.covered(mac, extra)))]
    one = hip.Packet(hip.packet(hip.NUMBERS[kind], sender, receiver, parameters, *where))
    return parameters + [(TYPES["HIP_SIGNATURE"], identity.sign(one.covered("HIP_SIGNATURE")))]


def puzzle(i, k=K):
    """Contents of PUZZLE (5.2.4)."""
    return bytes([k, 32 + int(math.log2(LIFETIME))]) + bytes(2) + number(i, 8)


def diffie_hellman(group, value):
    """Contents of DIFFIE_HELLMAN (5.2.6)."""
    return bytes([group]) + number(len(value), 2) + value


def esp_info(index, old, new):
    """Contents of ESP_INFO (RFC 5202, 5.1.1)."""
    return bytes(2) + number(index, 2) + number(old, 4) + number(new, 4)


def locator(spi, text, kind=0, preferred=1, seconds=0xFFFFFFFF):
    """Contents of LOCATOR with one locator, of type 1 where there is an SPI (RFC 5206, 4)."""
    there = number(spi, 4) if spi else b""
    head = bytes([kind, bool(spi), 4 + bool(spi), preferred]) + number(seconds, 4)
    return head + there + in_ipv6(text)


def make_r1(responder, random, initiator):
    """The model's R1 in its first generation, from a rendezvous server."""
    secret = random.get(20)
    exponent = exponent_of(random, 240)
    source, destination = NAMES["RESPONDER"], NAMES["INITIATOR"]
    # The secret of the first generation.
    secret = hip.sha1_mac(secret, number(1, 8))
    where = initiator + responder.hit + in_ipv6(source) + in_ipv6(destination)
    i = int.from_bytes(hip.sha1_mac(secret, where)[:8], "big")
    value = hip.public_value(GROUP, exponent)
    parameters = [
        (TYPES["R1_COUNTER"], bytes(4) + number(1, 8)),
        (TYPES["PUZZLE"], puzzle(i)),
        (TYPES["DIFFIE_HELLMAN"], diffie_hellman(GROUP, value)),
        (TYPES["HIP_TRANSFORM"], number(1, 2) + number(5, 2)),
        (TYPES["HOST_ID"], responder.host_id()),
        (TYPES["REG_INFO"], bytes([lifetime_code(1), lifetime_code(600), 1])),
        (TYPES["ESP_TRANSFORM"], bytes(2) + number(1, 2) + number(5, 2)),
    ]
    blank = hip.Packet(hip.packet(2, responder.hit, initiator, parameters, bytes(4), bytes(4)))
    parameters.append((TYPES["HIP_SIGNATURE_2"], responder.sign(blank.covered("HIP_SIGNATURE_2", blank=True))))
    between("R1", "R1", responder.hit, initiator, parameters, "RESPONDER", "INITIATOR", "from a rendezvous server")
    return i, exponent, value


def make_exchange(initiator, responder):
    """The base exchange; returns all keys, and the SPIs of both."""
    a, b = initiator.hit, responder.hit
    between("I1", "I1", a, b, [])
    between("I1_OVER_IPV6", "I1", a, b, [], "INITIATOR6", "RESPONDER6")
    relay = [(TYPES["FROM"], in_ipv6(NAMES["INITIATOR"]))]
    one = hip.Packet(hip.packet(1, a, b, relay, bytes(4), bytes(4)))
    relay.append((TYPES["RVS_HMAC"], hip.sha1_mac(bytes(range(20)), one.covered("RVS_HMAC"))))
    between("I1_RELAYED", "I1", a, b, relay, "SERVER", "RESPONDER", "its key: bytes 0 to 19")
    i, exponent, value = make_r1(responder, hip.Random("vector responder"), a)

    random = hip.Random("vector exchange")
    own = exponent_of(random, 240)
    j = int.from_bytes(random.get(8), "big")
    first = j
    while not hip.solves(K, i, a, b, j):
        j += 1
    put("SOLUTION", number(j, 8), "J")
    put("TRIES", str(j - first + 1), "how many J were tried, in base 10")
    secret = hip.agree(GROUP, own, value)
    assert secret == hip.agree(GROUP, exponent, hip.public_value(GROUP, own))
    put("KEYMAT", hip.keymat(secret, a, b, i, j, 210), "its first 210 bytes")
    suite = hip.AES_CBC_HMAC_SHA1
    keys = hip.Keys(secret, a, b, i, j, suite, suite)
    parameters = [
        (TYPES["ESP_INFO"], esp_info(keys.index, 0, 0x01020304)),
        (TYPES["R1_COUNTER"], bytes(4) + number(1, 8)),
        (TYPES["SOLUTION"], bytes([K, 0, 0, 0]) + number(i, 8) + number(j, 8)),
        (TYPES["DIFFIE_HELLMAN"], diffie_hellman(GROUP, hip.public_value(GROUP, own))),
        (TYPES["HIP_TRANSFORM"], number(suite, 2)),
        (TYPES["HOST_ID"], initiator.host_id()),
        (TYPES["REG_REQUEST"], bytes([lifetime_code(600), 1])),
        (TYPES["ECHO_RESPONSE_SIGNED"], NONCE),
        (TYPES["ESP_TRANSFORM"], bytes(2) + number(suite, 2)),
    ]
    parameters = signed("I2", a, b, parameters, initiator, keys.mac[a])
    between("I2", "I2", a, b, parameters + [(TYPES["ECHO_RESPONSE_UNSIGNED"], NONCE[:5])])
    parameters = [
        (TYPES["ESP_INFO"], esp_info(keys.index, 0, 0x05060708)),
        (TYPES["REG_RESPONSE"], bytes([lifetime_code(600), 1])),
    ]
    extra = hip.parameter(TYPES["HOST_ID"], responder.host_id())
    parameters = signed("R2", b, a, parameters, responder, keys.mac[b], "HMAC_2", extra)
    between("R2", "R2", b, a, parameters, "RESPONDER", "INITIATOR")
    return keys, secret


def make_others(initiator, responder, keys):
    """UPDATEs, NOTIFY, CLOSE and CLOSE_ACK."""
    a, b = initiator.hit, responder.hit
    for name, source, where in (("UPDATE", "INITIATOR", "RESPONDER"), ("UPDATE_OVER_IPV6", "INITIATOR6", "RESPONDER6")):
        parameters = [
            (TYPES["ESP_INFO"], esp_info(0, 0x01020304, 0x01020304)),
            (TYPES["LOCATOR"], locator(0x01020304, NAMES[source])),
            (TYPES["SEQ"], number(0, 4)),
        ]
        between(name, "UPDATE", a, b, signed("UPDATE", a, b, parameters, initiator, keys.mac[a]), source, where)
    parameters = [
        (TYPES["ESP_INFO"], esp_info(0, 0x05060708, 0x05060708)),
        (TYPES["SEQ"], number(7, 4)),
        (TYPES["ACK"], number(0, 4) + number(0xFFFFFFFE, 4)),
        (TYPES["ECHO_REQUEST_SIGNED"], NONCE),
        (TYPES["REG_RESPONSE"], bytes([lifetime_code(600), 1])),
        (TYPES["REG_FAILED"], bytes([1, 2, 3])),
    ]
    parameters = signed("UPDATE", b, a, parameters, responder, keys.mac[b])
    between("UPDATE_ANSWER", "UPDATE", b, a, parameters, "RESPONDER", "INITIATOR")
    parameters = [(TYPES["NOTIFICATION"], bytes(2) + number(1, 2) + number(4097, 2))]
    one = hip.Packet(hip.packet(17, b, a, parameters, bytes(4), bytes(4)))
    parameters.append((TYPES["HIP_SIGNATURE"], responder.sign(one.covered("HIP_SIGNATURE"))))
    between("NOTIFY", "NOTIFY", b, a, parameters, "RESPONDER", "INITIATOR")
    parameters = [(TYPES["ECHO_REQUEST_SIGNED"], NONCE)]
    between("CLOSE", "CLOSE", a, b, signed("CLOSE", a, b, parameters, initiator, keys.mac[a]))
    parameters = [(TYPES["ECHO_RESPONSE_SIGNED"], NONCE)]
    parameters = signed("CLOSE_ACK", b, a, parameters, responder, keys.mac[b])
    between("CLOSE_ACK", "CLOSE_ACK", b, a, parameters, "RESPONDER", "INITIATOR")


def make_esp(keys, hit):
    """Packets of ESP with both suites, payloads of 0 to 16 bytes, numbered from 1."""
    for name, suite in (("AES", hip.AES_CBC_HMAC_SHA1), ("NULL", hip.NULL_HMAC_SHA1)):
        pair = keys.esp[hit] if name == "AES" else (b"", keys.esp[hit][1])
        whole = b"".join(
            hip.esp_protect(suite, pair, 0x05060708, n + 1, 17, bytes(range(n)), bytes(range(n, n + 16)))
            for n in range(17)
        )
        put(f"ESP_{name}", whole, "17 packets behind one another")
        last = hip.esp_protect(suite, pair, 0x05060708, 0x100000002, 17, bytes(range(9)), bytes(range(9, 25)))
        put(f"ESP_{name}_LATER", last, "number 2^32 + 2")


def make_groups():
    """Public values and shared secrets of all groups; their SHA-1."""
    for group in hip.GROUPS:
        bits = {1: 160, 2: 160, 3: 240, 4: 420, 5: 540, 6: 620}[group]
        one, other = (exponent_of(hip.Random(f"vector group {group} {name}"), bits) for name in ("one", "other"))
        value = hip.public_value(group, one)
        digests = hashlib.sha1(value).digest() + hashlib.sha1(hip.agree(group, other, value)).digest()
        put(f"GROUP_{group}", digests, "SHA-1 of a public value and of a shared secret")


def write():
    """The header."""
    lines = [
        "/*",
        " * SPDX-License-Identifier: GPL-2.0-only",
        " * Copyright (c) 2026 Seed ed1e0298 maintainers",
        " */",
        "#ifndef HIP_VECTORS_H",
        "#define HIP_VECTORS_H",
        "",
        "// Written by test/hip/vectors.py, which shares no line with the model. The test hip-vectors holds",
        "// this file against it.",
        "",
        "namespace ns3",
        "{",
        "",
        "/** @ingroup hip  What packets and keys have to be; in base 16 where no other is named. */",
        "namespace hipvectors",
        "{",
        "",
    ]
    for name, text, comment in constants:
        pieces = [text[at : at + 80] for at in range(0, len(text), 80)]
        if comment:
            lines.append(f"// {comment[0].upper()}{comment[1:]}.")
        if len(pieces) == 1 and len(name) + len(text) < 77:
            lines.append(f'const char* const {name} = "{text}";')
            continue
        lines.append(f"const char* const {name} =")
        lines += [f'    "{piece}"' for piece in pieces]
        lines[-1] += ";"
    lines += ["", "} // namespace hipvectors", "", "} // namespace ns3", "", "#endif /* HIP_VECTORS_H */", ""]
    return "\n".join(lines)


def main():
    initiator = hip.Identity(1024, hip.Random("vector initiator"))
    responder = hip.Identity(512, hip.Random("vector server"))
    put("INITIATOR_HOST_ID", initiator.host_id(), "")
    put("INITIATOR_HIT", initiator.hit, "")
    put("RESPONDER_HOST_ID", responder.host_id(), "")
    put("RESPONDER_HIT", responder.hit, "")
    keys, _ = make_exchange(initiator, responder)
    make_others(initiator, responder, keys)
    make_esp(keys, initiator.hit)
    make_groups()
    if sys.argv[1:2] == ["--check"]:
        with open(sys.argv[2], encoding="ascii") as file:
            if file.read() != write():
                sys.exit(f"{sys.argv[2]} is not what test/hip/vectors.py writes; write it anew and compare")
        return
    sys.stdout.write(write())


if __name__ == "__main__":
    main()
