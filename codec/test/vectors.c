/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file vectors.c Writes the test vectors of the specification to standard output, as JSON (doc/test-vectors.json).
 * They come from the library itself, with keys and nonces of a fixed seed; check_vectors.py works them out a second
 * time from the specification.
 */

#include "support.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "internal.h"

/** Which packet comes first in a list has no comma before it. */
static bool first_packet;
static bool first_connection = true;

static void print_hex(const char *name, const uint8_t *data, size_t len)
{
    printf("    \"%s\": \"", name);
    for (size_t i = 0; i < len; i++)
    {
        printf("%02x", data[i]);
    }
    printf("\"");
}

static void print_addr(const char *name, const l4m_addr *a)
{
    const uint8_t *b = a->bytes;
    if (a->family == 4)
    {
        printf("\"%s\": \"%u.%u.%u.%u\", ", name, b[0], b[1], b[2], b[3]);
    }
    else
    {
        printf("\"%s\": \"%02x%02x::%x\", ", name, b[0], b[1], (unsigned)b[15]);
    }
}

static void print_packet(const t_net *net, const t_packet *pkt, const char *meaning)
{
    bool from_a = addr_equal(&pkt->src, &net->a.addr);
    printf("%s\n      {\"from\": \"%s\", ", first_packet ? "" : ",", from_a ? "initiator" : "responder");
    print_addr("src", &pkt->src);
    print_addr("dst", &pkt->dst);
    printf("\"meaning\": \"%s\",\n       \"bytes\": \"", meaning);
    for (size_t i = 0; i < pkt->len; i++)
    {
        printf("%02x", pkt->bytes[i]);
    }
    printf("\"}");
    first_packet = false;
}

static void begin_connection(const char *name, uint8_t proto)
{
    printf("%s\n  {\n    \"name\": \"%s\",\n", first_connection ? "" : ",", name);
    printf("    \"protocol\": \"%s\",\n    \"packets\": [", proto == L4M_PROTO_TCP ? "tcp" : "udp");
    first_connection = false;
    first_packet = true;
}

/** The private key that a host made last: RFC 2631 wants MODP exponents of full length. */
static size_t private_key(const t_node *node, uint16_t group, uint8_t *out)
{
    memcpy(out, node->rng.last, node->rng.last_len);
    if (group != L4M_GROUP_X25519)
    {
        out[0] |= 0x80;
    }
    return node->rng.last_len;
}

/** What both sides worked out, from the messages of the accepted round. */
static void print_secrets(t_net *net, t_packet *init, t_packet *offer)
{
    const l4m_suite *suite = l4m_assoc_suite(net->a.assoc);
    uint8_t priv[2][512];
    size_t len[2] = {private_key(&net->a, suite->group, priv[0]), private_key(&net->b, suite->group, priv[1])};
    uint8_t secret[L4M_SECRET_MAX];
    size_t secret_len;
    uint8_t transcript[L4M_TRANSCRIPT_SIZE];
    l4m_exported_keys keys;
    l4m_keypair *pair;
    uint16_t length;
    uint8_t *ext = ext_of(offer);
    const l4m_part parts[] = {{ext_of(init), 4u * ext_of(init)[1]}, {ext, 4u * ext[1]}};
    const uint8_t *share = find_option(ext, L4M_OPTION_KEY_SHARE, &length);
    l4m_crypto *crypto = net->a.host->crypto;

    memset(ext + L4M_AT_OFFER_MAC, 0, L4M_MAC_SIZE);
    assert_int_equal(l4m_keypair_from_private(&pair, suite->group, priv[0], len[0], &net->a.config.mem), L4M_OK);
    assert_int_equal(l4m_crypto_agree(crypto, pair, share + 2, length - 2u, secret, &secret_len), L4M_OK);
    l4m_keypair_free(pair);
    assert_int_equal(l4m_crypto_transcript(crypto, parts, 2, transcript), L4M_OK);
    assert_int_equal(l4m_assoc_export_keys(net->a.assoc, &keys), L4M_OK);

    printf("\n    ],\n    \"suite\": \"%s\",\n    \"suite_id\": %u,\n", suite->name, suite->id);
    print_hex("initiator_private", priv[0], len[0]);
    printf(",\n");
    print_hex("responder_private", priv[1], len[1]);
    printf(",\n");
    print_hex("shared_secret", secret, secret_len);
    printf(",\n");
    print_hex("transcript", transcript, sizeof transcript);
    printf(",\n");
    print_hex("key_i2r", keys.i2r, keys.packet_key_len);
    printf(",\n");
    print_hex("key_r2i", keys.r2i, keys.packet_key_len);
    printf(",\n");
    print_hex("key_confirm", keys.confirm, keys.confirm_key_len);
    printf("\n  }");
}

static void start(t_net *net)
{
    /* Other keys and nonces for each connection. */
    static uint64_t seed;
    net->a.rng.seeded.seed = net->b.rng.seeded.seed = seed++;
    node_start(&net->a);
    node_start(&net->b);
    net_listen(net, L4M_POLICY_REQUIRE);
}

/** Connects A with a key pair from a private key that is known beforehand. */
static void connect_a(t_net *net, uint16_t group)
{
    uint8_t priv[512];
    l4m_keypair *pair;

    /* As many bytes as a key pair of the group takes by itself. */
    assert_int_equal(l4m_keypair_new(&pair, group, &net->a.config.rng, &net->a.config.mem), L4M_OK);
    l4m_keypair_free(pair);
    size_t len = private_key(&net->a, group, priv);
    assert_int_equal(l4m_keypair_from_private(&pair, group, priv, len, &net->a.config.mem), L4M_OK);
    net->a.app_local = PORT_A;
    net->a.app_peer = PORT_B;
    net->a.app_addr = net->b.addr;
    assert_int_equal(l4m_connect(net->a.host, &net->a.assoc, net->proto, PORT_A, PORT_B, &net->b.addr, pair, net->now),
                     L4M_OK);
}

static void data(t_net *net, t_node *from, t_node *to, uint8_t flags, const char *text, const char *meaning)
{
    t_packet pkt;
    l4m_error err = net->proto == L4M_PROTO_TCP ? node_segment(from, &pkt, flags, text, strlen(text), net->now)
                                                : node_data(from, &pkt, text, strlen(text), net->now);
    assert_int_equal(err, L4M_OK);
    print_packet(net, &pkt, meaning);
    assert_int_equal(node_input(to, &pkt, net->now), L4M_DELIVER);
    to->tcp_ack += (uint32_t)strlen(text);
}

static void own_packet(t_net *net, t_node *from, t_node *to, const char *meaning)
{
    t_packet pkt;
    assert_true(node_output(from, &pkt, net->now));
    print_packet(net, &pkt, meaning);
    assert_int_equal(node_input(to, &pkt, net->now), L4M_DONE);
}

/** The round that succeeds. */
static void accepted(t_net *net, t_packet *init, t_packet *offer)
{
    bool tcp = net->proto == L4M_PROTO_TCP;
    net_first_init(net, init);
    print_packet(net, init, tcp ? "SYN with L4_INIT" : "L4_INIT");
    assert_int_equal(node_input(&net->b, init, net->now), tcp ? L4M_SYN : L4M_DONE);
    net_offer(net, offer);
    print_packet(net, offer, tcp ? "SYN/ACK with L4_OFFER, accept" : "L4_OFFER, accept");
    assert_int_equal(node_input(&net->a, offer, net->now), tcp ? L4M_SYN_ACK : L4M_DONE);
    net->a.tcp_seq++;
    net->b.tcp_seq++;
}

/** A round that does not. */
static void not_accepted(t_net *net, const char *init_meaning, const char *offer_meaning)
{
    t_packet init;
    t_packet offer;
    net_first_init(net, &init);
    print_packet(net, &init, init_meaning);
    node_input(&net->b, &init, net->now);
    assert_true(node_output(&net->b, &offer, net->now));
    print_packet(net, &offer, offer_meaning);
    node_input(&net->a, &offer, net->now);
}

/** Set-up, data both ways, a move announced by an empty packet, data again. */
static void whole_connection(const l4m_suite *suite, uint8_t proto)
{
    t_net net;
    t_packet init;
    t_packet offer;
    char name[100];

    net_prepare(&net, proto, suite->id);
    start(&net);
    connect_a(&net, suite->group);
    snprintf(name, sizeof name, "%s over %s", suite->name, proto == L4M_PROTO_TCP ? "TCP" : "UDP");
    begin_connection(name, proto);
    accepted(&net, &init, &offer);
    if (proto == L4M_PROTO_TCP)
    {
        data(&net, &net.a, &net.b, T_ACK, "", "DATA: the acknowledgement of the SYN/ACK");
    }
    data(&net, &net.a, &net.b, T_ACK | T_PSH, "hello", "DATA");
    data(&net, &net.b, &net.a, T_ACK | T_PSH, "good morning", "DATA");
    node_drop_output(&net.a, net.now);
    node_move(&net.a, addr6(1), net.now);
    own_packet(&net, &net.a, &net.b, "EMPTY: the initiator has moved and has nothing to send");
    own_packet(&net, &net.b, &net.a, "ANSWER to the new address; its echo says that the responder has followed");
    data(&net, &net.b, &net.a, T_ACK | T_PSH, "still here", "DATA to the new address");
    node_move(&net.b, addr4(99), net.now);
    data(&net, &net.b, &net.a, T_ACK | T_PSH, "moved too", "DATA that tells of the responder's move");
    data(&net, &net.a, &net.b, T_FIN | T_ACK, "", proto == L4M_PROTO_TCP ? "DATA: FIN" : "DATA without payload");
    print_secrets(&net, &init, &offer);
    net_down(&net);
}

/** The first questions are answered with no: all of the first candidates. */
static bool port_free(void *user, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    int *asked = user;
    (void)proto;
    (void)local_port;
    (void)peer_port;
    return ++*asked > 4;
}

static void two_rounds_of_ports(uint8_t proto)
{
    t_net net;
    t_packet init;
    t_packet offer;
    int asked = 0;

    net_prepare(&net, proto, L4M_SUITE_DEFAULT);
    net.b.config.port_free = port_free;
    net.b.config.user = &asked;
    start(&net);
    connect_a(&net, L4M_GROUP_X25519);
    begin_connection("two rounds, the responder names possible ports", proto);
    not_accepted(&net, "L4_INIT, round 0: no candidate suits the responder", "L4_OFFER, retry: possible ports");
    accepted(&net, &init, &offer);
    data(&net, &net.a, &net.b, T_ACK, "hello", "DATA on the negotiated ports");
    data(&net, &net.b, &net.a, T_ACK, "hello", "DATA on the negotiated ports");
    print_secrets(&net, &init, &offer);
    net_down(&net);
}

static void two_rounds_of_groups(uint8_t proto)
{
    t_net net;
    t_packet init;
    t_packet offer;

    net_prepare(&net, proto, L4M_SUITE_DEFAULT);
    net.a.config.suites[1] = L4M_SUITE_PAPER;
    net.a.config.suite_count = 2;
    net.b.config.suites[0] = L4M_SUITE_PAPER;
    start(&net);
    connect_a(&net, L4M_GROUP_X25519);
    begin_connection("two rounds, the responder wants the key of another group", proto);
    not_accepted(&net, "L4_INIT with a key share of group 31", "L4_OFFER, retry: group 2");
    accepted(&net, &init, &offer);
    data(&net, &net.a, &net.b, T_ACK, "hello", "DATA");
    print_secrets(&net, &init, &offer);
    net_down(&net);
}

/** The high half of the packet number is not sent, but it is under the MAC. */
static void numbers_across_32_bits(uint16_t suite)
{
    t_net net;
    t_packet init;
    t_packet offer;

    net_prepare(&net, L4M_PROTO_UDP, suite);
    start(&net);
    connect_a(&net, L4M_GROUP_X25519);
    begin_connection("packet numbers across 2^32", L4M_PROTO_UDP);
    accepted(&net, &init, &offer);
    data(&net, &net.a, &net.b, T_ACK, "first", "DATA, packet number 0x0");
    net.a.assoc->next_number = net.b.assoc->replay.next = UINT32_MAX - UINT64_C(1);
    data(&net, &net.a, &net.b, T_ACK, "hello", "DATA, packet number 0xfffffffe");
    data(&net, &net.a, &net.b, T_ACK, "hello", "DATA, packet number 0xffffffff");
    data(&net, &net.a, &net.b, T_ACK, "hello", "DATA, packet number 0x100000000");
    data(&net, &net.a, &net.b, T_ACK, "hello", "DATA, packet number 0x100000001");
    print_secrets(&net, &init, &offer);
    net_down(&net);
}

static void refused(uint8_t proto)
{
    t_net net;

    net_prepare(&net, proto, L4M_SUITE_DEFAULT);
    net.b.config.suites[0] = L4M_SUITE_PAPER;
    start(&net);
    connect_a(&net, L4M_GROUP_X25519);
    begin_connection("refused, no suite in common", proto);
    not_accepted(&net, "L4_INIT", "L4_OFFER, refuse, reason 22");
    printf("\n    ]\n  }");
    net_down(&net);
}

/** Says no to the pair that the initiator likes best. */
static bool not_the_first(void *user, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    (void)user;
    (void)proto;
    return local_port != PORT_B || peer_port != PORT_A;
}

/** Puts an option behind the MAC of a packet that its sender has just made, and makes the MAC again. */
static void put_option(t_node *from, t_packet *pkt, uint16_t type, const char *value)
{
    l4m_assoc *assoc = from->assoc;
    size_t length = strlen(value);
    size_t added = 4 + (length + 3) / 4 * 4;
    uint8_t *ext = pkt->bytes + pkt->l4_len;
    size_t end = pkt->l4_len + 4u * ext[1];
    uint8_t *mac = pkt->bytes + end - L4M_MAC_SIZE;
    uint64_t number = assoc->suite->packet_numbers ? assoc->next_number - 1 : 0;
    uint8_t made[L4M_MAC_SIZE];

    memmove(pkt->bytes + end + added, pkt->bytes + end, pkt->len - end);
    memset(pkt->bytes + end, 0, added);
    l4m_put16(pkt->bytes + end, type);
    l4m_put16(pkt->bytes + end + 2, (uint16_t)length);
    memcpy(pkt->bytes + end + 4, value, length);
    pkt->len += added;
    ext[1] = (uint8_t)(ext[1] + added / 4);
    if (pkt->proto == L4M_PROTO_UDP)
    {
        l4m_udp_length(pkt->bytes, pkt->len);
    }
    memset(mac, 0, L4M_MAC_SIZE);
    l4m_put32(mac, (uint32_t)(number >> 32));
    assert_int_equal(l4m_crypto_mac(from->host->crypto, l4m_send_key(assoc), number, pkt->bytes, pkt->len, made),
                     L4M_OK);
    memcpy(mac, made, L4M_MAC_SIZE);
}

static void data_with_option(t_net *net)
{
    t_packet pkt;
    assert_int_equal(node_data(&net->a, &pkt, "hello", 5, net->now), L4M_OK);
    put_option(&net->a, &pkt, 0x0042, "abc");
    print_packet(net, &pkt, "DATA with an unknown option, which is skipped");
    assert_int_equal(node_input(&net->b, &pkt, net->now), L4M_DELIVER);
    net->b.tcp_ack += 5;
}

/** A segment with TCP's timestamps (RFC 7323), which the MAC covers too. */
static void data_with_timestamps(t_net *net)
{
    static const uint8_t timestamps[] = {1, 1, 8, 10, 0, 1, 2, 3, 0, 4, 5, 6};
    t_packet pkt;
    size_t overhead = l4m_assoc_overhead(net->b.assoc);

    assert_int_equal(node_segment(&net->b, &pkt, T_ACK | T_PSH, "", 0, net->now), L4M_OK);
    node_tcp(&net->b, pkt.bytes, T_ACK | T_PSH);
    pkt.bytes[12] = 8 << 4;
    memcpy(pkt.bytes + 20, timestamps, sizeof timestamps);
    pkt.l4_len = 32;
    pkt.len = pkt.l4_len + overhead + 5;
    memcpy(pkt.bytes + pkt.l4_len + overhead, "hello", 5);
    if (net->b.assoc->suite->packet_numbers)
    {
        net->b.assoc->next_number--;
    }
    assert_int_equal(l4m_protect(net->b.assoc, pkt.bytes, pkt.len, pkt.l4_len, net->now), L4M_OK);
    print_packet(net, &pkt, "DATA, with timestamps in the TCP header");
    assert_int_equal(node_input(&net->a, &pkt, net->now), L4M_DELIVER);
    net->b.tcp_seq += 5;
    net->a.tcp_ack += 5;
}

/** A host moves again and again before it sends. */
static void moves(t_net *net, t_node *node, uint32_t count, l4m_addr to)
{
    for (uint32_t i = 0; i < count; i++)
    {
        node_move(node, to, net->now);
    }
    node_drop_output(node, net->now);
}

/** What the plain course of things leaves at its first value. */
static void edges(uint16_t suite, uint8_t proto)
{
    t_net net;
    t_packet init;
    t_packet offer;

    net_prepare(&net, proto, suite);
    net.b.config.port_free = not_the_first;
    start(&net);
    connect_a(&net, l4m_suite_by_id(suite)->group);
    begin_connection("another pair than the first, large state sequences, options", proto);
    net_first_init(&net, &init);
    print_packet(&net, &init, "L4_INIT");
    node_input(&net.b, &init, net.now);
    net_offer(&net, &offer);
    print_packet(&net, &offer, "L4_OFFER, accept: the second pair");
    node_input(&net.a, &offer, net.now);
    net.a.tcp_seq++;
    net.b.tcp_seq++;
    data(&net, &net.a, &net.b, T_ACK | T_PSH, "hello", "DATA on the second pair");
    data(&net, &net.b, &net.a, T_ACK | T_PSH, "hello", "DATA on the second pair");
    moves(&net, &net.a, 0x1ffff, addr4(98));
    data(&net,
         &net.a,
         &net.b,
         T_ACK | T_PSH,
         "hello",
         "DATA, packet number 0x2, after 131071 moves of which nothing was heard");
    moves(&net, &net.b, 0x20003, addr4(99));
    data(&net,
         &net.b,
         &net.a,
         T_ACK | T_PSH,
         "hello",
         "DATA, packet number 0x2, after 131075 moves of which nothing was heard");
    data_with_option(&net);
    if (proto == L4M_PROTO_TCP)
    {
        data_with_timestamps(&net);
    }
    moves(&net, &net.a, 1, addr4(97));
    data(&net, &net.a, &net.b, T_ACK | T_PSH, "moved", "DATA, packet number 0x5, after another move");
    data(&net, &net.b, &net.a, T_ACK | T_PSH, "seen", "DATA, echo 0x0000");
    print_secrets(&net, &init, &offer);
    net_down(&net);
}

static void print_head(void)
{
    printf("[\n  {\n");
    printf("    \"license\": \"SPDX-License-Identifier: MIT; Copyright (c) 2026 Seed ed1e0298 maintainers\",\n");
    printf("    \"about\": \"Test vectors of L4 mobility, version 1 (specification.rst). Each further object is one "
           "connection. Byte strings are hexadecimal.\",\n");
    printf("    \"fields\": {\n");
    printf("      \"name\": \"what the connection shows\",\n");
    printf("      \"protocol\": \"udp or tcp\",\n");
    printf("      \"packets\": \"in the order in which they are sent; each arrives\",\n");
    printf("      \"from\": \"initiator or responder\",\n");
    printf("      \"src, dst\": \"IP addresses, which change on a move and are not part of bytes\",\n");
    printf("      \"meaning\": \"what the packet is; with its packet number where that is not the next one\",\n");
    printf("      \"bytes\": \"the packet from its UDP or TCP header on, with the checksum zero\",\n");
    printf("      \"suite, suite_id\": \"the suite agreed on: name, and identifier in decimal\",\n");
    printf("      \"initiator_private, responder_private\": \"private keys: big-endian exponent (MODP) or 32 bytes "
           "(X25519); "
           "of the accepted round\",\n");
    printf("      \"shared_secret\": \"Z (section 5)\",\n");
    printf("      \"transcript\": \"T (section 6.1)\",\n");
    printf("      \"key_i2r, key_r2i, key_confirm\": \"K_i2r, K_r2i, K_confirm (section 6.1); for AES-128-GMAC the "
           "first two "
           "are key and salt\"\n");
    printf("    }\n  }");
    first_connection = false;
}

int main(void)
{
    static const uint8_t protos[] = {L4M_PROTO_UDP, L4M_PROTO_TCP};
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);

    print_head();
    for (size_t p = 0; p < 2; p++)
    {
        for (size_t i = 0; i < count; i++)
        {
            whole_connection(&suites[i], protos[p]);
        }
        two_rounds_of_ports(protos[p]);
        two_rounds_of_groups(protos[p]);
        refused(protos[p]);
    }
    numbers_across_32_bits(L4M_SUITE_DEFAULT);
    numbers_across_32_bits(L4M_SUITE_FAST);
    edges(L4M_SUITE_DEFAULT, L4M_PROTO_TCP);
    edges(L4M_SUITE_FAST, L4M_PROTO_UDP);
    printf("\n]\n");
    return 0;
}
