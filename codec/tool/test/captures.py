# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""Captures made by hand: every packet of the test vectors, on every kind of link."""

import ipaddress
import json
import re
import struct

ETHERNET, PPP, RAW, LOOP, SLL, IPV4, IPV6, SLL2 = 1, 9, 101, 108, 113, 228, 229, 276


def vectors(name):
    """The connections of the test vectors."""
    with open(name, encoding="utf-8") as file:
        return json.load(file)[1:]


def has_mac(meaning):
    """Whether a message of the test vectors has a MAC, by what the file says that it is."""
    return not re.search(r"L4_INIT|retry|refuse", meaning) or "accept" in meaning


def key_lines(connections):
    """The key log of connections."""
    lines = []
    for c in connections:
        if "key_i2r" not in c:
            continue
        accept = next(p for p in c["packets"] if "accept" in p["meaning"])
        pair = chosen_pair(c["protocol"], bytes.fromhex(accept["bytes"]))
        lines.append("l4m %s %d %d %s %s %s %s\n" % (
            c["protocol"], *pair, c["suite"], c["key_i2r"], c["key_r2i"], c["key_confirm"]))
    return "".join(lines)


def chosen_pair(protocol, packet):
    """The port pair in the CHOICE of an L4_OFFER."""
    at = 64 + (4 * (packet[12] >> 4) if protocol == "tcp" else 8)
    while packet[at:at + 2] != b"\x80\x04":
        at += 4 + (struct.unpack_from("!H", packet, at + 2)[0] + 3) // 4 * 4
    return struct.unpack_from("!HH", packet, at + 6)


def ip_packet(protocol, source, destination, l4, extensions=b"", options=b""):
    """An IP packet; extensions (IPv6) begin with the number of the first, options are those of IPv4."""
    number = {"tcp": 6, "udp": 17}[protocol]
    source, destination = ipaddress.ip_address(source), ipaddress.ip_address(destination)
    if source.version != destination.version or source.version == 6:
        both = [a if a.version == 6 else ipaddress.ip_address("::ffff:" + str(a)) for a in (source, destination)]
        first, rest = (extensions[0], extensions[1:]) if extensions else (number, b"")
        return struct.pack("!IHBB", 6 << 28, len(rest + l4), first, 64) + both[0].packed + both[1].packed + rest + l4
    header = 20 + len(options)
    return struct.pack("!BBHIBBH", 0x40 | header // 4, 0, header + len(l4), 0, 64, number, 0) + \
        source.packed + destination.packed + options + l4


def frame(link, packet):
    """A frame around an IP packet."""
    six = packet[0] >> 4 == 6
    ethertype = b"\x86\xdd" if six else b"\x08\x00"
    return {
        ETHERNET: bytes(12) + ethertype + packet + bytes(4),
        PPP: (b"\x00\x57" if six else b"\x00\x21") + packet,
        LOOP: struct.pack("!I", 30 if six else 2) + packet,
        SLL: bytes(14) + ethertype + packet,
        SLL2: ethertype + bytes(18) + packet,
    }.get(link, packet)


def pcap(link, frames, order="<", nano=False, cut=None):
    """A pcap file of (time in microseconds, frame) or (time, what was captured of a frame, its length)."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link)]
    for when, data, *whole in frames:
        kept = data[:cut]
        part = when % 1000000 * (1000 if nano else 1)
        out.append(struct.pack(order + "IIII", when // 1000000, part, len(kept), *(whole or [len(data)])) + kept)
    return b"".join(out)


def pcapng(link, frames):
    """A pcapng file of the same."""
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    out = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)), block(1, struct.pack("<HHI", link, 0, 65535))]
    for when, data in frames:
        head = struct.pack("<IIIII", 0, when >> 32, when & 0xFFFFFFFF, len(data), len(data))
        out.append(block(6, head + data))
    return b"".join(out)


def vector_packets(connections, family=None):
    """(protocol, source, destination, bytes, meaning) of every packet; family 6: over IPv6 alone."""
    for c in connections:
        for p in c["packets"]:
            ends = [p["src"], p["dst"]]
            if family == 6:
                ends = [a if ":" in a else "fd99::" + a.rsplit(".", 1)[1] for a in ends]
            elif family == 4:
                ends = [a if ":" not in a else "10.6.0." + a.rsplit(":", 1)[1] for a in ends]
            yield c["protocol"], ends[0], ends[1], bytes.fromhex(p["bytes"]), p["meaning"]
