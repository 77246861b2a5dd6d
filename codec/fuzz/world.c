/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "world.h"

#include "bytes.h"

enum
{
    LISTENING_PORT = 7000,
    SOCKET_PORT = 40000,
    TCP_HEADER = 20,
    UDP_HEADER = 8
};

l4m_addr fuzz_addr(uint8_t x)
{
    return (l4m_addr){4, {10, 0, 0, x}};
}

static void *counted_alloc(size_t size, void *user)
{
    fuzz_host *host = user;
    host->blocks++;
    return malloc(size);
}

static void counted_free(void *ptr, void *user)
{
    fuzz_host *host = user;
    host->blocks -= ptr != NULL;
    free(ptr);
}

static bool port_free(void *user, uint8_t proto, uint16_t local_port, uint16_t peer_port)
{
    const fuzz_host *host = user;
    (void)proto;
    return !((host->taken >> ((local_port ^ peer_port) & 7)) & 1);
}

void fuzz_prepare(fuzz_world *world, uint8_t proto, uint16_t suite)
{
    memset(world, 0, sizeof *world);
    world->proto = proto;
    world->now = 1000000;
    world->next_id = 1;
    for (uint8_t i = 0; i < 2; i++)
    {
        fuzz_host *host = &world->hosts[i];
        l4m_config_default(&host->config);
        host->config.suites[0] = suite;
        host->config.suite_count = 1;
        host->config.mem = (l4m_mem){counted_alloc, counted_free, host};
        host->config.rng = l4m_rng_from_seed(&host->rng, 1, i);
        host->config.port_free = port_free;
        host->config.user = host;
        host->addr = fuzz_addr((uint8_t)(i + 1));
    }
}

void fuzz_start(fuzz_world *world)
{
    for (size_t i = 0; i < 2; i++)
    {
        const l4m_config *config = &world->hosts[i].config;
        REQUIRE(l4m_host_new(&world->hosts[i].host, config) == L4M_OK);
        for (size_t k = 0; k < config->suite_count; k++)
        {
            world->unnumbered = world->unnumbered || !l4m_suite_by_id(config->suites[k])->packet_numbers;
        }
    }
}

/** How far inputs have come, told at the end: whether fuzzing stops at the MAC. */
static struct
{
    unsigned long inputs;
    unsigned long taken;
    unsigned long harmful;
} tally;

static void tell(void)
{
    fprintf(stderr,
            "past the MAC: %lu of %lu inputs; with a packet that its sender changed before: %lu\n",
            tally.taken,
            tally.inputs,
            tally.harmful);
}

void fuzz_end(fuzz_world *world)
{
    if (tally.inputs++ == 0)
    {
        atexit(tell);
    }
    tally.taken += world->taken;
    tally.harmful += world->harmful;
    for (size_t i = 0; i < 2; i++)
    {
        REQUIRE(l4m_host_associations(world->hosts[i].host) == world->hosts[i].count);
        l4m_host_free(world->hosts[i].host);
        REQUIRE(world->hosts[i].blocks == 0);
    }
}

/** Remembers an association that has come into being. Where there are too many it is closed. */
static void know(fuzz_world *world, size_t index, l4m_assoc *assoc)
{
    fuzz_host *host = &world->hosts[index];
    for (size_t i = 0; i < host->count; i++)
    {
        if (host->assocs[i].assoc == assoc)
        {
            return;
        }
    }
    if (host->count == FUZZ_ASSOCS)
    {
        l4m_close(assoc);
        return;
    }
    host->assocs[host->count++] = (fuzz_seen){
        .assoc = assoc,
        .state = l4m_assoc_state(assoc),
        .local_seq = l4m_assoc_local_seq(assoc),
        .peer_seq = l4m_assoc_peer_seq(assoc),
        .tcp_seq = 1000,
    };
}

static void look_at(fuzz_seen *seen)
{
    l4m_state state = l4m_assoc_state(seen->assoc);
    uint32_t local = l4m_assoc_local_seq(seen->assoc);
    uint32_t peer = l4m_assoc_peer_seq(seen->assoc);

    REQUIRE(state >= seen->state);
    REQUIRE(local >= seen->local_seq && local - seen->local_seq <= 1);
    /* The sequence of an L4_INIT is not authenticated yet; from then on it only grows. */
    REQUIRE(peer >= seen->peer_seq || seen->state == L4M_STATE_INIT_SENT);
    REQUIRE((l4m_assoc_suite(seen->assoc) != NULL) || state == L4M_STATE_INIT_SENT || state == L4M_STATE_FAILED);
    seen->state = state;
    seen->local_seq = local;
    seen->peer_seq = peer;
}

void fuzz_look(fuzz_world *world)
{
    for (size_t i = 0; i < 2; i++)
    {
        for (size_t k = 0; k < world->hosts[i].count; k++)
        {
            look_at(&world->hosts[i].assocs[k]);
        }
        REQUIRE(l4m_host_associations(world->hosts[i].host) == world->hosts[i].count);
    }
}

void fuzz_events(fuzz_world *world, size_t index)
{
    fuzz_host *host = &world->hosts[index];
    l4m_event event;
    while (l4m_next_event(host->host, &event))
    {
        bool known = false;
        for (size_t i = 0; i < host->count; i++)
        {
            known = known || host->assocs[i].assoc == event.assoc;
        }
        REQUIRE(known);
        REQUIRE((event.type == L4M_EVENT_FAILED) == (event.reason != L4M_OK));
    }
}

fuzz_seen *fuzz_pick(fuzz_host *host, uint8_t index)
{
    return host->count == 0 ? NULL : &host->assocs[index % host->count];
}

void fuzz_close(fuzz_world *world, size_t index, const fuzz_seen *seen)
{
    fuzz_host *host = &world->hosts[index];
    l4m_assoc *assoc = seen->assoc;
    size_t place = (size_t)(seen - host->assocs);

    for (size_t i = 0; i < world->on_wire; i++)
    {
        if (world->wire[i].from == assoc)
        {
            world->wire[i].from = NULL;
        }
    }
    host->assocs[place] = host->assocs[--host->count];
    l4m_close(assoc);
}

fuzz_packet *fuzz_new_packet(fuzz_world *world, size_t sender)
{
    if (world->on_wire == FUZZ_WIRE)
    {
        return NULL;
    }
    fuzz_packet *packet = &world->wire[world->on_wire++];
    memset(packet, 0, sizeof *packet);
    packet->proto = world->proto;
    packet->src = world->hosts[sender].addr;
    packet->sender = (uint8_t)sender;
    return packet;
}

void fuzz_drop(fuzz_world *world, fuzz_packet *packet)
{
    size_t place = (size_t)(packet - world->wire);
    world->on_wire--;
    memmove(packet, packet + 1, (world->on_wire - place) * sizeof *packet);
}

void fuzz_connect(fuzz_world *world, size_t index, uint8_t ports)
{
    fuzz_host *host = &world->hosts[index];
    l4m_assoc *assoc;
    uint16_t local = (uint16_t)(SOCKET_PORT + (ports & 3));
    uint16_t peer = (uint16_t)(LISTENING_PORT + (ports >> 2 & 3));

    if (host->count == FUZZ_ASSOCS)
    {
        return;
    }
    /* Both from the other's listening port: their L4_INITs cross. */
    if (ports & 16 && index == 1)
    {
        uint16_t swapped = local;
        local = peer;
        peer = swapped;
    }
    if (l4m_connect(host->host, &assoc, world->proto, local, peer, &world->hosts[1 - index].addr, NULL, world->now) ==
        L4M_OK)
    {
        know(world, index, assoc);
    }
}

bool fuzz_output(fuzz_world *world, size_t index)
{
    fuzz_host *host = &world->hosts[index];
    l4m_outgoing out;
    fuzz_packet *packet = fuzz_new_packet(world, index);

    if (packet == NULL)
    {
        return false;
    }
    if (!l4m_output(host->host, &out, packet->bytes, sizeof packet->bytes, world->now))
    {
        world->on_wire--;
        return false;
    }
    REQUIRE(out.len <= L4M_OUTPUT_MAX && out.proto == world->proto);
    packet->len = out.len;
    packet->from = out.assoc;
    fuzz_made(packet);
    return true;
}

void fuzz_made(fuzz_packet *packet)
{
    memcpy(packet->made, packet->bytes, packet->len);
    packet->made_len = packet->len;
}

/** Whether nothing has changed on the way but the checksum, which is no business of the library. */
static bool unchanged(const fuzz_packet *packet)
{
    size_t check_at = l4m_checksum_offset(packet->proto);
    return packet->len == packet->made_len && packet->len >= check_at + 2 &&
           memcmp(packet->bytes, packet->made, check_at) == 0 &&
           memcmp(packet->bytes + check_at + 2, packet->made + check_at + 2, packet->len - check_at - 2) == 0;
}

static size_t put_tcp(uint8_t *buf, uint32_t seq, uint8_t flags)
{
    memset(buf, 0, TCP_HEADER);
    l4m_put32(buf + 4, seq);
    l4m_put32(buf + 8, seq);
    buf[12] = 5 << 4;
    buf[L4M_AT_TCP_FLAGS] = flags;
    return TCP_HEADER;
}

void fuzz_attach(fuzz_world *world, size_t index, fuzz_seen *seen, uint8_t flags)
{
    uint8_t tcp[TCP_HEADER];
    size_t l4_len;
    fuzz_packet *packet = fuzz_new_packet(world, index);

    if (packet == NULL)
    {
        return;
    }
    size_t tcp_len = put_tcp(tcp, seen->tcp_seq, flags);
    if (l4m_attach(seen->assoc, tcp, tcp_len, packet->bytes, sizeof packet->bytes, &packet->len, &l4_len, world->now) !=
        L4M_OK)
    {
        world->on_wire--;
    }
}

void fuzz_data(fuzz_world *world, size_t index, fuzz_seen *seen, size_t len)
{
    size_t overhead = l4m_assoc_overhead(seen->assoc);
    fuzz_packet *packet = fuzz_new_packet(world, index);

    if (packet == NULL)
    {
        return;
    }
    size_t l4_len = UDP_HEADER;
    if (world->proto == L4M_PROTO_TCP)
    {
        l4_len = put_tcp(packet->bytes, seen->tcp_seq, L4M_TCP_ACK);
    }
    packet->len = l4_len + overhead + len;
    memset(packet->bytes + l4_len + overhead, world->next_id, len);
    if (world->next_id == UINT8_MAX ||
        l4m_protect(seen->assoc, packet->bytes, packet->len, l4_len, world->now) != L4M_OK)
    {
        world->on_wire--;
        return;
    }
    seen->tcp_seq += (uint32_t)len;
    packet->id = world->next_id++;
    packet->from = seen->assoc;
    fuzz_made(packet);
}

void fuzz_seal(fuzz_packet *packet)
{
    l4m_assoc *assoc = packet->from;
    size_t l4_len = l4m_l4_length(packet->proto, packet->bytes, packet->len);
    size_t overhead = assoc != NULL ? l4m_assoc_overhead(assoc) : 0;

    if (overhead == 0 || l4_len == 0 || packet->len < l4_len + overhead)
    {
        return;
    }
    uint8_t *pkt = packet->bytes;
    uint8_t *mac = pkt + l4_len + overhead - L4M_MAC_SIZE;
    uint64_t number = 0;
    uint8_t made[L4M_MAC_SIZE];
    memset(pkt + l4m_checksum_offset(packet->proto), 0, 2);
    memset(mac, 0, L4M_MAC_SIZE);
    if (assoc->suite->packet_numbers)
    {
        number = (assoc->next_number & ~(uint64_t)UINT32_MAX) | l4m_get32(pkt + l4_len + L4M_BASE_SIZE);
        l4m_put32(mac, (uint32_t)(number >> 32));
    }
    REQUIRE(l4m_crypto_mac(assoc->host->crypto, l4m_send_key(assoc), number, pkt, packet->len, made) == L4M_OK);
    memcpy(mac, made, L4M_MAC_SIZE);
    packet->sealed = true;
    fuzz_made(packet);
}

static uint64_t discards(const l4m_host *host)
{
    uint64_t sum = 0;
    for (int reason = 0; reason < L4M_ERR_COUNT; reason++)
    {
        sum += l4m_host_discarded(host, (l4m_error)reason);
    }
    return sum;
}

static void check_delivered(fuzz_world *world, size_t index, const fuzz_packet *packet)
{
    fuzz_host *host = &world->hosts[index];
    uint64_t bit = UINT64_C(1) << packet->id % 64;
    uint64_t *seen = &host->delivered[packet->id / 64];

    REQUIRE(unchanged(packet) && packet->sender != index);
    if (packet->sealed)
    {
        return;
    }
    REQUIRE(packet->id != 0);
    REQUIRE(world->unnumbered || !(*seen & bit));
    *seen |= bit;
}

l4m_verdict fuzz_deliver(fuzz_world *world, size_t index, const fuzz_packet *packet, l4m_assoc *claimed, bool plain)
{
    fuzz_host *host = &world->hosts[index];
    uint8_t *copy = fuzz_copy(packet->bytes, packet->len);
    l4m_incoming in = {packet->proto, packet->src, copy, packet->len, claimed, plain};
    l4m_result result;
    uint64_t before = discards(host->host);

    l4m_verdict verdict = l4m_input(host->host, &in, &result, world->now);

    REQUIRE(memcmp(copy, packet->bytes, packet->len) == 0);
    free(copy);
    REQUIRE(discards(host->host) == before + (verdict == L4M_DISCARD));
    REQUIRE(verdict != L4M_DISCARD || result.reason != L4M_OK);
    REQUIRE(result.l4_len + result.ext_len <= packet->len);
    REQUIRE(verdict != L4M_DELIVER || result.assoc != NULL);
    if (result.assoc != NULL)
    {
        know(world, index, result.assoc);
    }
    if (verdict == L4M_DELIVER)
    {
        world->taken = true;
        world->harmful = world->harmful || packet->sealed;
        check_delivered(world, index, packet);
    }
    fuzz_look(world);
    return verdict;
}
