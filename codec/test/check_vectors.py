#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Works the test vectors out a second time, from the specification alone.

Nothing here comes from the library: exponentiation is Python's, X25519, HMAC, HKDF and GMAC are those of the package
cryptography and of hashlib. Usage: check_vectors.py test-vectors.json
"""

import hashlib
import hmac
import json
import re
import struct
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

INIT, OFFER, DATA, EMPTY, ANSWER = 1, 2, 3, 4, 5
SUITES, KEY_SHARE, PORT_PAIRS, CHOICE, GROUP = 0x8001, 0x8002, 0x8003, 0x8004, 0x8005
ACCEPT, RETRY, REFUSE = 0, 1, 2

# identifier: group, KDF, hash of the packet MAC (None: GMAC), hash of the L4_OFFER's MAC, packet numbers
SUITE = {
    0x0001: (2, "rfc2631", "md5", "md5", False),
    0x0002: (5, "rfc2631", "sha1", "sha1", True),
    0x0003: (5, "hkdf", "sha256", "sha256", True),
    0x0004: (14, "rfc2631", "sha1", "sha1", True),
    0x0005: (14, "hkdf", "sha256", "sha256", True),
    0x0006: (15, "rfc2631", "sha1", "sha1", True),
    0x0007: (15, "hkdf", "sha256", "sha256", True),
    0x0010: (31, "hkdf", "sha256", "sha256", True),
    0x0011: (31, "hkdf", None, "sha256", True),
}


def prime(bits, addend):
    """RFC 2409 6.2 and RFC 3526: p = 2^n - 2^(n-64) - 1 + 2^64 ([2^(n-130) pi] + k)."""
    return 2**bits - 2 ** (bits - 64) - 1 + 2**64 * (floor_pi(bits - 130) + addend)


def floor_pi(bits):
    """The integer part of 2^bits pi, by Machin's formula."""
    one = 1 << (bits + 64)

    def arctan_inverse(x):
        total, term, n, sign = 0, one // x, 1, 1
        while term:
            total += sign * (term // n)
            term, n, sign = term // (x * x), n + 2, -sign
        return total

    return (4 * (4 * arctan_inverse(5) - arctan_inverse(239))) >> 64


MODP = {2: (1024, 129093), 5: (1536, 741804), 14: (2048, 124476), 15: (3072, 1690314)}


class Wrong(Exception):
    """A vector is not what the specification says."""


def expect(condition, what):
    if not condition:
        raise Wrong(what)


def public_value(group, private):
    if group == 31:
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    bits = MODP[group][0]
    return pow(2, int.from_bytes(private, "big"), prime(*MODP[group])).to_bytes(bits // 8, "big")


def shared_secret(group, private, public):
    if group == 31:
        return X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    p = prime(*MODP[group])
    expect(1 < int.from_bytes(public, "big") < p - 1, "public value out of range")
    z = pow(int.from_bytes(public, "big"), int.from_bytes(private, "big"), p)
    return z.to_bytes(MODP[group][0] // 8, "big")


def rfc2631(z, transcript, mac, length):
    oid = bytes.fromhex("06082b06010505080101" if mac == "md5" else "06082b06010505080102")
    result, counter = b"", 1
    while len(result) < length:
        algorithm = oid + b"\x04\x04" + struct.pack(">I", counter)
        other = b"\x30" + bytes([len(algorithm)]) + algorithm
        other += b"\xa0\x42\x04\x40" + transcript
        other += b"\xa2\x06\x04\x04" + struct.pack(">I", 8 * length)
        result += hashlib.sha1(z + b"\x30" + bytes([len(other)]) + other).digest()
        counter += 1
    return result[:length]


def derive(suite_id, z, transcript):
    _, kdf, mac, confirm, _ = SUITE[suite_id]
    packet_len = hashlib.new(mac).digest_size if mac else 20
    confirm_len = hashlib.new(confirm).digest_size
    length = 2 * packet_len + confirm_len
    if kdf == "rfc2631":
        km = rfc2631(z, transcript, mac, length)
    else:
        info = b"l4m1 keys" + struct.pack(">H", suite_id)
        km = HKDF(hashes.SHA256(), length, salt=transcript, info=info).derive(z)
    return km[:packet_len], km[packet_len : 2 * packet_len], km[2 * packet_len :]


def options(message):
    at = 32 if message[0] & 15 == INIT else 64
    while at < len(message):
        kind, length = struct.unpack_from(">HH", message, at)
        yield kind, message[at + 4 : at + 4 + length]
        at += 4 + (length + 3) // 4 * 4
    expect(at == len(message), "options do not fill the header")


def critical(rest):
    """Whether options of a packet, all unknown, have a critical one."""
    at, found = 0, False
    while at < len(rest):
        kind, length = struct.unpack_from(">HH", rest, at)
        found |= kind >= 0x8000
        at += 4 + (length + 3) // 4 * 4
    expect(at == len(rest), "options do not fill the header")
    return found


def pairs(value):
    return [struct.unpack_from(">HH", value, i) for i in range(0, len(value), 4)]


def expand(low, next_number):
    candidates = [(next_number >> 32) + k << 32 | low for k in (-1, 0, 1)]
    return min((n for n in candidates if n >= 0), key=lambda n: (abs(n - next_number), -n))


class Connection:
    """One connection of the file, packet by packet."""

    def __init__(self, vector):
        self.vector = vector
        self.tcp = vector["protocol"] == "tcp"
        self.init = self.keys = self.suite = self.ports = None
        self.next = {"initiator": 0, "responder": 0}
        self.seq = {}
        self.addr = {"initiator": vector["packets"][0]["src"], "responder": vector["packets"][0]["dst"]}
        self.round = -1

    def secret(self, name):
        return bytes.fromhex(self.vector[name])

    def check(self):
        for packet in self.vector["packets"]:
            try:
                self.packet(packet)
            except Wrong as wrong:
                raise Wrong(f"{self.vector['name']}, {packet['meaning']}: {wrong}") from wrong
        expect(("suite" in self.vector) == (self.keys is not None), "agreement")

    def packet(self, packet):
        raw = bytes.fromhex(packet["bytes"])
        l4_len = raw[12] // 16 * 4 if self.tcp else 8
        l4, ext = raw[:l4_len], raw[l4_len:]
        expect(l4[16:18] == b"\0\0" if self.tcp else l4[6:8] == b"\0\0", "checksum is not zero")
        expect(self.tcp or struct.unpack(">H", l4[4:6])[0] == len(raw), "UDP length")
        expect(ext[0] >> 4 == 1, "version")
        header_len = 4 * ext[1]
        if ext[0] & 15 in (INIT, OFFER):
            expect(header_len == len(ext) and ext[8:12] == b"L4M1", "form of a set-up message")
            expect(not self.tcp or l4[20:24] == b"\xfe\x04L4", "TCP option")
            (self.check_init if ext[0] & 15 == INIT else self.check_offer)(packet, l4, ext)
        else:
            self.check_data(packet, raw, l4_len, header_len)

    def check_init(self, packet, l4, init):
        expect(packet["from"] == "initiator", "direction")
        expect(not self.tcp or l4[13] == 0x02, "an L4_INIT stands on a SYN")
        self.round += 1
        self.seq["initiator"] = struct.unpack(">I", init[4:8])[0]
        expect(init[12] == self.round, "round")
        found = dict(options(init))
        expect(struct.unpack(">HH", l4[:4]) == pairs(found[PORT_PAIRS])[0], "first candidate")
        self.init = init

    def check_offer(self, packet, l4, offer):
        expect(packet["from"] == "responder", "direction")
        echo, self.seq["responder"] = struct.unpack(">HI", offer[2:8])
        expect(echo == self.seq["initiator"] & 0xFFFF, "echo of the L4_OFFER")
        expect(offer[12] == self.round and offer[16:32] == self.init[16:32], "round and nonce")
        found, proposed = dict(options(offer)), dict(options(self.init))
        responder, initiator = struct.unpack(">HH", l4[:4])
        expect((initiator, responder) == pairs(proposed[PORT_PAIRS])[0], "ports of the L4_OFFER")
        if offer[13] != ACCEPT:
            expect(offer[32:64] == bytes(32), "nonce and MAC of an L4_OFFER without key")
            expect(not self.tcp or l4[13] == 0x14, "RST and ACK")
            expect(offer[13] == REFUSE or PORT_PAIRS in found or GROUP in found, "retry without a request")
            expect(offer[13] != REFUSE or offer[14] == 22, "reason")
            return
        expect(not self.tcp or l4[13] == 0x12, "an L4_OFFER stands on a SYN/ACK")
        self.accept(l4, offer, found, proposed)

    def accept(self, l4, offer, found, proposed):
        suite_id, *pair = struct.unpack(">HHH", found[CHOICE])
        expect(suite_id == self.vector["suite_id"], "suite")
        expect(tuple(pair) in pairs(proposed[PORT_PAIRS]), "pair was not proposed")
        group = SUITE[suite_id][0]
        for message, name in ((proposed, "initiator_private"), (found, "responder_private")):
            expect(message[KEY_SHARE] == struct.pack(">H", group) + public_value(group, self.secret(name)), name)
        z = shared_secret(group, self.secret("initiator_private"), found[KEY_SHARE][2:])
        expect(z == shared_secret(group, self.secret("responder_private"), proposed[KEY_SHARE][2:]), "two secrets")
        expect(z == self.secret("shared_secret"), "shared secret")
        blank = offer[:48] + bytes(16) + offer[64:]
        transcript = hashlib.sha512(self.init + blank).digest()
        expect(transcript == self.secret("transcript"), "transcript")
        self.keys = derive(suite_id, z, transcript)
        expect(self.keys == tuple(map(self.secret, ("key_i2r", "key_r2i", "key_confirm"))), "keys")
        mac = hmac.digest(self.keys[2], l4 + blank + self.init, SUITE[suite_id][3])[:16]
        expect(mac == offer[48:64], "MAC of the L4_OFFER")
        self.suite, self.ports = SUITE[suite_id], tuple(pair)

    def check_data(self, packet, raw, l4_len, header_len):
        sender = packet["from"]
        other = "responder" if sender == "initiator" else "initiator"
        ext = raw[l4_len:]
        numbered = self.suite[4]
        fixed = 28 if numbered else 24
        expect(not critical(ext[fixed:header_len]), "a critical option")
        expect(ext[0] & 15 == DATA or len(ext) == header_len, "payload of an empty packet")
        ports = struct.unpack(">HH", raw[:4])
        expect((ports if sender == "initiator" else ports[::-1]) == self.ports, "ports")
        number = 0
        if numbered:
            number = self.number(sender, packet, struct.unpack(">I", ext[8:12])[0])
        at = l4_len + fixed - 16
        covered = raw[:at] + struct.pack(">I", number >> 32) + bytes(12) + raw[at + 16 :]
        expect(self.mac(sender, number, covered) == raw[at : at + 16], "MAC")
        echo, seq = struct.unpack(">HI", ext[2:8])
        expect(echo == self.seq[other] & 0xFFFF, "echo")
        self.move(sender, other, packet, seq)

    def number(self, sender, packet, low):
        named = re.search("packet number (0x[0-9a-f]+)", packet["meaning"])
        if named:
            # The vector skips ahead: what the receiver expects is the number itself.
            self.next[sender] = int(named[1], 16)
        number = expand(low, self.next[sender])
        expect(number == self.next[sender], "packet number")
        self.next[sender] = number + 1
        return number

    def mac(self, sender, number, covered):
        key = self.keys[0 if sender == "initiator" else 1]
        if self.suite[2]:
            return hmac.digest(key, covered, self.suite[2])[:16]
        return AESGCM(key[:16]).encrypt(key[16:] + struct.pack(">Q", number), b"", covered)

    def move(self, sender, other, packet, seq):
        moved = packet["src"] != self.addr[sender]
        expect(seq > self.seq[sender] if moved else seq == self.seq[sender], "state sequence")
        expect(packet["dst"] == self.addr[other], "destination")
        self.seq[sender], self.addr[sender] = seq, packet["src"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        vectors = json.load(file)[1:]
    try:
        for vector in vectors:
            Connection(vector).check()
        shown = {(v["suite_id"], v["protocol"]) for v in vectors if "suite" in v}
        expect(len(shown) == 2 * len(SUITE), "not every suite is there on both protocols")
    except Wrong as wrong:
        sys.exit(f"wrong: {wrong}")
    print(f"{len(vectors)} connections are as the specification says")


if __name__ == "__main__":
    main()
