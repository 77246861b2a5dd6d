#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Checks L4 mobility against a second implementation (l4m_peer.py).

  verify.py vectors FILE.json [--tamper N]    every message of the test vectors
  verify.py capture FILE.pcap... --keys FILE  every MAC of captured connections
  verify.py self-test                         whole connections of each suite

Exit status 0: all is right and something was checked; 1: something is wrong.

A line of the key log, ports and order as on the wire:
  l4m tcp|udp <initiator's port> <responder's port> <suite> <i2r> <r2i> <confirm>
"""

import argparse
import contextlib
import ipaddress
import io
import json
import os
import random
import re
import struct
import sys
import tempfile

import l4m_peer as p


# --- Test vectors ------------------------------------------------------------


def encode_again(protocol, data, keys, init, number, from_initiator):
    """The packet, made from its decoded fields with our own MAC."""
    l4, rest = p.split_l4(protocol, data)
    m = p.decode(rest, keys.suite.numbered if keys else True)
    copy = p.Message(m.kind, m.state, m.echo, round=m.round, result=m.result, reason=m.reason,
                     nonce_i=m.nonce_i, nonce_r=m.nonce_r, low=m.low, options=m.options)
    extended = copy.encode()
    if protocol == p.UDP:
        header = p.udp_header(l4.source, l4.destination, len(extended) + len(m.payload))
    else:
        sequence, acknowledgement = struct.unpack_from("!II", l4.raw, 4)
        window = struct.unpack_from("!H", l4.raw, 14)[0]
        options = b"".join(o for _, o in l4.tcp_options())
        header = p.tcp_header(l4.source, l4.destination, sequence, acknowledgement, l4.flags, window, options)
    if m.kind == p.L4_OFFER and m.result == p.ACCEPT:
        copy.mac = p.offer_mac(keys, header, extended, init)
    elif m.kind in (p.DATA, p.EMPTY, p.ANSWER):
        key = keys.i2r if from_initiator else keys.r2i
        copy.mac = p.packet_mac(keys.suite, key, number, header, extended, m.payload)
    return header + copy.encode() + m.payload


class VectorCheck:
    """One connection of the file; problems is the list of what is wrong."""

    def __init__(self, connection):
        self.c = connection
        self.problems = []
        self.messages = self.macs = 0
        self.unmentioned = {True: 0, False: 0}
        self.streams, self.sent = {}, {}
        self.addresses = {}
        self.keys = None
        self.rounds = []
        try:
            self.run()
        except (p.L4mError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            self.wrong("%s: %s" % (type(error).__name__, error))

    def wrong(self, text):
        self.problems.append(text)

    def bytes_of(self, name):
        return bytes.fromhex(self.c[name])

    def find_keys(self, _protocol, _pair, suite, init, offer):
        """Everything from the private keys, compared with what the file says."""
        c = self.c
        if (suite.name, suite.number) != (c["suite"], c["suite_id"]):
            self.wrong("suite is %s" % suite.name)
        shares = {}
        for name, message in (("initiator_private", init), ("responder_private", offer)):
            private = self.bytes_of(name)
            shares[name] = p.decode(message).key_shares()[suite.group]
            if p.public_value(suite.group, private) != shares[name]:
                self.wrong(name + " does not belong to the key share")
        z = p.shared_secret(suite.group, self.bytes_of("initiator_private"), shares["responder_private"])
        if z != p.shared_secret(suite.group, self.bytes_of("responder_private"), shares["initiator_private"]):
            self.wrong("the two sides' secrets differ")
        t = p.transcript(init, offer)
        keys = p.derive(suite, z, t)
        for name, value in (("shared_secret", z), ("transcript", t), ("key_i2r", keys.i2r),
                            ("key_r2i", keys.r2i), ("key_confirm", keys.confirm)):
            if self.bytes_of(name) != value:
                self.wrong(name + " is another")
        self.keys = keys
        return [keys]

    def run(self):
        c = self.c
        protocol = {"udp": p.UDP, "tcp": p.TCP}[c["protocol"]]
        observer = p.Observer(self.find_keys)
        init = None
        for n, packet in enumerate(c["packets"]):
            data = bytes.fromhex(packet["bytes"])
            where = "packet %d (%s): " % (n, packet["meaning"])
            if data[6:8] != bytes(2) if protocol == p.UDP else data[16:18] != bytes(2):
                self.wrong(where + "checksum not zero")
            event = observer.packet(protocol, packet["src"], packet["dst"], data)
            if event.verdict not in ("verified", "set-up"):
                self.wrong(where + event.verdict + ": " + event.text)
                continue
            self.messages += 1
            self.macs += event.verdict == "verified"
            m = event.message
            if m.kind == p.L4_INIT:
                init = m.raw
                self.check_round(where, m)
            elif m.kind == p.L4_OFFER:
                self.rounds.append(m)
            if (packet["from"] == "initiator") != event.from_initiator:
                self.wrong(where + "direction")
            if encode_again(protocol, data, self.keys, init, event.number, event.from_initiator) != data:
                self.wrong(where + "encoded again it differs")
            self.check_meaning(where, packet["meaning"], event)
            self.check_addresses(where, packet, event)
            if protocol == p.TCP:
                self.check_stream(where, data, event)
        ended = self.rounds and self.rounds[-1].kind == p.L4_OFFER and self.rounds[-1].result == p.REFUSE
        if not self.keys and not ended:
            self.wrong("no accepted L4_OFFER")

    def check_round(self, where, m):
        """A further L4_INIT against the retry before it."""
        if self.rounds:
            offer, before = self.rounds[-1], self.rounds[-2]
            if m.round != before.round + 1 or m.nonce_i == before.nonce_i or m.suites() != before.suites():
                self.wrong(where + "round, nonce or suites")
            if offer.pairs() and not set(m.pairs()) <= set(offer.pairs()):
                self.wrong(where + "candidates are not those of the retry")
            if offer.group() is not None and offer.group() not in m.key_shares():
                self.wrong(where + "no share of the wanted group")
        elif m.round:
            self.wrong(where + "round")
        self.rounds.append(m)

    def check_meaning(self, where, meaning, event):
        m = event.message
        if re.search(r"L4_INIT|L4_OFFER|DATA|EMPTY|ANSWER", meaning).group() != p.TYPE_NAMES[m.kind]:
            self.wrong(where + "is " + p.TYPE_NAMES[m.kind])
        if m.kind == p.L4_OFFER:
            words = [p.RESULT_NAMES[m.result]]
            words += ["reason %d" % m.reason] if m.result == p.REFUSE else []
            words += ["group %d" % m.group()] if m.group() is not None else []
            if not all(w in meaning for w in words):
                self.wrong(where + "is " + ", ".join(words))
        number = re.search(r"packet number (0x[0-9a-f]+)", meaning)
        if m.low is not None:
            if event.number != (int(number.group(1), 16) if number else self.unmentioned[event.from_initiator]):
                self.wrong(where + "packet number is %d" % event.number)
            self.unmentioned[event.from_initiator] = event.number + 1

    def check_addresses(self, where, packet, event):
        """A new address needs a larger state sequence; packets go where the peer is known to be."""
        me, other = event.from_initiator, not event.from_initiator
        if event.message.kind in (p.L4_INIT, p.L4_OFFER):
            expected = self.addresses.setdefault(me, (event.message.state, packet["src"]))
            if expected[1] != packet["src"] or self.addresses.get(other, (0, packet["dst"]))[1] != packet["dst"]:
                self.wrong(where + "addresses")
            self.addresses[me] = (event.message.state, packet["src"])
            self.addresses.setdefault(other, (0, packet["dst"]))
            return
        state, address = self.addresses[me]
        if event.message.state > state:
            self.addresses[me] = (event.message.state, packet["src"])
        elif packet["src"] != address:
            self.wrong(where + "source address changed without a larger state sequence")
        if packet["dst"] != self.addresses[other][1]:
            self.wrong(where + "not sent to the peer's address")

    def check_stream(self, where, data, event):
        """The extended header takes no sequence space (2)."""
        l4, m = p.L4Header(p.TCP, data), event.message
        sequence, acknowledgement = struct.unpack_from("!II", data, 4)
        me, other = event.from_initiator, not event.from_initiator
        if not data[13] & p.SYN and not data[13] & p.RST:
            if sequence != self.streams.get(me):
                self.wrong(where + "sequence number %d, not %s" % (sequence, self.streams.get(me)))
            # EMPTY and ANSWER show the last number that was sent (3.1).
            expected = self.streams.get(other) if m.kind == p.DATA else self.sent.get(me, self.streams.get(other))
            if acknowledgement != expected:
                self.wrong(where + "acknowledgement number")
            self.sent[me] = acknowledgement
        if m.kind in (p.L4_INIT, p.DATA) or m.result == p.ACCEPT and m.kind == p.L4_OFFER:
            self.streams[me] = (sequence + len(m.payload) + bool(l4.flags & (p.SYN | p.FIN))) & 0xFFFFFFFF


def tamper(connection, count, rng):
    """Flips single bits; returns (changes, those not noticed, changes of what nothing protects)."""
    accepted = [i for i, q in enumerate(connection["packets"]) if "accept" in q["meaning"]]
    changes = free = 0
    unnoticed = []

    def flip(text, first=0, last=None):
        data = bytearray.fromhex(text)
        at = rng.randrange(8 * first, 8 * (last or len(data)))
        data[at // 8] ^= 1 << at % 8
        return data.hex(), at

    places = [(connection, k) for k in ("initiator_private", "responder_private", "shared_secret", "transcript",
                                        "key_i2r", "key_r2i", "key_confirm") if k in connection]
    places += [(q, "bytes") for q in connection["packets"]]
    for holder, name in places:
        was = holder[name]
        first, protected = 0, True
        if name == "bytes":
            index = connection["packets"].index(holder)
            if not accepted or index < accepted[0] - 1:
                protected = False  # of a round without a key
            elif index == accepted[0] - 1:
                first = 4 * (int(was[24], 16)) if connection["protocol"] == "tcp" else 8  # L4_INIT itself
        for _ in range(count):
            holder[name], at = flip(was, first)
            while "private" in name and len(was) == 64 and at in (0, 1, 2, 254, 255):
                holder[name], at = flip(was)  # bits that X25519 sets itself
            if protected:
                changes += 1
                if not VectorCheck(connection).problems:
                    unnoticed.append("%s bit %d of %s" % (name, at, holder.get("meaning", "")))
            else:
                free += 1
        holder[name] = was
    return changes, unnoticed, free


def vectors(arguments):
    with open(arguments.file, encoding="utf-8") as file:
        objects = json.load(file)
    messages = macs = wrong = 0
    suites = set()
    for connection in objects[1:]:
        check = VectorCheck(connection)
        messages += check.messages
        macs += check.macs
        suites.add((connection.get("suite"), connection.get("protocol")))
        print("%-5s %s, %s: %d messages, %d MACs" % (
            "WRONG" if check.problems else "ok", connection.get("name"), connection.get("protocol"),
            check.messages, check.macs))
        for problem in check.problems:
            print("      " + problem)
        wrong += bool(check.problems)
    for suite in p.SUITE_LIST:
        for protocol in ("udp", "tcp"):
            if (suite.name, protocol) not in suites:
                print("WRONG no connection of suite %s over %s" % (suite.name, protocol))
                wrong += 1
    print("%d connections, %d messages, %d MACs verified, %d wrong" % (
        len(objects) - 1, messages, macs, wrong))
    if arguments.tamper and not wrong:
        rng = random.Random(1)
        changes, unnoticed = 0, []
        for connection in objects[1:]:
            more, names, _ = tamper(connection, arguments.tamper, rng)
            changes += more
            unnoticed += [connection["name"] + ": " + n for n in names]
        print("%d bits changed, one at a time: %d not noticed" % (changes, len(unnoticed)))
        for name in unnoticed:
            print("      " + name)
        wrong += len(unnoticed)
    return 1 if wrong or not macs else 0


# --- Captures ----------------------------------------------------------------


def pcap_packets(name):
    """(time, link type, frame) of each packet of a pcap file."""
    with open(name, "rb") as file:
        data = file.read()
    magic = data[:4]
    order, nano = {b"\xa1\xb2\xc3\xd4": (">", False), b"\xd4\xc3\xb2\xa1": ("<", False),
                   b"\xa1\xb2\x3c\x4d": (">", True), b"\x4d\x3c\xb2\xa1": ("<", True)}.get(magic, (None, None))
    if order is None or len(data) < 24:
        raise SystemExit(name + ": not a pcap file (pcapng must be converted)")
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    at = 24
    while at + 16 <= len(data):
        seconds, part, length, original = struct.unpack_from(order + "IIII", data, at)
        if at + 16 + length > len(data):
            raise SystemExit(name + ": cut off")
        if length < original:
            raise SystemExit(name + ": packets are cut off, capture with a larger snap length")
        yield seconds + part / (1e9 if nano else 1e6), link, data[at + 16:at + 16 + length]
        at += 16 + length
    if at != len(data):
        raise SystemExit(name + ": cut off")


def network_packet(link, frame):
    """The IP packet in a frame, or None."""
    if link == 1:
        kind, at = struct.unpack_from("!H", frame, 12)[0], 14
        while kind in (0x8100, 0x88A8):
            kind, at = struct.unpack_from("!H", frame, at + 2)[0], at + 4
        return frame[at:] if kind in (0x0800, 0x86DD) else None
    if link == 9:
        if frame[:2] == b"\xff\x03":
            frame = frame[2:]
        return frame[2:] if frame[:2] in (b"\x00\x21", b"\x00\x57") else None
    if link in (12, 101, 228, 229):
        return frame
    raise SystemExit("link type %d is not known" % link)


class Fragment(Exception):
    """A piece of an IP packet: it is not put together here."""


def transport_packet(packet):
    """(protocol, source, destination, L4 packet) of an IP packet, or None."""
    if not packet:
        return None
    if packet[0] >> 4 == 4 and len(packet) >= 20:
        header, total, fragment = 4 * (packet[0] & 15), *struct.unpack_from("!H2xH", packet, 2)
        if fragment & 0x3FFF and packet[9] in (p.UDP, p.TCP):
            raise Fragment()
        return (packet[9], str(ipaddress.ip_address(packet[12:16])), str(ipaddress.ip_address(packet[16:20])),
                packet[header:total])
    if packet[0] >> 4 == 6 and len(packet) >= 40:
        end = 40 + struct.unpack_from("!H", packet, 4)[0]
        kind, at = packet[6], 40
        while kind in (0, 43, 60) and at + 8 <= end:
            kind, at = packet[at], at + 8 + 8 * packet[at + 1]
        if kind == 44:
            raise Fragment()
        return (kind, str(ipaddress.ip_address(packet[8:24])), str(ipaddress.ip_address(packet[24:40])),
                packet[at:end])
    return None


def checksum_holds(protocol, source, destination, data):
    """True, or None where the checksum was not made (zero)."""
    at = 6 if protocol == p.UDP else 16
    if data[at:at + 2] == bytes(2):
        return None
    pseudo = b"".join(ipaddress.ip_address(a).packed for a in (source, destination))
    total = pseudo + struct.pack("!II", len(data), protocol) + data + bytes(len(data) % 2)
    value = sum(v for (v,) in struct.iter_unpack("!H", total))
    while value >> 16:
        value = (value & 0xFFFF) + (value >> 16)
    return value == 0xFFFF


def read_keys(name):
    """Keys by (protocol, pair, suite name)."""
    result = {}
    with open(name, encoding="ascii") as file:
        for number, line in enumerate(file, 1):
            words = line.split()
            if not words or words[0] != "l4m":
                continue
            try:
                protocol = {"tcp": p.TCP, "udp": p.UDP}[words[1]]
                suite = p.SUITE_BY_NAME[words[4]]
                keys = p.Keys(suite, *(bytes.fromhex(w) for w in words[5:]))
                place = protocol, (int(words[2]), int(words[3])), suite.name
            except (KeyError, IndexError, ValueError, TypeError) as error:
                raise SystemExit("%s:%d: not a line of a key log (%s)" % (name, number, error)) from error
            known = result.setdefault(place, [])
            if all((keys.i2r, keys.r2i, keys.confirm) != (k.i2r, k.r2i, k.confirm) for k in known):
                known.append(keys)
    return result


def capture(arguments):
    keys = read_keys(arguments.keys)
    observer = p.Observer(lambda protocol, pair, suite, *_: keys.get((protocol, pair, suite.name), []))
    frames = sorted((f for name in arguments.files for f in pcap_packets(name)), key=lambda f: f[0])
    counts, checksums_wrong, start = {}, 0, None
    for time, link, frame in frames:
        try:
            packet = transport_packet(network_packet(link, frame))
        except Fragment:
            counts["fragment"] = counts.get("fragment", 0) + 1
            continue
        if packet is None or packet[0] not in (p.UDP, p.TCP):
            continue
        protocol, source, destination, data = packet
        start = time if start is None else start
        try:
            event = observer.packet(protocol, source, destination, data)
        except struct.error:
            event = p.Event("bad", "cut off")
        counts[event.verdict] = counts.get(event.verdict, 0) + 1
        if event.verdict == "plain" and not arguments.all:
            continue
        ports = struct.unpack_from("!HH", data) if len(data) >= 4 else (0, 0)
        more = ""
        if checksum_holds(protocol, source, destination, data) is False:
            checksums_wrong += 1
            more = " (checksum wrong)"
        if not arguments.quiet or event.verdict in ("bad", "missing", "fault", "unverified"):
            kind = p.TYPE_NAMES[event.message.kind] if event.message else ""
            print("%10.6f %s %s:%d > %s:%d %-8s %-10s %s%s" % (
                time - start, p.PROTOCOL_NAMES[protocol], source, ports[0], destination, ports[1], kind,
                event.verdict, event.text, more))
    gaps = 0
    for c in observer.connections:
        lost = [c.windows[d].next - len([1 for e, _ in c.bytes_by_number if e == d]) for d in (True, False)]
        gaps += sum(lost)
        print("%s %d:%d %s: %d + %d packets, %d + %d bytes, %d moves%s" % (
            p.PROTOCOL_NAMES[c.protocol], *c.pair, c.suite.name, c.packets[True], c.packets[False],
            c.payload[True], c.payload[False], c.moves,
            ", %d + %d packet numbers not captured" % tuple(lost) if c.suite.numbered else ""))
        if not c.packets[True] + c.packets[False]:
            print("WRONG no packet after its set-up")
            counts["missing"] = counts.get("missing", 0) + 1
    for place, known in keys.items():
        seen = sum((c.protocol, c.pair, c.suite.name) == place for c in observer.connections)
        if seen < len(known):
            print("WRONG %s %d:%d %s: %d set-up(s) in the key log, %d in the capture" % (
                p.PROTOCOL_NAMES[place[0]], *place[1], place[2], len(known), seen))
            counts["missing"] = counts.get("missing", 0) + 1
    print("summary: " + ", ".join("%d %s" % (n, v) for v, n in sorted(counts.items())))
    if checksums_wrong:
        print("%d checksums wrong (no error: they may have been left to a network card)" % checksums_wrong)
    if gaps and not arguments.gaps:
        print("WRONG %d packet numbers are missing" % gaps)
        return 1
    if counts.get("fragment"):
        print("WRONG fragments, of which nothing can be verified")
    bad = sum(counts.get(v, 0) for v in ("bad", "missing", "fault", "unverified", "fragment"))
    return 1 if bad or not counts.get("verified") else 0


# --- Self-test ---------------------------------------------------------------


class SelfTest:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, good, text):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED " + text)

    def expect_error(self, names, text, call):
        try:
            call()
        except p.L4mError as error:
            self.expect(error.name in names, "%s: %s, not %s" % (text, error, "/".join(names)))
        else:
            self.expect(False, text + ": was taken")

    def set_up(self, protocol, suites, allowed, pairs, taken=(), state_i=0, state_r=0, **more):
        """Rounds until the L4_OFFER is accepted: (initiator's, responder's association, last two packets)."""
        a = p.Initiator(protocol, suites, pairs, state=state_i)
        packet = a.next_init()
        while True:
            answer, theirs = p.answer_init(protocol, packet, allowed, "A1", taken, state=state_r, **more)
            taken_offer = a.take_offer(answer, "B1")
            if theirs:
                return a, taken_offer, theirs, packet, answer
            packet = taken_offer

    def connection(self, protocol, suite, rng):
        name = "%s over %s" % (suite.name, p.PROTOCOL_NAMES[protocol])
        pair = (40000, 7000)
        a, mine, theirs, init, offer = self.set_up(protocol, [suite], [suite.name], [pair, (50001, 7000)],
                                                   state_i=0x1FFFF, state_r=0x20000)
        self.expect(not theirs.established and mine.established, name + ": established too early")
        # Each bit of the L4_OFFER counts, and each of the L4_INIT, on a sample.
        for n in range(12):
            at = rng.randrange(8 * len(offer))
            checksum = range(48, 64) if protocol == p.UDP else range(128, 144)
            if at in checksum:
                continue
            spoilt = bytearray(offer)
            spoilt[at // 8] ^= 1 << at % 8
            self.expect_error(p.ERRORS, "%s: L4_OFFER with bit %d changed" % (name, at),
                              lambda s=bytes(spoilt): a.take_offer(s, "B1"))
        forged = p.decode(p.split_l4(protocol, init)[1])
        forged.options.append((0x0123, b"added on the way"))
        extended = forged.encode()
        head = (p.udp_header(*pair, len(extended)) if protocol == p.UDP else p.split_l4(protocol, init)[0].raw)
        self.expect(p.decode(p.split_l4(protocol, offer)[1]).echo == 0xFFFF, name + ": echo of the L4_OFFER")
        for wanted, field, value in [
                ("ports", "options", [(p.CHOICE, struct.pack("!HHH", suite.number, 40000, 7001))]),
                ("suite", "options", [(p.CHOICE, struct.pack("!HHH", 0x7FFF, *pair))]),
                ("unexpected", "nonce_i", bytes(16)), ("unexpected", "round", 1), ("unexpected", "result", 3)]:
            l4, rest = p.split_l4(protocol, offer)
            altered = p.decode(rest)
            more = [o for o in altered.options if o[0] != p.CHOICE] if field == "options" else []
            setattr(altered, field, value + more if more else value)
            self.expect_error([wanted], "%s: %s of the L4_OFFER" % (name, field),
                              lambda s=l4.raw + altered.encode(): a.take_offer(s, "B1"))
        other, _ = p.answer_init(protocol, head + extended, [suite.name], "A1")
        self.expect_error(["mac"], name + ": L4_INIT changed on the way", lambda: a.take_offer(other, "B1"))

        first = mine.send(p.DATA, b"hello") if protocol == p.UDP else mine.send(
            p.DATA, b"hello", p.tcp_header(*mine.pair, mine.next_sequence, mine.last_acknowledgement,
                                           p.PSH | p.ACK, options=bytes([1, 1, 1, 0])))
        for at in range(8 * len(first)):
            if at in (range(48, 64) if protocol == p.UDP else range(128, 144)):
                continue
            if at % 7 and at > 320:
                continue
            spoilt = bytearray(first)
            spoilt[at // 8] ^= 1 << at % 8
            self.expect_error(p.ERRORS, "%s: DATA with bit %d changed" % (name, at),
                              lambda s=bytes(spoilt): theirs.receive(s, "X"))
        for cut in range(len(first)):
            self.expect_error(p.ERRORS, "%s: DATA cut to %d" % (name, cut),
                              lambda n=cut: theirs.receive(first[:n], "X"))
        self.expect(not theirs.established and theirs.peer_address == "A1", name + ": a bad packet had an effect")
        message, _ = theirs.receive(first, "A1")
        self.expect(message.payload == b"hello" and theirs.established, name + ": first DATA")
        if suite.numbered:
            self.expect_error(["replay"], name + ": replay", lambda: theirs.receive(first, "X"))
        else:
            self.expect(theirs.receive(first, "X")[0].payload == b"hello", name + ": repetition")
        self.expect(theirs.peer_address == "A1", name + ": a replay moved the peer")
        self.expect_error(["no-association", "mac"], name + ": reflected", lambda: mine.receive(first, "B1"))
        # A late packet, a move without data, the answer, both moved.
        late = mine.send(p.DATA, b"late")
        mine.move()
        empty = mine.send(p.EMPTY)
        _, answer = theirs.receive(empty, "A2")
        self.expect(theirs.peer_address == "A2" and not mine.followed, name + ": move")
        mine.receive(answer, "B1")
        self.expect(mine.followed, name + ": echo")
        theirs.receive(late, "A1")
        self.expect(theirs.peer_address == "A2", name + ": a late packet moved the peer")
        mine.move()
        theirs.move()
        crossing = mine.send(p.DATA, b"1"), theirs.send(p.DATA, b"2")
        theirs.receive(crossing[0], "A3")
        mine.receive(crossing[1], "B3")
        self.expect((theirs.peer_address, mine.peer_address) == ("A3", "B3"), name + ": both move")
        # Options: skipped, critical, running past the header.
        optional = mine.send(p.DATA, b"x", options=[(0x0010, b"abc")])
        for at in range(8 * (len(optional) - 9), 8 * len(optional)):
            spoilt = bytearray(optional)
            spoilt[at // 8] ^= 1 << at % 8
            wanted = ["mac", "option-length"] if at < 8 * (len(optional) - 5) else ["mac"]
            self.expect_error(wanted, "%s: bit %d of an option changed" % (name, at),
                              lambda s=bytes(spoilt): theirs.receive(s, "X"))
        message, _ = theirs.receive(optional, "A3")
        self.expect((message.echo, message.options) == (1, [(0x0010, b"abc")]), name + ": echo and option")
        self.expect_error(["option-critical"], name + ": critical",
                          lambda p1=mine.send(p.DATA, b"x", options=[(0x8010, b"abc")]): theirs.receive(p1, "A3"))
        self.expect_error(["length"], name + ": EMPTY with payload",
                          lambda p1=mine.send(p.EMPTY, b"x"): theirs.receive(p1, "A3"))
        if suite.numbered:
            # The window, and numbers across 2^32.
            old = mine.send(p.DATA)
            edge = mine.send(p.DATA)
            for _ in range(p.WINDOW - 1):
                last = mine.send(p.DATA)
            theirs.receive(last, "A3")
            theirs.receive(edge, "A3")
            self.expect_error(["replay"], name + ": too old", lambda: theirs.receive(old, "A3"))
            for number in ((1 << 32) - 3, (1 << 32) - 1, 1 << 32, (1 << 32) - 2, (1 << 32) + 5):
                mine.number = number
                self.expect(theirs.receive(mine.send(p.DATA, b"n"), "A3"), name + ": number")

    def negotiations(self):
        """Retries, refusals and values that must be refused."""
        for protocol in (p.UDP, p.TCP):
            pair = (40000, 7000)
            a, mine, theirs, *_ = self.set_up(protocol, ["fast", "paper"], ["paper"], [pair], {pair},
                                              possible=[(50000, 7000), (50001, 7000)])
            self.expect(mine.pair == theirs.pair == (50000, 7000) and mine.suite.name == "paper" and a.round == 1,
                        "retry for group and ports")
            self.expect_error(["suite"], "refusal", lambda q=protocol: self.set_up(q, ["fast"], ["default"], [pair]))
            self.expect_error(["ports"], "rounds", lambda q=protocol: self.set_up(
                q, ["fast"], ["fast"], [pair], {(1, 1), pair}, possible=[pair]))
        for suite in p.SUITE_LIST:
            size = len(p.public_value(suite.group, p.new_private(suite.group)))
            bad = [0, bytes(size), b"\1" * (size - 1), b"\1" * (size + 1)][1:]
            if suite.group != p.X25519_GROUP:
                prime = p.MODP[suite.group]
                self.expect(pow(2, prime - 1, prime) == 1 and pow(3, prime // 2, prime) in (1, prime - 1), "prime")
                bad += [n.to_bytes(size, "big") for n in (1, prime - 1, prime, prime + 1)]
            for value in bad:
                self.expect_error(["public-value"], "public value " + suite.name,
                                  lambda v=value, g=suite.group: p.shared_secret(g, p.new_private(g), v))

    def numbers(self):
        """The number that is meant by its low 32 bits (6.4), at the edges."""
        half, end = 1 << 31, (1 << 64) - 1
        for following, low, whole in [
                (0, 0, 0), (0, 0xFFFFFFFF, 0xFFFFFFFF), (half, 0, 1 << 32), (half - 1, 0xFFFFFFFF, 0xFFFFFFFF),
                (half - 1, 0, 0), (half + 1, 0, 1 << 32), ((1 << 32) + half - 1, 0xFFFFFFFF, 0x1FFFFFFFF),
                ((1 << 32) + 3, 0xFFFFFFFE, 0xFFFFFFFE), (end - 1, 0xFFFFFFFE, end - 1),
                (end - 1, 0xFFFFFFFF, end - (1 << 32)), (end, 0, end - 0xFFFFFFFF)]:
            window = p.Window()
            window.next = following
            self.expect(window.whole(low) == whole, "number after %d with low bits %x" % (following, low))

    def forms(self):
        """The error names of malformed messages."""
        init = p.Message(p.L4_INIT, options=[(p.SUITES, b"\0\x10"), (p.KEY_SHARE, b"\0\x1f" + b"k" * 32),
                                             (p.PORT_PAIRS, b"\x10\0\x20\0")])
        good = init.encode()

        def check(data):
            p.check_options(p.decode(data))

        check(good)

        def put(at, text):
            return good[:at] + text + good[at + len(text):]

        def with_options(*options):
            return p.Message(p.L4_INIT, options=list(options)).encode()

        suites, share, pairs = init.options
        for name, data in [
                ("truncated", b""), ("truncated", good[:7]), ("truncated", good[:-1]), ("version", put(0, b"\x21")),
                ("type", put(0, b"\x10")), ("type", put(0, b"\x16")), ("length", put(1, b"\x07")),
                ("length", put(1, b"\0")), ("length", good + b"x"), ("magic", put(8, b"X")),
                ("option-length", put(34, b"\xff")), ("option-length", put(34, b"\0\0")),
                ("option-length", put(34, b"\0\3")),
                ("option-critical", with_options(suites, share, pairs, (0x8010, b""))),
                ("option-critical", with_options(suites, share, pairs, (p.GROUP, b"\0\2"))),
                ("option-missing", with_options(suites, share)), ("option-missing", with_options(share, pairs)),
                ("option-duplicate", with_options(suites, suites, pairs)),
                ("option-duplicate", with_options(suites, share, share, pairs)),
                ("ports", with_options(suites, share, (p.PORT_PAIRS, b"\0\0\x20\0")))]:
            self.expect_error([name], "form " + name, lambda d=data: check(d))
        check(with_options(suites, share, pairs, (0x0042, b"skipped")))
        check(with_options(suites, pairs))
        for name, data in [("l4-header", bytes(7)), ("l4-header", p.udp_header(1, 2, 1)),
                           ("l4-header", bytes(4) + b"\0\7\0\0")]:
            self.expect_error([name], "UDP " + name, lambda d=data: p.split_l4(p.UDP, d))
        for data in (bytes(19), bytes(20), bytes(12) + b"\x60" + bytes(7)):
            self.expect_error(["l4-header"], "TCP header", lambda d=data: p.split_l4(p.TCP, d))

    def captures(self):
        """Our own reading of captures: each link type, and what must make it fail."""
        for protocol in (p.UDP, p.TCP):
            suite = p.SUITE_BY_NAME["default"]
            # Equal ports: the direction shows in the keys only.
            a, mine, theirs, init, offer = self.set_up(protocol, [suite], ["default"], [(7000, 7000)])
            good = [("10.0.0.1", "10.0.0.2", init), ("10.0.0.2", "10.0.0.1", offer)]
            good.append(("10.0.0.1", "10.0.0.2", mine.send(p.DATA, b"one")))
            good.append(("10.0.0.2", "10.0.0.1", theirs.send(p.DATA, b"two")))
            mine.move()
            good.append(("fd00::1", "fd00::2", mine.send(p.EMPTY)))
            _, answer = theirs.receive(good[-1][2], "fd00::1")
            good.append(("fd00::2", "fd00::1", answer))
            other = struct.pack("!HH", 1, 2) + (b"\0\x09\0\0x" if protocol == p.UDP else bytes(8) + b"\x50" + bytes(7))
            good.append(("10.0.0.1", "10.0.0.2", other))
            line = "l4m %s 7000 7000 default %s %s %s\n" % (
                p.PROTOCOL_NAMES[protocol], mine.keys.i2r.hex(), mine.keys.r2i.hex(), mine.keys.confirm.hex())
            name = "capture of " + p.PROTOCOL_NAMES[protocol] + ", "
            for link in (1, 9, 101):
                self.capture_is(0, name + "link type %d" % link, protocol, good, line, link)
            spoilt = [bytearray(good[i][2]) for i in range(6)]
            for i, data in enumerate(spoilt[1:], 1):
                data[-1] ^= 1
                bad = good[:i] + [good[i][:2] + (bytes(data),)] + good[i + 1:]
                self.capture_is(1, name + "packet %d changed" % i, protocol, bad, line)
            plain = mine.send(p.DATA)[:8 if protocol == p.UDP else 20]
            plain = plain[:4] + b"\0\x08" + plain[6:] if protocol == p.UDP else plain
            self.capture_is(1, name + "a packet without extended header", protocol,
                            good + [("fd00::2", "fd00::1", plain)], line)
            self.capture_is(1, name + "no L4_INIT", protocol, good[1:], line)
            self.capture_is(1, name + "no set-up", protocol, good[2:], line)
            self.capture_is(1, name + "set-up alone", protocol, good[:2], line)
            self.capture_is(1, name + "nothing", protocol, [], line)
            self.capture_is(1, name + "plain packets alone", protocol, good[6:], "")
            self.capture_is(1, name + "no keys", protocol, good, "")
            self.capture_is(1, name + "wrong keys", protocol, good, line[:-3] + "%02x\n" % (
                mine.keys.confirm[-1] ^ 1))
            self.capture_is(1, name + "a number missing", protocol, good[:3] + good[4:], line)
            self.capture_is(0, name + "a gap allowed", protocol, good[:3] + good[4:], line, gaps=True)
            self.capture_is(0, name + "packets twice", protocol, [q for q in good for _ in (0, 1)], line)

    def capture_is(self, expected, text, protocol, packets, key_line, link=9, gaps=False):
        data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
        for number, (source, destination, l4) in enumerate(packets):
            ends = [ipaddress.ip_address(x).packed for x in (source, destination)]
            if ":" in source:
                frame = struct.pack("!IHBB", 6 << 28, len(l4), protocol, 64) + ends[0] + ends[1] + l4
            else:
                frame = struct.pack("!BBHIBBH", 0x45, 0, 20 + len(l4), 0, 64, protocol, 0) + ends[0] + ends[1] + l4
            if link == 9:
                frame = (b"\0\x57" if ":" in source else b"\0\x21") + frame
            elif link == 1:
                frame = bytes(12) + (b"\x86\xdd" if ":" in source else b"\x08\0") + frame + bytes(6)
            data += struct.pack("<IIII", 1, number, len(frame), len(frame)) + frame
        with tempfile.TemporaryDirectory() as directory:
            names = [os.path.join(directory, n) for n in ("capture", "keys")]
            with open(names[0], "wb") as file:
                file.write(data)
            with open(names[1], "w", encoding="ascii") as file:
                file.write(key_line)
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                status = capture(argparse.Namespace(files=names[:1], keys=names[1], all=True, quiet=False,
                                                    gaps=gaps))
        self.expect(status == expected, "%s: status %d\n%s" % (text, status, output.getvalue()))


def self_test(_arguments):
    test = SelfTest()
    rng = random.Random(2)
    for protocol in (p.UDP, p.TCP):
        for suite in p.SUITE_LIST:
            test.connection(protocol, suite, rng)
    test.negotiations()
    test.numbers()
    test.forms()
    test.captures()
    print("%d checks passed, %d failed" % (test.passed, test.failed))
    return 1 if test.failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("vectors")
    command.add_argument("file")
    command.add_argument("--tamper", type=int, default=0, metavar="N",
                         help="then flip N bits of each byte string, one at a time: each must be noticed")
    command.set_defaults(run=vectors)
    command = commands.add_parser("capture")
    command.add_argument("files", nargs="+", help="pcap files, merged by time")
    command.add_argument("--keys", required=True, help="key log")
    command.add_argument("--all", action="store_true", help="print packets of other connections too")
    command.add_argument("--quiet", action="store_true", help="print only what is wrong, and the summary")
    command.add_argument("--gaps", action="store_true",
                         help="packets may have been lost before they came to the place of the capture: "
                              "do not fail if packet numbers are missing")
    command.set_defaults(run=capture)
    command = commands.add_parser("self-test")
    command.set_defaults(run=self_test)
    arguments = parser.parse_args()
    return arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
