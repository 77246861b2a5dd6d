# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""HIP on the wire, written from the text of RFC 5201, 5202, 5204, 5206, 4303 and 4843 alone.

It shares no code with the model, so that what the two agree on is what the RFCs say. Numbers in comments are sections
of RFC 5201 where no other is named. What is the model's own choice is told here as its documentation has it: how random
bytes follow from seed, run and a purpose, an RSA key from random bytes, a puzzle from a secret.
"""

import hashlib
import hmac
import ipaddress
import math

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HIP, ESP, NO_NEXT_HEADER = 139, 50, 59

# 5.3
PACKETS = {1: "I1", 2: "R1", 3: "I2", 4: "R2", 16: "UPDATE", 17: "NOTIFY", 18: "CLOSE", 19: "CLOSE_ACK"}
NUMBERS = {name: number for number, name in PACKETS.items()}

# 5.2; RFC 5202, 5.1; RFC 5203, 4; RFC 5204, 4.2; RFC 5206, 4
TYPES = {
    "ESP_INFO": 65,
    "R1_COUNTER": 128,
    "LOCATOR": 193,
    "PUZZLE": 257,
    "SOLUTION": 321,
    "SEQ": 385,
    "ACK": 449,
    "DIFFIE_HELLMAN": 513,
    "HIP_TRANSFORM": 577,
    "HOST_ID": 705,
    "NOTIFICATION": 832,
    "ECHO_REQUEST_SIGNED": 897,
    "REG_INFO": 930,
    "REG_REQUEST": 932,
    "REG_RESPONSE": 934,
    "REG_FAILED": 936,
    "ECHO_RESPONSE_SIGNED": 961,
    "ESP_TRANSFORM": 4095,
    "HMAC": 61505,
    "HMAC_2": 61569,
    "HIP_SIGNATURE_2": 61633,
    "HIP_SIGNATURE": 61697,
    "ECHO_RESPONSE_UNSIGNED": 63425,
    "ECHO_REQUEST_UNSIGNED": 63661,
    "FROM": 65498,
    "RVS_HMAC": 65500,
    "VIA_RVS": 65502,
}

# 5.2.7; RFC 5202, 5.1.2: bytes of the cipher's key; all MACs have 20.
AES_CBC_HMAC_SHA1, NULL_HMAC_SHA1 = 1, 5
CIPHER_KEY = {AES_CBC_HMAC_SHA1: 16, NULL_HMAC_SHA1: 0}
MAC_KEY = 20
RSA = 5


def number(value, size):
    """A number in network byte order."""
    return value.to_bytes(size, "big")


def address(text):
    """The bytes of an address."""
    return ipaddress.ip_address(text).packed


def in_ipv6(text):
    """An address as HIP carries it: IPv4 mapped into IPv6 (RFC 5206, 4.2)."""
    raw = address(text)
    return raw if len(raw) == 16 else bytes(10) + b"\xff\xff" + raw


# --- Packets ---------------------------------------------------------------------------------------------------------


def parameter(kind, contents):
    """A parameter with its zeros up to a multiple of 8 (5.2.1)."""
    total = 11 + len(contents) - (len(contents) + 3) % 8
    return (number(kind, 2) + number(len(contents), 2) + contents).ljust(total, b"\0")


def ones_sum(data):
    """The sum of 16-bit words in one's complement."""
    total = sum(int.from_bytes(data[i : i + 2].ljust(2, b"\0"), "big") for i in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def checksum(source, destination, packet, protocol=HIP):
    """What stands in the checksum's field, if it is 0 in the packet; 0 of a packet with a right one (5.1.1)."""
    if len(source) == 16:
        pseudo = source + destination + number(len(packet), 4) + bytes([0, 0, 0, protocol])
    else:
        pseudo = source + destination + bytes([0, protocol]) + number(len(packet), 2)
    return ones_sum(pseudo + packet) ^ 0xFFFF


def header(kind, size, sender, receiver, controls=0, check=0):
    """The fixed header of a packet of a size in bytes (5.1)."""
    fixed = bytes([NO_NEXT_HEADER, size // 8 - 1, kind, 0x11]) + number(check, 2) + number(controls, 2)
    return fixed + sender + receiver


def packet(kind, sender, receiver, parameters, source, destination, controls=0):
    """A whole packet; its parameters are (type, contents), in order."""
    body = b"".join(parameter(*one) for one in parameters)
    blank = header(kind, 40 + len(body), sender, receiver, controls) + body
    return blank[:4] + number(checksum(source, destination, blank), 2) + blank[6:]


class Packet:
    """A packet that was read; refuses what is malformed."""

    def __init__(self, raw):
        if len(raw) < 40 or len(raw) != 8 * (raw[1] + 1) or raw[0] != NO_NEXT_HEADER or raw[3] != 0x11:
            raise ValueError("header")
        self.raw = raw
        self.kind = raw[2]
        self.controls = int.from_bytes(raw[6:8], "big")
        self.sender, self.receiver = raw[8:24], raw[24:40]
        self.parameters = []  # type, contents, where it begins
        at = 40
        while at < len(raw):
            kind, size = int.from_bytes(raw[at : at + 2], "big"), int.from_bytes(raw[at + 2 : at + 4], "big")
            total = 11 + size - (size + 3) % 8
            if at + total > len(raw) or (self.parameters and kind < self.parameters[-1][0]):
                raise ValueError("parameter")
            if any(raw[at + 4 + size : at + total]):
                raise ValueError("padding")
            self.parameters.append((kind, raw[at + 4 : at + 4 + size], at))
            at += total

    def get(self, name):
        """The contents of a parameter, or None."""
        for kind, contents, _ in self.parameters:
            if kind == TYPES[name]:
                return contents
        return None

    def covered(self, name, extra=b"", blank=False):
        """What a MAC or signature covers (6.4): the packet up to it, checksum 0, its length up to there.

        extra: a parameter that is added at the end (HMAC_2); blank: HIT of the initiator, opaque and I are 0 (R1).
        """
        end = next((at for kind, _, at in self.parameters if kind >= TYPES[name]), len(self.raw))
        body = bytearray(self.raw[40:end])
        receiver = self.receiver
        if blank:
            receiver = bytes(16)
            at = next(at for kind, _, at in self.parameters if kind == TYPES["PUZZLE"]) - 40
            body[at + 6 : at + 16] = bytes(10)
        whole = bytes(body) + extra
        return header(self.kind, 40 + len(whole), self.sender, receiver, self.controls) + whole


# --- Identities ------------------------------------------------------------------------------------------------------

# 3.2
CONTEXT = bytes.fromhex("F0EFF02FBFF43D0FE7930C3C6E6174EA")


def orchid(data):
    """The tag of a Host Identity: prefix and the middle 100 bits of a hash (RFC 4843, 2)."""
    digest = int.from_bytes(hashlib.sha1(CONTEXT + data).digest(), "big")
    middle = digest >> 30 & (1 << 100) - 1
    return number(0x2001001 << 100 | middle, 16)


def local_scope(hit):
    """The model's local scope identifier of a tag: 1.0.0.0/8 and its last 24 bits."""
    return b"\1" + hit[13:]


class Random:
    """The model's random bytes: SHA-256 of seed, run, purpose and a counter."""

    def __init__(self, purpose, seed=1, run=1):
        self.purpose = f"hip {seed} {run} {purpose}".encode()
        self.counter, self.left = 0, b""

    def get(self, count):
        """The next bytes."""
        while len(self.left) < count:
            self.left += hashlib.sha256(self.purpose + number(self.counter, 8)).digest()
            self.counter += 1
        taken, self.left = self.left[:count], self.left[count:]
        return taken


def is_prime(value):
    """Miller and Rabin, with the first 40 primes."""
    small = [n for n in range(2, 174) if all(n % d for d in range(2, n))]
    if any(value % n == 0 for n in small):
        return value in small
    odd, twos = value - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in small:
        power = pow(base, odd, value)
        if power in (1, value - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % value
            if power == value - 1:
                break
        else:
            return False
    return True


def find_prime(bits, random):
    """The first prime after a random number whose two highest bits are set, fit for the exponent 65537."""
    raw = bytearray(random.get(bits // 8))
    raw[0] |= 0xC0
    raw[-1] |= 1
    value = int.from_bytes(raw, "big")
    while value % 65537 == 1 or not is_prime(value):
        value += 2
    return value


class Identity:
    """A Host Identity with its private key, which follows from random bytes."""

    def __init__(self, bits, random):
        p, q = find_prime(bits // 2, random), find_prime(bits // 2, random)
        d = pow(65537, -1, (p - 1) * (q - 1))
        public = rsa.RSAPublicNumbers(65537, p * q)
        self.private = rsa.RSAPrivateNumbers(
            p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public
        ).private_key()
        # RFC 3110, 2.
        self.key = b"\3\1\0\1" + number(p * q, bits // 8)
        self.hit = orchid(self.key)

    def host_id(self):
        """Contents of HOST_ID (5.2.8), without a Domain Identifier: flags, protocol and algorithm as in RFC 4034."""
        rdata = b"\2\2\xff" + bytes([RSA]) + self.key
        return number(len(rdata), 2) + bytes(2) + rdata

    def sign(self, data):
        """Contents of a signature (5.2.11)."""
        return bytes([RSA]) + self.private.sign(data, padding.PKCS1v15(), hashes.SHA1())


def verify(host_id, data, signature):
    """Checks a signature by what a HOST_ID says; raises where it is wrong."""
    size = int.from_bytes(host_id[:2], "big")
    key = host_id[8 : 4 + size]
    exponent = int.from_bytes(key[1 : 1 + key[0]], "big")
    modulus = int.from_bytes(key[1 + key[0] :], "big")
    assert host_id[7] == signature[0] == RSA and key[0] > 0
    public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    public.verify(signature[1:], data, padding.PKCS1v15(), hashes.SHA1())


def tag_of(host_id):
    """The tag of a HOST_ID."""
    return orchid(host_id[8 : 4 + int.from_bytes(host_id[:2], "big")])


# --- Diffie-Hellman --------------------------------------------------------------------------------------------------


def pi_floor(bits):
    """2^bits times pi, rounded down: Machin's formula."""
    guard = 64
    one = 1 << (bits + guard)

    def arctan(inverse):
        total, term, n = 0, one // inverse, 1
        while term:
            total += term // n if n % 4 == 1 else -(term // n)
            term //= inverse * inverse
            n += 2
        return total

    return 4 * (4 * arctan(5) - arctan(239)) >> guard


# Appendices D and E; RFC 3526: 2^b - 2^(b - 64) - 1 + 2^64 * (floor(2^(b - 130) pi) + c). Bits, c, generator.
GROUPS = {
    1: (384, 5857, 2),
    2: (768, 149686, 22),
    3: (1536, 741804, 2),
    4: (3072, 1690314, 2),
    5: (6144, 929484, 2),
    6: (8192, 4743158, 2),
}


def prime(group):
    """The prime of a group."""
    bits, constant, _ = GROUPS[group]
    return 2**bits - 2 ** (bits - 64) - 1 + 2**64 * (pi_floor(bits - 130) + constant)


def public_value(group, exponent):
    """A public value, as long as the prime."""
    return number(pow(GROUPS[group][2], exponent, prime(group)), GROUPS[group][0] // 8)


def agree(group, exponent, other):
    """The shared secret Kij, as long as the prime."""
    return number(pow(int.from_bytes(other, "big"), exponent, prime(group)), GROUPS[group][0] // 8)


# --- Puzzle and keys -------------------------------------------------------------------------------------------------


def solves(k, i, initiator, responder, j):
    """Whether J solves a puzzle (6.3)."""
    digest = hashlib.sha1(number(i, 8) + initiator + responder + number(j, 8)).digest()
    return int.from_bytes(digest, "big") % (1 << k) == 0


def keymat(secret, one, other, i, j, count):
    """Keying material (6.5)."""
    block = b"".join(sorted([one, other])) + number(i, 8) + number(j, 8)
    material = b""
    for n in range(1, math.ceil(count / 20) + 1):
        block = hashlib.sha1(secret + block + bytes([n % 256])).digest()
        material += block
    return material[:count]


class Keys:
    """All keys of an association, in the order in which they are drawn (6.5; RFC 5202, 7): greater tag first."""

    def __init__(self, secret, one, other, i, j, suite, esp_suite):
        sizes = 2 * [CIPHER_KEY[suite], MAC_KEY] + 2 * [CIPHER_KEY[esp_suite], MAC_KEY]
        material = keymat(secret, one, other, i, j, sum(sizes))
        keys, at = [], 0
        for size in sizes:
            keys.append(material[at : at + size])
            at += size
        greater, lesser = max(one, other), min(one, other)
        self.mac = {greater: keys[1], lesser: keys[3]}
        self.esp = {greater: (keys[4], keys[5]), lesser: (keys[6], keys[7])}
        self.index = sum(sizes[:4])


def sha1_mac(key, data):
    """HMAC-SHA1."""
    return hmac.new(key, data, "sha1").digest()


# --- ESP (RFC 4303, 2 and 3; RFC 2404) -------------------------------------------------------------------------------


def crypt(suite, key, vector, text, encrypt):
    """Encrypts or decrypts."""
    if suite == NULL_HMAC_SHA1:
        return text
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector))
    worker = cipher.encryptor() if encrypt else cipher.decryptor()
    return worker.update(text) + worker.finalize()


def icv(keys, covered, sequence):
    """The MAC of a packet, over the half of the number that is not sent too (RFC 4303, 2.2.1; RFC 5202, 3.3.6)."""
    return sha1_mac(keys[1], covered + number(sequence >> 32, 4))[:12]


def esp_protect(suite, keys, spi, sequence, following, payload, vector):
    """A packet of ESP."""
    block = 16 if suite == AES_CBC_HMAC_SHA1 else 4
    pad = -(len(payload) + 2) % block
    text = payload + bytes(range(1, pad + 1)) + bytes([pad, following])
    covered = number(spi, 4) + number(sequence % (1 << 32), 4) + (vector if suite == AES_CBC_HMAC_SHA1 else b"")
    covered += crypt(suite, keys[0], vector, text, True)
    return covered + icv(keys, covered, sequence)


def esp_open(suite, keys, raw):
    """SPI, number, next header and payload of one of the first 2^32 packets; refuses a wrong ICV or padding."""
    if icv(keys, raw[:-12], 0) != raw[-12:]:
        raise ValueError("ICV")
    at = 24 if suite == AES_CBC_HMAC_SHA1 else 8
    text = crypt(suite, keys[0], raw[8:at], raw[at:-12], False)
    pad = text[-2]
    payload = text[: len(text) - 2 - pad]
    if text[len(payload) : -2] != bytes(range(1, pad + 1)):
        raise ValueError("padding")
    return int.from_bytes(raw[:4], "big"), int.from_bytes(raw[4:8], "big"), text[-1], payload
