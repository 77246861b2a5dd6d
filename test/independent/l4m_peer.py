# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""L4 mobility, version 1, written from doc/specification.rst alone.

It shares no code with the rest of the tree, so that what the two agree on is
what the specification says.  Numbers in comments are its sections.
"""

import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

VERSION = 1
MAGIC = 0x4C344D31
L4_INIT, L4_OFFER, DATA, EMPTY, ANSWER = 1, 2, 3, 4, 5
TYPE_NAMES = {1: "L4_INIT", 2: "L4_OFFER", 3: "DATA", 4: "EMPTY", 5: "ANSWER"}
ACCEPT, RETRY, REFUSE = 0, 1, 2
RESULT_NAMES = {0: "accept", 1: "retry", 2: "refuse"}
SUITES, KEY_SHARE, PORT_PAIRS, CHOICE, GROUP = range(0x8001, 0x8006)
TCP_OPTION = bytes.fromhex("fe044c34")
WINDOW = 960
LONGEST_HEADER = 1020
UDP, TCP = 17, 6
PROTOCOL_NAMES = {UDP: "udp", TCP: "tcp"}
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16

# Section 10.
ERRORS = {
    "truncated": 9, "l4-header": 10, "version": 11, "type": 12, "length": 13,
    "magic": 14, "option-length": 15, "option-critical": 16,
    "option-missing": 17, "option-duplicate": 18, "no-association": 19,
    "mac": 20, "replay": 21, "suite": 22, "public-value": 23, "ports": 24,
    "not-listening": 25, "unexpected": 26, "duplicate": 27, "crossed": 28,
    "reflected": 29, "busy": 30, "plain": 33,
}


class L4mError(Exception):
    """A packet that is discarded; name is one of section 10."""

    def __init__(self, name, text=""):
        super().__init__(name + (": " + text if text else ""))
        self.name = name
        self.number = ERRORS[name]


# --- L4 headers (2) ----------------------------------------------------------


class L4Header:
    """A TCP or UDP header, as bytes with the checksum zero."""

    def __init__(self, protocol, raw):
        self.protocol = protocol
        self.raw = raw
        self.source, self.destination = struct.unpack_from("!HH", raw)

    @property
    def flags(self):
        return self.raw[13] if self.protocol == TCP else 0

    def tcp_options(self):
        """The (kind, whole option) pairs of a TCP header."""
        result, at, raw = [], 20, self.raw
        while at < len(raw) and raw[at] != 0:
            if raw[at] == 1:
                result.append((1, raw[at:at + 1]))
                at += 1
                continue
            if at + 1 >= len(raw) or raw[at + 1] < 2 or at + raw[at + 1] > len(raw):
                raise L4mError("l4-header", "TCP option runs past the header")
            result.append((raw[at], raw[at:at + raw[at + 1]]))
            at += raw[at + 1]
        return result

    def announces(self):
        """True where a set-up message follows according to the TCP option (7.5)."""
        return self.protocol == TCP and any(o == TCP_OPTION for _, o in self.tcp_options())


def split_l4(protocol, packet):
    """(header with its checksum zero, what follows) of a UDP or TCP packet."""
    if protocol == UDP:
        if len(packet) < 8:
            raise L4mError("l4-header", "UDP header cut off")
        length = struct.unpack_from("!H", packet, 4)[0]
        if not 8 <= length <= len(packet):
            raise L4mError("l4-header", "UDP length %d of %d" % (length, len(packet)))
        return L4Header(UDP, packet[:6] + bytes(2)), packet[8:length]
    if len(packet) < 20:
        raise L4mError("l4-header", "TCP header cut off")
    offset = 4 * (packet[12] >> 4)
    if not 20 <= offset <= len(packet):
        raise L4mError("l4-header", "TCP data offset %d of %d" % (offset, len(packet)))
    return L4Header(TCP, packet[:16] + bytes(2) + packet[18:offset]), packet[offset:]


def udp_header(source, destination, behind):
    """A UDP header in front of that many bytes, checksum zero."""
    return struct.pack("!HHHH", source, destination, 8 + behind, 0)


def tcp_header(source, destination, sequence, acknowledgement, flags, window=0x2000, options=b""):
    """A TCP header, checksum zero."""
    return struct.pack("!HHIIBBHHH", source, destination, sequence, acknowledgement,
                       (20 + len(options)) // 4 << 4, flags, window, 0, 0) + options


# --- Extended header (3) -----------------------------------------------------


class Message:
    """An extended header and its payload, decoded or to be encoded."""

    def __init__(self, kind, state=0, echo=0, **fields):
        self.version = VERSION
        self.kind = kind
        self.state = state
        self.echo = echo
        self.round = 0
        self.result = 0
        self.reason = 0
        self.nonce_i = bytes(16)
        self.nonce_r = bytes(16)
        self.low = None  # low 32 bits of the packet number; None in suite paper
        self.mac = bytes(16)
        self.options = []  # (type, value), in order
        self.payload = b""
        self.raw = None  # the extended header as received
        for name, value in fields.items():
            if not hasattr(self, name):
                raise TypeError(name)
            setattr(self, name, value)

    def encode(self):
        """The extended header; the payload is not part of it."""
        if self.kind == L4_INIT:
            body = struct.pack("!IB3x", MAGIC, self.round) + self.nonce_i
        elif self.kind == L4_OFFER:
            body = struct.pack("!IBBBx", MAGIC, self.round, self.result, self.reason)
            body += self.nonce_i + self.nonce_r + self.mac
        else:
            body = (b"" if self.low is None else struct.pack("!I", self.low)) + self.mac
        for kind, value in self.options:
            body += struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)
        words = (8 + len(body)) // 4
        if 4 * words > LONGEST_HEADER:
            raise ValueError("extended header of %d bytes" % (4 * words))
        return struct.pack("!BBHI", self.version << 4 | self.kind, words, self.echo, self.state) + body

    # Values of options; valid once check() has passed.

    def values(self, kind):
        return [v for k, v in self.options if k == kind]

    def suites(self):
        return [s for v in self.values(SUITES) for (s,) in struct.iter_unpack("!H", v)]

    def pairs(self):
        return [p for v in self.values(PORT_PAIRS) for p in struct.iter_unpack("!HH", v)]

    def key_shares(self):
        return {struct.unpack_from("!H", v)[0]: v[2:] for v in self.values(KEY_SHARE)}

    def choice(self):
        suite, initiator, responder = struct.unpack("!HHH", self.values(CHOICE)[0])
        return suite, (initiator, responder)

    def group(self):
        values = self.values(GROUP)
        return struct.unpack("!H", values[0])[0] if values else None


def decode(data, numbered=True):
    """Section 8, step 1: version, type, lengths and the bounds of the options.

    numbered says whether the suite of the association has packet numbers; a
    set-up message does not look at it.
    """
    if len(data) < 8:
        raise L4mError("truncated", "%d bytes" % len(data))
    first, words, echo, state = struct.unpack_from("!BBHI", data)
    if first >> 4 != VERSION:
        raise L4mError("version", str(first >> 4))
    kind = first & 15
    if kind not in TYPE_NAMES:
        raise L4mError("type", str(kind))
    fixed = {L4_INIT: 32, L4_OFFER: 64}.get(kind, 28 if numbered else 24)
    length = 4 * words
    if length < fixed:
        raise L4mError("length", "header length %d, fixed part %d" % (length, fixed))
    if length > len(data):
        raise L4mError("truncated", "header length %d, %d bytes there" % (length, len(data)))
    if kind != DATA and length != len(data):
        raise L4mError("length", "%d bytes behind %s" % (len(data) - length, TYPE_NAMES[kind]))
    message = Message(kind, state, echo, raw=data[:length], payload=data[length:])
    if kind in (L4_INIT, L4_OFFER):
        magic, message.round = struct.unpack_from("!IB", data, 8)
        if magic != MAGIC:
            raise L4mError("magic", "%08x" % magic)
        message.nonce_i = data[16:32]
        if kind == L4_OFFER:
            message.result, message.reason = data[13], data[14]
            message.nonce_r, message.mac = data[32:48], data[48:64]
    elif numbered:
        message.low = struct.unpack_from("!I", data, 8)[0]
        message.mac = data[12:28]
    else:
        message.mac = data[8:24]
    at = fixed
    while at < length:
        option, size = struct.unpack_from("!HH", data, at)
        if at + 4 + size > length:
            raise L4mError("option-length", "type %04x runs past the header" % option)
        message.options.append((option, data[at + 4:at + 4 + size]))
        at += 4 + size + (-size % 4)
    return message


def defined_options(message):
    """The options that are defined for a message (3.4)."""
    if message.kind == L4_INIT:
        return {SUITES, KEY_SHARE, PORT_PAIRS}
    if message.kind == L4_OFFER:
        return {CHOICE, KEY_SHARE, PORT_PAIRS, GROUP}  # one without use for the result is skipped
    return set()


def check_options(message):
    """The meaning of the options: critical ones, sizes, duplicates, what lacks, ports."""
    defined = defined_options(message)
    groups, seen = set(), set()
    for kind, value in message.options:
        if kind not in defined:
            if kind & 0x8000:
                raise L4mError("option-critical", "type %04x" % kind)
            continue
        size = len(value)
        good = {SUITES: size >= 2 and size % 2 == 0, KEY_SHARE: size > 2,
                PORT_PAIRS: size >= 4 and size % 4 == 0, CHOICE: size == 6, GROUP: size == 2}
        if not good[kind]:
            raise L4mError("option-length", "type %04x, %d bytes" % (kind, size))
        if kind == KEY_SHARE:
            group = value[:2]
            if group in groups:
                raise L4mError("option-duplicate", "KEY_SHARE")
            groups.add(group)
        elif kind in seen:
            raise L4mError("option-duplicate", "type %04x" % kind)
        seen.add(kind)
    if message.kind == L4_INIT and not {SUITES, PORT_PAIRS} <= seen:
        raise L4mError("option-missing")
    if message.kind == L4_OFFER:
        if message.result not in RESULT_NAMES:
            raise L4mError("unexpected", "result %d" % message.result)
        if message.result == ACCEPT and (CHOICE not in seen or len(groups) != 1):
            raise L4mError("option-missing")
        if message.result == RETRY and not seen & {PORT_PAIRS, GROUP}:
            raise L4mError("option-missing")
    ports = [p for pair in message.pairs() for p in pair] if PORT_PAIRS in seen else []
    if CHOICE in seen:
        ports += message.choice()[1]
    if 0 in ports:
        raise L4mError("ports", "port 0")


# --- Suites and key agreement (4, 5) -----------------------------------------


def _pi(bits):
    """floor(pi * 2^bits), by Machin's formula."""
    guard = 64
    one = 1 << (bits + guard)

    def arctan_inverse(n):
        power = one // n
        total, k, sign = power, 1, 1
        while power:
            power //= n * n
            k += 2
            sign = -sign
            total += sign * (power // k)
        return total

    return (4 * (4 * arctan_inverse(5) - arctan_inverse(239))) >> guard


def _prime(bits, offset):
    # RFC 2409 section 6.2 and RFC 3526: 2^n - 2^(n-64) - 1 + 2^64 * ([2^(n-130) pi] + offset)
    return (1 << bits) - (1 << (bits - 64)) - 1 + ((_pi(bits - 130) + offset) << 64)


X25519_GROUP = 31
MODP = {2: _prime(1024, 129093), 5: _prime(1536, 741804),
        14: _prime(2048, 124476), 15: _prime(3072, 1690314)}
EXPONENT_BYTES = {2: 20, 5: 30, 14: 32, 15: 40}


def new_private(group):
    """A private key: 32 bytes (X25519) or a big-endian exponent."""
    return os.urandom(EXPONENT_BYTES.get(group, 32))


def public_value(group, private):
    if group == X25519_GROUP:
        key = x25519.X25519PrivateKey.from_private_bytes(private).public_key()
        return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    p = MODP[group]
    return pow(2, int.from_bytes(private, "big"), p).to_bytes(p.bit_length() // 8, "big")


def shared_secret(group, private, public):
    """Z; error public-value where the peer's value is not acceptable."""
    if group == X25519_GROUP:
        if len(public) != 32:
            raise L4mError("public-value", "%d bytes" % len(public))
        try:
            key = x25519.X25519PrivateKey.from_private_bytes(private)
            return key.exchange(x25519.X25519PublicKey.from_public_bytes(public))
        except ValueError as error:
            raise L4mError("public-value", "result is zero") from error
    p = MODP[group]
    size = p.bit_length() // 8
    y = int.from_bytes(public, "big")
    if len(public) != size or not 1 < y < p - 1:
        raise L4mError("public-value", "group %d" % group)
    return pow(y, int.from_bytes(private, "big"), p).to_bytes(size, "big")


class Suite:
    """One row of section 4's table."""

    def __init__(self, number, name, group, kdf, mac):
        self.number, self.name, self.group, self.kdf, self.mac = number, name, group, kdf, mac
        self.numbered = name != "paper"
        # Length of a direction's key and of K_confirm (6.1), hash of the L4_OFFER's MAC.
        self.key, self.confirm, self.hash = {
            "md5": (16, 16, "md5"), "sha1": (20, 20, "sha1"),
            "sha256": (32, 32, "sha256"), "gmac": (20, 32, "sha256")}[mac]

    @property
    def fixed(self):
        return 28 if self.numbered else 24


SUITE_LIST = [
    Suite(1, "paper", 2, "rfc2631", "md5"),
    Suite(2, "modp1536-hmac-sha1", 5, "rfc2631", "sha1"),
    Suite(3, "modp1536-hmac-sha256", 5, "hkdf", "sha256"),
    Suite(4, "modp2048-hmac-sha1", 14, "rfc2631", "sha1"),
    Suite(5, "modp2048-hmac-sha256", 14, "hkdf", "sha256"),
    Suite(6, "modp3072-hmac-sha1", 15, "rfc2631", "sha1"),
    Suite(7, "modp3072-hmac-sha256", 15, "hkdf", "sha256"),
    Suite(0x10, "default", 31, "hkdf", "sha256"),
    Suite(0x11, "fast", 31, "hkdf", "gmac"),
]
SUITE_BY_NUMBER = {s.number: s for s in SUITE_LIST}
SUITE_BY_NAME = {s.name: s for s in SUITE_LIST}


# --- Keys and MACs (6) -------------------------------------------------------


class Keys:
    """K_i2r, K_r2i and K_confirm of an association."""

    def __init__(self, suite, i2r, r2i, confirm):
        if (len(i2r), len(r2i), len(confirm)) != (suite.key, suite.key, suite.confirm):
            raise ValueError("keys of another length than those of suite " + suite.name)
        self.suite, self.i2r, self.r2i, self.confirm = suite, i2r, r2i, confirm


def _hmac16(name, key, data):
    return hmac.new(key, data, name).digest()[:16]


def transcript(init, offer):
    """T over the two extended headers."""
    return hashlib.sha512(init + offer[:48] + bytes(16) + offer[64:]).digest()


def _der(tag, value):
    assert len(value) < 128
    return bytes([tag, len(value)]) + value


def derive(suite, secret, t):
    length = 2 * suite.key + suite.confirm
    material = b""
    if suite.kdf == "hkdf":
        prk = hmac.new(t, secret, "sha256").digest()
        info = b"l4m1 keys" + struct.pack("!H", suite.number)
        block, n = b"", 1
        while len(material) < length:
            block = hmac.new(prk, block + info + bytes([n]), "sha256").digest()
            material += block
            n += 1
    else:
        oid = _der(6, bytes([0x2B, 6, 1, 5, 5, 8, 1, {"md5": 1, "sha1": 2}[suite.mac]]))
        n = 1
        while len(material) < length:
            other = _der(0x30, _der(0x30, oid + _der(4, struct.pack("!I", n)))
                         + _der(0xA0, _der(4, t)) + _der(0xA2, _der(4, struct.pack("!I", 8 * length))))
            material += hashlib.sha1(secret + other).digest()
            n += 1
    return Keys(suite, material[:suite.key], material[suite.key:2 * suite.key],
                material[2 * suite.key:length])


def offer_mac(keys, l4, offer, init):
    """6.2: MAC of an accepting L4_OFFER; l4 with its checksum zero, offer and init as bytes."""
    data = l4 + offer[:48] + bytes(16) + offer[64:] + init
    return _hmac16(keys.suite.hash, keys.confirm, data)


def packet_mac(suite, key, number, l4, extended, payload):
    """6.3: MAC of DATA, EMPTY and ANSWER; number is the whole packet number."""
    at = suite.fixed - 16
    high = struct.pack("!I", number >> 32) if suite.numbered else bytes(4)
    data = l4 + extended[:at] + high + bytes(12) + extended[at + 16:] + payload
    if suite.mac == "gmac":
        return AESGCM(key[:16]).encrypt(key[16:] + struct.pack("!Q", number), b"", data)
    return _hmac16(suite.mac, key, data)


class Window:
    """Packet numbers of one direction at its receiver (6.4)."""

    def __init__(self):
        self.next = 0
        self.seen = set()

    def whole(self, low):
        """The 64-bit number that is meant."""
        base = self.next >> 32 << 32
        candidates = [n for n in (base + low - (1 << 32), base + low, base + low + (1 << 32))
                      if 0 <= n < (1 << 64) - 1]
        if not candidates:
            raise L4mError("replay", "no number possible")
        return min(candidates, key=lambda n: (abs(n - self.next), -n))

    def check(self, number):
        if number in self.seen or self.next - number > WINDOW:
            raise L4mError("replay", str(number))

    def mark(self, number):
        self.seen.add(number)
        if number >= self.next:
            self.next = number + 1
            if len(self.seen) > 4 * WINDOW:
                self.seen = {n for n in self.seen if self.next - n <= WINDOW}


# --- An association, seen from one host --------------------------------------


class Association:
    """What a host holds after L4_INIT and L4_OFFER."""

    def __init__(self, protocol, suite, keys, pair, initiator, own_state, peer_state, peer_address):
        self.protocol, self.suite, self.keys, self.pair = protocol, suite, keys, pair
        self.initiator = initiator
        self.local, self.remote = pair if initiator else pair[::-1]
        self.own_state, self.peer_state = own_state, peer_state
        self.peer_address = peer_address
        self.established = initiator
        self.number = 0
        self.window = Window()
        self.followed = True  # the peer has echoed our state sequence
        # TCP: the place in the stream that an EMPTY or ANSWER shows.
        self.next_sequence = self.last_acknowledgement = 0

    def _key(self, sending):
        return self.keys.i2r if sending == self.initiator else self.keys.r2i

    def move(self):
        self.own_state += 1
        self.followed = False

    def send(self, kind, payload=b"", l4=None, options=()):
        """The packet, from its L4 header on, checksum zero."""
        if self.number == (1 << 64) - 1:
            raise ValueError("packet numbers used up")
        message = Message(kind, self.own_state, self.peer_state & 0xFFFF, payload=payload,
                          options=list(options))
        if self.suite.numbered:
            message.low = self.number & 0xFFFFFFFF
        extended = message.encode()
        if self.protocol == UDP:
            l4 = udp_header(self.local, self.remote, len(extended) + len(payload))
        elif l4 is None:
            l4 = tcp_header(self.local, self.remote, self.next_sequence, self.last_acknowledgement, ACK)
        key = self._key(True)
        message.mac = packet_mac(self.suite, key, self.number, l4, extended, payload)
        self.number += 1
        return l4 + message.encode() + payload

    def receive(self, packet, source):
        """Section 8; the message, or L4mError with nothing changed.

        Answers None or the packet that must be sent in return: (message, answer).
        """
        l4, rest = split_l4(self.protocol, packet)
        if (l4.source, l4.destination) != (self.remote, self.local):
            raise L4mError("no-association")
        message = decode(rest, self.suite.numbered)
        if message.kind in (L4_INIT, L4_OFFER):
            raise L4mError("unexpected")
        number = self.window.whole(message.low) if self.suite.numbered else 0
        mac = packet_mac(self.suite, self._key(False), number, l4.raw, message.raw, message.payload)
        if not hmac.compare_digest(mac, message.mac):
            raise L4mError("mac")
        if self.suite.numbered:
            self.window.check(number)
        check_options(message)
        if self.suite.numbered:
            self.window.mark(number)
        if message.state > self.peer_state or not self.established:
            self.peer_address = source
        self.established = True
        self.peer_state = max(self.peer_state, message.state)
        if message.echo == self.own_state & 0xFFFF:
            self.followed = True
        answer = self.send(ANSWER) if message.kind == EMPTY else None
        return message, answer


# --- Set-up (7) --------------------------------------------------------------


class Initiator:
    """Makes L4_INITs and takes L4_OFFERs."""

    def __init__(self, protocol, suites, pairs, privates=None, state=0, taken=()):
        self.protocol = protocol
        self.suites = [SUITE_BY_NAME[s] if isinstance(s, str) else s for s in suites]
        self.pairs = list(pairs)
        self.privates = privates or {g: new_private(g) for g in {s.group for s in self.suites}}
        self.shares = [self.suites[0].group]
        self.state, self.taken = state, set(taken)
        self.round = -1
        self.sequence = int.from_bytes(os.urandom(4), "big")
        self.init = None

    def next_init(self):
        """The packet of the next round."""
        self.round += 1
        options = [(SUITES, b"".join(struct.pack("!H", s.number) for s in self.suites))]
        for group in self.shares:
            options.append((KEY_SHARE, struct.pack("!H", group) + public_value(group, self.privates[group])))
        options.append((PORT_PAIRS, b"".join(struct.pack("!HH", *p) for p in self.pairs)))
        self.init = Message(L4_INIT, self.state, round=self.round, nonce_i=os.urandom(16), options=options)
        extended = self.init.encode()
        source, destination = self.pairs[0]
        if self.protocol == UDP:
            return udp_header(source, destination, len(extended)) + extended
        return tcp_header(source, destination, self.sequence, 0, SYN, options=TCP_OPTION) + extended

    def take_offer(self, packet, source):
        """An Association (accept), the next packet (retry), or L4mError."""
        l4, rest = split_l4(self.protocol, packet)
        if self.protocol == TCP and not l4.announces():
            raise L4mError("unexpected", "no TCP option")
        offer = decode(rest)
        if offer.kind != L4_OFFER or (l4.destination, l4.source) != self.pairs[0]:
            raise L4mError("unexpected")
        if offer.nonce_i != self.init.nonce_i or offer.round != self.round:
            raise L4mError("unexpected", "another nonce or round")
        if self.protocol == TCP:
            wanted = SYN | ACK if offer.result == ACCEPT else RST | ACK
            acknowledged = struct.unpack_from("!I", l4.raw, 8)[0]
            if l4.flags != wanted or acknowledged != (self.sequence + 1) & 0xFFFFFFFF:
                raise L4mError("unexpected", "TCP header")
        check_options(offer)
        if offer.result == REFUSE:
            raise L4mError("suite" if offer.reason == 22 else "version", "refused")
        if offer.result == RETRY:
            if self.round + 1 >= 4:
                raise L4mError("ports", "no round left")
            if offer.group() is not None:
                if offer.group() not in {s.group for s in self.suites}:
                    raise L4mError("suite", "group %d" % offer.group())
                self.shares = [offer.group()]
            if offer.pairs():
                port = self.pairs[0][1]
                self.pairs = [p for p in offer.pairs() if p not in self.taken]
                while len(self.pairs) < 1:
                    pair = (49152 + int.from_bytes(os.urandom(2), "big") % 16384, port)
                    self.pairs += [] if pair in self.taken else [pair]
            return self.next_init()
        number, pair = offer.choice()
        if number not in [s.number for s in self.suites]:
            raise L4mError("suite", "%04x" % number)
        if pair not in self.pairs:
            raise L4mError("ports", str(pair))
        suite = SUITE_BY_NUMBER[number]
        share = offer.key_shares().get(suite.group)
        if share is None or suite.group not in self.shares:
            raise L4mError("suite", "key share of another group than the suite's")
        init = self.init.encode()
        secret = shared_secret(suite.group, self.privates[suite.group], share)
        keys = derive(suite, secret, transcript(init, offer.raw))
        if not hmac.compare_digest(offer_mac(keys, l4.raw, offer.raw, init), offer.mac):
            raise L4mError("mac", "L4_OFFER")
        association = Association(self.protocol, suite, keys, pair, True, self.state, offer.state, source)
        if self.protocol == TCP:
            association.next_sequence = (self.sequence + 1) & 0xFFFFFFFF
            association.last_acknowledgement = (struct.unpack_from("!I", l4.raw, 4)[0] + 1) & 0xFFFFFFFF
        return association


def answer_init(protocol, packet, allowed, source, taken=(), privates=None, state=0, possible=()):
    """A responder: (packet that answers an L4_INIT, Association or None)."""
    l4, rest = split_l4(protocol, packet)
    if protocol == TCP and (not l4.announces() or l4.flags != SYN):
        raise L4mError("unexpected")
    init = decode(rest)
    if init.kind != L4_INIT:
        raise L4mError("unexpected")
    check_options(init)
    offer = Message(L4_OFFER, state, init.state & 0xFFFF, round=init.round, nonce_i=init.nonce_i)
    numbers = {SUITE_BY_NAME[a].number for a in allowed}
    suite = next((SUITE_BY_NUMBER[n] for n in init.suites() if n in numbers), None)
    pair = next((p for p in init.pairs() if p not in taken and p[1] == l4.destination), None)
    association = keys = None
    if suite is None:
        offer.result, offer.reason = REFUSE, ERRORS["suite"]
    elif pair is None or suite.group not in init.key_shares():
        offer.result = RETRY
        if pair is None:
            offer.options.append((PORT_PAIRS, b"".join(struct.pack("!HH", *p) for p in possible)))
        if suite.group not in init.key_shares():
            offer.options.append((GROUP, struct.pack("!H", suite.group)))
    else:
        private = (privates or {}).get(suite.group) or new_private(suite.group)
        secret = shared_secret(suite.group, private, init.key_shares()[suite.group])
        offer.nonce_r = os.urandom(16)
        offer.options = [(CHOICE, struct.pack("!HHH", suite.number, *pair)),
                         (KEY_SHARE, struct.pack("!H", suite.group) + public_value(suite.group, private))]
        keys = derive(suite, secret, transcript(init.raw, offer.encode()))
        association = Association(protocol, suite, keys, pair, False, state, init.state, source)
    extended = offer.encode()
    if protocol == UDP:
        header = udp_header(l4.destination, l4.source, len(extended))
    else:
        acknowledgement = (struct.unpack_from("!I", l4.raw, 4)[0] + 1) & 0xFFFFFFFF
        if association:
            sequence = int.from_bytes(os.urandom(4), "big")
            header = tcp_header(l4.destination, l4.source, sequence, acknowledgement, SYN | ACK,
                                options=TCP_OPTION)
            association.next_sequence = (sequence + 1) & 0xFFFFFFFF
            association.last_acknowledgement = acknowledgement
        else:
            header = tcp_header(l4.destination, l4.source, 0, acknowledgement, RST | ACK, 0, TCP_OPTION)
    if association:
        offer.mac = offer_mac(keys, header, extended, init.raw)
    return header + offer.encode(), association


def is_setup(protocol, l4, rest):
    """True for a set-up message that stands alone to be recognised as such (7.5)."""
    if protocol == TCP:
        return l4.announces() and bool(l4.flags & (SYN | RST))
    return len(rest) >= 12 and rest[0] & 15 in (1, 2) and rest[8:12] == struct.pack("!I", MAGIC)


# --- Tracking connections from outside ---------------------------------------


class Connection:
    """An association as an observer of all its packets knows it."""

    def __init__(self, protocol, init, offer, suite, pair, keys):
        self.protocol, self.init, self.offer = protocol, init, offer
        self.suite, self.pair, self.keys = suite, pair, keys
        # Each by direction: True for packets of the initiator.
        self.windows = {True: Window(), False: Window()}
        self.states = {True: init.state, False: offer.state}
        self.announced = {True: {init.state & 0xFFFF}, False: {offer.state & 0xFFFF}}
        self.addresses = {True: None, False: None}
        self.known = set()  # addresses from and to which authenticated packets went
        self.bytes_by_number = {}
        self.packets = {True: 0, False: 0}
        self.payload = {True: 0, False: 0}
        self.moves = 0

    def key(self, from_initiator):
        return self.keys.i2r if from_initiator else self.keys.r2i

    def directions(self, source, destination):
        """Directions that a packet on these ports can have: both where the ports are equal."""
        return [d for d, ports in ((True, self.pair), (False, self.pair[::-1]))
                if ports == (source, destination)]


class Event:
    """What an Observer says of a packet.

    verdict: verified (its MAC holds), set-up (has none), repeated, copy (the same packet
    captured twice), replay, plain, bad, missing, unverified (no keys), fault (its MAC
    holds, or it has none, but it is not as the specification says).
    """

    def __init__(self, verdict, text, connection=None, message=None, from_initiator=None, number=None):
        self.verdict, self.text, self.connection, self.message = verdict, text, connection, message
        self.from_initiator, self.number = from_initiator, number


class Observer:
    """Follows connections; find_keys(protocol, pair, suite, init, offer) gives candidates."""

    def __init__(self, find_keys):
        self.find_keys = find_keys
        self.inits = {}
        self.connections = []

    def packet(self, protocol, source, destination, data):
        try:
            l4, rest = split_l4(protocol, data)
            if is_setup(protocol, l4, rest):
                return self._setup(protocol, source, destination, l4, rest)
        except L4mError as error:
            return Event("bad", str(error))
        return self._packet(protocol, source, destination, l4, rest)

    def _setup(self, protocol, source, destination, l4, rest):
        message = decode(rest)
        check_options(message)
        if message.kind == L4_INIT:
            return self._init(protocol, source, destination, l4, message)
        if message.kind == L4_OFFER:
            return self._offer(protocol, source, destination, l4, message)
        return Event("bad", "no set-up message behind the TCP option", message=message)

    def _init(self, protocol, source, destination, l4, message):
        text = "round %d, suites %s, groups %s, pairs %s" % (
            message.round, ",".join("%04x" % s for s in message.suites()),
            ",".join(str(g) for g in message.key_shares()) or "none",
            ",".join("%d:%d" % p for p in message.pairs()))
        if message.pairs()[0] != (l4.source, l4.destination):
            return Event("fault", "first candidate is not the ports of the packet", message=message)
        if protocol == TCP and l4.flags & (SYN | ACK | RST | FIN) != SYN:
            return Event("fault", "L4_INIT on flags %02x" % l4.flags, message=message)
        if message.echo:
            return Event("fault", "echo in an L4_INIT", message=message)
        known = self.inits.get((protocol, message.nonce_i))
        if known and known[0].raw == message.raw:
            return Event("repeated", text, message=message, from_initiator=True)
        if known:
            return Event("fault", "L4_INIT with a nonce used before", message=message)
        self.inits[protocol, message.nonce_i] = (message, l4, source, destination)
        return Event("set-up", text, message=message, from_initiator=True)

    def _offer(self, protocol, source, destination, l4, offer):
        known = self.inits.get((protocol, offer.nonce_i))
        if not known:
            return Event("bad", "L4_OFFER to no L4_INIT seen", message=offer)
        init, l4_init = known[0], known[1]

        def wrong(verdict, text):
            return Event(verdict, text, message=offer, from_initiator=False)

        if (l4.source, l4.destination) != (l4_init.destination, l4_init.source):
            return wrong("fault", "ports of L4_OFFER")
        if offer.round != init.round or offer.echo != init.state & 0xFFFF:
            return wrong("fault", "round or echo of L4_OFFER")
        if protocol == TCP:
            flags, acknowledged = l4.flags, struct.unpack_from("!I", l4.raw, 8)[0]
            if acknowledged != (struct.unpack_from("!I", l4_init.raw, 4)[0] + 1) & 0xFFFFFFFF:
                return wrong("fault", "acknowledgement number of L4_OFFER")
            # ECN bits may stand on a SYN/ACK.
            if flags & 0x3F != (SYN | ACK if offer.result == ACCEPT else RST | ACK):
                return wrong("fault", "L4_OFFER on flags %02x" % flags)
            if offer.result != ACCEPT and (l4.raw[4:8] != bytes(4) or l4.raw[14:16] != bytes(2)
                                           or len(l4.raw) != 24):
                return wrong("fault", "TCP header of L4_OFFER")
        if offer.result != ACCEPT:
            if offer.nonce_r != bytes(16) or offer.mac != bytes(16):
                return wrong("fault", "nonce or MAC without a key")
            what = RESULT_NAMES[offer.result]
            if offer.result == REFUSE:
                what += ", reason %d" % offer.reason
            if offer.values(PORT_PAIRS):
                what += ", pairs " + ",".join("%d:%d" % p for p in offer.pairs())
            if offer.group() is not None:
                what += ", group %d" % offer.group()
            return Event("set-up", what, message=offer, from_initiator=False)
        number, pair = offer.choice()
        suite = SUITE_BY_NUMBER.get(number)
        if suite is None or number not in init.suites():
            return wrong("bad", "suite: %04x was not proposed" % number)
        if pair not in init.pairs():
            return wrong("bad", "ports: %d:%d was not proposed" % pair)
        if list(offer.key_shares()) != [suite.group] or suite.group not in init.key_shares():
            return wrong("bad", "suite: no key share of group %d" % suite.group)
        text = "accept, suite %s, pair %d:%d" % ((suite.name,) + pair)
        for old in self.connections:
            if old.protocol == protocol and old.offer.nonce_r == offer.nonce_r and old.init is init:
                if not hmac.compare_digest(offer_mac(old.keys, l4.raw, offer.raw, init.raw), offer.mac):
                    return wrong("bad", "mac of a repeated L4_OFFER")
                return Event("verified", text + ", again", old, offer, False)
        found = False
        for keys in self.find_keys(protocol, pair, suite, init.raw, offer.raw):
            found = True
            if hmac.compare_digest(offer_mac(keys, l4.raw, offer.raw, init.raw), offer.mac):
                connection = Connection(protocol, init, offer, suite, pair, keys)
                connection.addresses = {True: destination, False: source}
                connection.known = {source, destination}
                self.connections.append(connection)
                return Event("verified", text, connection, offer, False)
        return wrong("bad" if found else "unverified",
                     text + (": mac" if found else ": no keys for it"))

    def _packet(self, protocol, source, destination, l4, rest):
        failure, addresses_known = None, False
        on_ports = False
        for connection in reversed(self.connections):
            if connection.protocol != protocol:
                continue
            directions = connection.directions(l4.source, l4.destination)
            if not directions:
                continue
            on_ports = True
            addresses_known |= {source, destination} <= connection.known
            try:
                message = decode(rest, connection.suite.numbered)
                if message.kind in (L4_INIT, L4_OFFER):
                    raise L4mError("unexpected")
            except L4mError as error:
                failure = failure or error
                continue
            for direction in directions:
                window = connection.windows[direction]
                number = window.whole(message.low) if connection.suite.numbered else 0
                mac = packet_mac(connection.suite, connection.key(direction), number, l4.raw,
                                 message.raw, message.payload)
                if hmac.compare_digest(mac, message.mac):
                    return self._authentic(connection, direction, number, source, destination, l4, message)
            failure = L4mError("mac")
        if not on_ports:
            return Event("plain", "")
        if failure.name == "mac":
            return Event("bad", "mac")
        if addresses_known:
            return Event("missing", "no extended header on the ports of an association (%s)" % failure)
        return Event("plain", "of other hosts on the same ports")

    def _authentic(self, connection, direction, number, source, destination, l4, message):
        window = connection.windows[direction]
        text = "state %d, echo %d, %d bytes" % (message.state, message.echo, len(message.payload))

        def event(verdict, more=""):
            return Event(verdict, text + more, connection, message, direction, number)

        if connection.suite.numbered:
            text = "no. %d, " % number + text
            whole = (l4.raw, message.raw, message.payload)
            try:
                window.check(number)
            except L4mError as error:
                same = connection.bytes_by_number.get((direction, number)) == whole
                return event("copy" if same else "replay", "" if same else ", " + str(error))
            connection.bytes_by_number[direction, number] = whole
        try:
            check_options(message)
        except L4mError as error:
            return event("bad", ", " + str(error))
        if connection.suite.numbered:
            window.mark(number)
        connection.known |= {source, destination}
        connection.packets[direction] += 1
        connection.payload[direction] += len(message.payload)
        if message.state > connection.states[direction]:
            connection.states[direction] = message.state
            connection.announced[direction].add(message.state & 0xFFFF)
            connection.moves += 1
            text += ", %s moves from %s to %s" % ("initiator" if direction else "responder",
                                                  connection.addresses[direction], source)
            connection.addresses[direction] = source
        elif source != connection.addresses[direction]:
            text += ", from %s, which moves nobody" % source
        if message.echo not in connection.announced[not direction]:
            return event("fault", ", an echo of nothing seen")
        if connection.protocol == TCP and message.kind != DATA:
            if len(l4.raw) != 20 or l4.flags != ACK or l4.raw[18:20] != bytes(2):
                return event("fault", ", not behind the header of a pure acknowledgement")
        if connection.protocol == TCP and l4.flags & SYN:
            return event("fault", ", SYN flag on DATA")
        return event("verified")
