/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "track.h"

#include <stdlib.h>
#include <string.h>

#include "hex.h"

enum
{
    TCP_SYN = 0x02,
    TCP_RST = 0x04,
    TCP_ACK = 0x10,
    AT_TCP_OFFSET = 12,
    AT_TCP_FLAGS = 13,
    TCP_HEADER_MIN = 20,
    UDP_HEADER = 8,
    AT_MAGIC = 8,
    SETUP_MIN = 32, /**< extended header of an L4_INIT */
    DATA_MIN = 24,  /**< that of a packet without a packet number */
    MAGIC = 0x4c344d31
};

/** An L4_INIT that was captured. */
typedef struct seen_init
{
    uint8_t proto;
    uint16_t src;
    uint16_t dst;
    uint8_t round;
    uint8_t nonce[L4M_NONCE_SIZE];
    size_t len;
    uint8_t bytes[L4M_HEADER_MAX];
} seen_init;

struct l4m_tool_track
{
    const l4m_tool_keylog *log;
    l4m_tool_crypto *crypto;
    seen_init *inits;
    size_t init_count;
    size_t init_room;
    l4m_tool_assoc **assocs;
    size_t assoc_count;
    size_t assoc_room;
    bool no_memory;
};

l4m_tool_track *l4m_tool_track_new(const l4m_tool_keylog *log)
{
    l4m_tool_track *track = calloc(1, sizeof *track);
    if (track == NULL)
    {
        return NULL;
    }
    track->log = log;
    track->crypto = l4m_tool_crypto_new();
    if (track->crypto == NULL)
    {
        free(track);
        return NULL;
    }
    return track;
}

void l4m_tool_track_free(l4m_tool_track *track)
{
    for (size_t i = 0; i < track->assoc_count; i++)
    {
        free(track->assocs[i]);
    }
    free(track->assocs);
    free(track->inits);
    l4m_tool_crypto_free(track->crypto);
    free(track);
}

const l4m_tool_assoc *l4m_tool_track_assoc(const l4m_tool_track *track, size_t index)
{
    return track->assocs[index];
}

size_t l4m_tool_track_count(const l4m_tool_track *track)
{
    return track->assoc_count;
}

l4m_tool_crypto *l4m_tool_track_crypto(const l4m_tool_track *track)
{
    return track->crypto;
}

/** Room for one more of \p size bytes. */
static void *grow(l4m_tool_track *track, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
    {
        return items;
    }
    size_t wanted = *room == 0 ? 8 : 2 * *room;
    void *more = realloc(items, wanted * size);
    if (more == NULL)
    {
        track->no_memory = true;
        return NULL;
    }
    *room = wanted;
    return more;
}

static uint16_t src_port(const l4m_tool_l4 *l4)
{
    return l4m_tool_get16(l4->pkt);
}

static uint16_t dst_port(const l4m_tool_l4 *l4)
{
    return l4m_tool_get16(l4->pkt + 2);
}

/* Set-up messages. */

static const seen_init *find_init(const l4m_tool_track *track, const l4m_tool_l4 *l4, const l4m_header *offer)
{
    for (size_t i = track->init_count; i-- > 0;)
    {
        const seen_init *init = &track->inits[i];
        if (init->proto == l4->proto && init->src == dst_port(l4) && init->dst == src_port(l4) &&
            init->round == offer->round && memcmp(init->nonce, offer->nonce_i, L4M_NONCE_SIZE) == 0)
        {
            return init;
        }
    }
    return NULL;
}

bool l4m_tool_track_init(const l4m_tool_track *track,
                         const l4m_tool_l4 *offer_l4,
                         const l4m_header *offer,
                         l4m_tool_key *init)
{
    const seen_init *found = find_init(track, offer_l4, offer);
    if (found != NULL)
    {
        *init = (l4m_tool_key){found->bytes, found->len};
    }
    return found != NULL;
}

static void remember_init(l4m_tool_track *track, const l4m_tool_packet *packet)
{
    const l4m_tool_l4 *l4 = &packet->l4;
    if (track->init_count > 0)
    {
        /* A repetition, most often. */
        const seen_init *last = &track->inits[track->init_count - 1];
        if (last->len == packet->header.length && memcmp(last->bytes, l4->pkt + packet->l4_len, last->len) == 0 &&
            last->proto == l4->proto && last->src == src_port(l4) && last->dst == dst_port(l4))
        {
            return;
        }
    }
    seen_init *inits = grow(track, track->inits, track->init_count, &track->init_room, sizeof *inits);
    if (inits == NULL)
    {
        return;
    }
    track->inits = inits;
    seen_init *init = &inits[track->init_count++];
    init->proto = l4->proto;
    init->src = src_port(l4);
    init->dst = dst_port(l4);
    init->round = packet->header.round;
    init->len = packet->header.length;
    memcpy(init->nonce, packet->header.nonce_i, L4M_NONCE_SIZE);
    memcpy(init->bytes, l4->pkt + packet->l4_len, init->len);
}

/** What an L4_INIT lacks. */
static l4m_error check_init(const l4m_tool_offers *offers)
{
    return offers->suite_count == 0 || offers->pair_count == 0 ? L4M_ERR_OPTION_MISSING : L4M_OK;
}

/** What an L4_OFFER lacks (spec 3.3). */
static l4m_error check_offer(const l4m_header *header, const l4m_tool_offers *offers)
{
    switch (header->result)
    {
    case L4M_OFFER_ACCEPT: {
        if (!offers->has_choice || offers->share_count != 1)
        {
            return L4M_ERR_OPTION_MISSING;
        }
        const l4m_suite *suite = l4m_suite_by_id(offers->chosen_suite);
        if (suite == NULL || suite->group != offers->share_group)
        {
            return L4M_ERR_SUITE;
        }
        return offers->share_len == l4m_group_public_size(suite->group) ? L4M_OK : L4M_ERR_PUBLIC_VALUE;
    }
    case L4M_OFFER_RETRY:
        return offers->pair_count == 0 && offers->group == 0 ? L4M_ERR_OPTION_MISSING : L4M_OK;
    case L4M_OFFER_REFUSE:
        return L4M_OK;
    default:
        return L4M_ERR_UNEXPECTED;
    }
}

/** What an L4_OFFER chooses and the L4_INIT did not propose. */
static l4m_error check_choice(const seen_init *init, const l4m_tool_offers *chosen)
{
    l4m_header header;
    l4m_tool_offers offers;
    if (l4m_header_decode(&header, init->bytes, init->len, false) != L4M_OK ||
        l4m_tool_offers_read(&offers, &header) != L4M_OK)
    {
        return L4M_ERR_UNEXPECTED;
    }
    bool suite = false;
    bool pair = false;
    for (size_t i = 0; i < offers.suite_count; i++)
    {
        suite = suite || offers.suites[i] == chosen->chosen_suite;
    }
    for (size_t i = 0; i < offers.pair_count; i++)
    {
        pair = pair || (offers.pairs[i].initiator == chosen->chosen_pair.initiator &&
                        offers.pairs[i].responder == chosen->chosen_pair.responder);
    }
    if (!suite)
    {
        return L4M_ERR_SUITE;
    }
    return pair ? L4M_OK : L4M_ERR_PORTS;
}

static l4m_tool_assoc *add_assoc(l4m_tool_track *track, uint8_t proto, l4m_tool_pair pair, const l4m_suite *suite)
{
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers, since packets point to what they point to. */
    l4m_tool_assoc **assocs = grow(track, track->assocs, track->assoc_count, &track->assoc_room, sizeof *assocs);
    if (assocs == NULL)
    {
        return NULL;
    }
    track->assocs = assocs;
    l4m_tool_assoc *assoc = calloc(1, sizeof *assoc);
    if (assoc == NULL)
    {
        track->no_memory = true;
        return NULL;
    }
    assocs[track->assoc_count++] = assoc;
    assoc->proto = proto;
    assoc->pair = pair;
    assoc->suite = suite;
    return assoc;
}

/** The association of an L4_OFFER that accepts: the same for each of its repetitions. */
static l4m_tool_assoc *assoc_of_offer(l4m_tool_track *track, const l4m_tool_packet *packet, const seen_init *init)
{
    uint8_t nonces[2 * L4M_NONCE_SIZE];
    const l4m_tool_l4 *l4 = &packet->l4;
    memcpy(nonces, packet->header.nonce_i, L4M_NONCE_SIZE);
    memcpy(nonces + L4M_NONCE_SIZE, packet->header.nonce_r, L4M_NONCE_SIZE);
    for (size_t i = track->assoc_count; i-- > 0;)
    {
        l4m_tool_assoc *known = track->assocs[i];
        if (known->seen_setup && known->proto == l4->proto && memcmp(known->nonces, nonces, sizeof nonces) == 0)
        {
            return known;
        }
    }
    l4m_tool_assoc *assoc = add_assoc(track, l4->proto, packet->offers.chosen_pair, packet->suite);
    if (assoc != NULL)
    {
        assoc->seen_setup = true;
        memcpy(assoc->nonces, nonces, sizeof nonces);
        assoc->addr[0] = l4->src;
        assoc->addr[1] = l4->dst;
        assoc->state_seq[0] = packet->header.state_seq;
        assoc->state_seq[1] = init == NULL ? 0 : l4m_tool_get32(init->bytes + 4);
    }
    return assoc;
}

static bool key_fits(const l4m_tool_secret *secret, uint8_t proto, l4m_tool_pair pair, const l4m_suite *suite)
{
    return secret->proto == proto && secret->suite == suite && secret->pair.initiator == pair.initiator &&
           secret->pair.responder == pair.responder;
}

static bool offer_holds(const l4m_tool_track *track,
                        const l4m_tool_packet *packet,
                        const seen_init *init,
                        const l4m_tool_secret *secret)
{
    uint8_t mac[L4M_MAC_SIZE];
    l4m_tool_key key = {secret->keys.confirm, secret->keys.confirm_key_len};
    return l4m_tool_offer_mac(track->crypto,
                              packet->suite,
                              key,
                              packet->l4.proto,
                              packet->l4.pkt,
                              packet->l4_len + packet->header.length,
                              packet->l4_len,
                              init->bytes,
                              init->len,
                              mac) == L4M_OK &&
           memcmp(mac, packet->header.mac, L4M_MAC_SIZE) == 0;
}

/** Checks the MAC of an L4_OFFER that accepts under each key that may be its own. */
static l4m_tool_mac check_offer_mac(const l4m_tool_track *track, const l4m_tool_packet *packet, const seen_init *init)
{
    l4m_tool_mac result = L4M_TOOL_MAC_NO_KEY;
    for (size_t i = 0; i < track->log->count; i++)
    {
        if (!key_fits(&track->log->items[i], packet->l4.proto, packet->offers.chosen_pair, packet->suite))
        {
            continue;
        }
        if (init == NULL)
        {
            return L4M_TOOL_MAC_UNKNOWN;
        }
        if (offer_holds(track, packet, init, &track->log->items[i]))
        {
            packet->assoc->key = i;
            packet->assoc->has_key = true;
            return L4M_TOOL_MAC_RIGHT;
        }
        result = L4M_TOOL_MAC_WRONG;
    }
    return result;
}

static void accept_offer(l4m_tool_track *track, l4m_tool_packet *packet)
{
    const seen_init *init = find_init(track, &packet->l4, &packet->header);
    packet->suite = l4m_suite_by_id(packet->offers.chosen_suite);
    packet->error = init == NULL ? L4M_OK : check_choice(init, &packet->offers);
    if (packet->error != L4M_OK)
    {
        packet->mac = L4M_TOOL_MAC_UNKNOWN;
        return;
    }
    packet->assoc = assoc_of_offer(track, packet, init);
    if (packet->assoc != NULL)
    {
        packet->mac = check_offer_mac(track, packet, init);
    }
}

/** Whether a packet says that it is an L4_INIT or L4_OFFER (spec 7.5). */
static bool announces_setup(const l4m_tool_packet *packet)
{
    const uint8_t *pkt = packet->l4.pkt;
    if (packet->l4.proto == L4M_PROTO_TCP)
    {
        return pkt[AT_TCP_FLAGS] & (TCP_SYN | TCP_RST) && l4m_tcp_has_option(pkt, packet->l4_len);
    }
    const uint8_t *ext = pkt + packet->l4_len;
    unsigned type = packet->payload_len > 0 ? ext[0] & 15U : 0;
    return packet->payload_len >= AT_MAGIC + 4 && (type == L4M_TYPE_INIT || type == L4M_TYPE_OFFER) &&
           l4m_tool_get32(ext + AT_MAGIC) == MAGIC;
}

/** Whether the capture ends before an extended header does, if what there is of that is believed. */
static bool is_cut(const l4m_tool_packet *packet, bool setup)
{
    const uint8_t *ext = packet->l4.pkt + packet->l4_len;
    size_t captured = packet->l4.len - packet->l4_len;
    size_t whole = packet->l4.whole - packet->l4_len;
    size_t least = setup ? SETUP_MIN : DATA_MIN;
    if (captured >= 1)
    {
        unsigned type = ext[0] & 15U;
        bool fits =
            setup ? type == L4M_TYPE_INIT || type == L4M_TYPE_OFFER : type >= L4M_TYPE_DATA && type <= L4M_TYPE_ANSWER;
        if (!fits || ext[0] >> 4 != L4M_VERSION)
        {
            return false;
        }
    }
    size_t length = captured >= 2 ? 4 * (size_t)ext[1] : whole;
    return length >= least && length <= whole && length > captured;
}

static void setup_message(l4m_tool_track *track, l4m_tool_packet *packet)
{
    const uint8_t *ext = packet->l4.pkt + packet->l4_len;
    if (is_cut(packet, true))
    {
        packet->verdict = L4M_TOOL_CUT;
        packet->mac = L4M_TOOL_MAC_UNKNOWN;
        return;
    }
    packet->error = l4m_header_decode(&packet->header, ext, packet->payload_len, false);
    if (packet->error == L4M_OK && packet->header.type > L4M_TYPE_OFFER)
    {
        packet->error = L4M_ERR_UNEXPECTED;
    }
    if (packet->error == L4M_OK && packet->header.length != packet->payload_len)
    {
        packet->error = L4M_ERR_LENGTH;
    }
    if (packet->error == L4M_OK)
    {
        packet->error = l4m_tool_offers_read(&packet->offers, &packet->header);
    }
    if (packet->error != L4M_OK)
    {
        packet->verdict = L4M_TOOL_MALFORMED;
        return;
    }
    packet->verdict = L4M_TOOL_EXTENDED;
    packet->from_initiator = packet->header.type == L4M_TYPE_INIT;
    packet->payload += packet->header.length;
    packet->payload_len = 0;
    if (packet->from_initiator)
    {
        packet->error = check_init(&packet->offers);
        remember_init(track, packet);
        return;
    }
    packet->error = check_offer(&packet->header, &packet->offers);
    if (packet->error == L4M_OK && packet->header.result == L4M_OFFER_ACCEPT)
    {
        accept_offer(track, packet);
    }
}

/* DATA, EMPTY and ANSWER. */

/** What a packet would be to one association, in one direction. */
typedef struct reading
{
    l4m_tool_assoc *assoc; /**< NULL: known by a key alone so far */
    size_t key;
    bool has_key;
    bool from_initiator;
    const l4m_suite *suite;
    l4m_header header;
    l4m_error error;
    bool cut; /**< no more is known than that */
    uint64_t number;
    l4m_tool_mac mac;
} reading;

/** Checks form and, given a key, MAC. */
static void read_data(const l4m_tool_track *track, const l4m_tool_packet *packet, reading *r)
{
    const l4m_tool_l4 *l4 = &packet->l4;
    bool numbers = r->suite->packet_numbers;
    size_t ext_len = l4->len - packet->l4_len;

    r->mac = L4M_TOOL_MAC_UNKNOWN;
    r->error = L4M_OK;
    r->cut = is_cut(packet, false);
    if (r->cut)
    {
        return;
    }
    r->error = l4m_header_decode(&r->header, l4->pkt + packet->l4_len, ext_len, numbers);
    if (r->error == L4M_OK && r->header.type < L4M_TYPE_DATA)
    {
        r->error = L4M_ERR_UNEXPECTED;
    }
    if (r->error == L4M_OK && r->header.type != L4M_TYPE_DATA && packet->l4_len + r->header.length != l4->whole)
    {
        r->error = L4M_ERR_LENGTH;
    }
    if (r->error != L4M_OK)
    {
        return;
    }
    uint64_t next = r->assoc == NULL ? 0 : r->assoc->next[r->from_initiator];
    r->number = numbers ? l4m_tool_expand(next, r->header.packet_number) : 0;
    if (l4->len < l4->whole)
    {
        return;
    }
    r->mac = L4M_TOOL_MAC_NO_KEY;
    if (r->has_key)
    {
        const l4m_exported_keys *keys = &track->log->items[r->key].keys;
        l4m_tool_key key = {r->from_initiator ? keys->i2r : keys->r2i, keys->packet_key_len};
        uint8_t mac[L4M_MAC_SIZE];
        l4m_error err = l4m_tool_packet_mac(track->crypto,
                                            r->suite,
                                            key,
                                            l4->proto,
                                            l4->pkt,
                                            l4->len,
                                            (size_t)(r->header.mac - l4->pkt),
                                            r->number,
                                            mac);
        r->mac =
            err == L4M_OK && memcmp(mac, r->header.mac, L4M_MAC_SIZE) == 0 ? L4M_TOOL_MAC_RIGHT : L4M_TOOL_MAC_WRONG;
    }
}

enum
{
    RANK_RIGHT = 4
};

/** How much a reading says: a MAC that holds beats all, then good form, then what there is of a form, then any. */
static int rank(const reading *r)
{
    if (r->suite == NULL)
    {
        return 0;
    }
    if (r->error != L4M_OK)
    {
        return 1;
    }
    if (r->cut)
    {
        return 2;
    }
    return r->mac == L4M_TOOL_MAC_RIGHT ? RANK_RIGHT : 3;
}

static void keep_better(reading *best, const reading *r)
{
    if (rank(r) > rank(best))
    {
        *best = *r;
    }
}

static bool same_ports(const l4m_tool_l4 *l4, l4m_tool_pair pair, bool from_initiator)
{
    return from_initiator ? src_port(l4) == pair.initiator && dst_port(l4) == pair.responder
                          : src_port(l4) == pair.responder && dst_port(l4) == pair.initiator;
}

/** The readings of one association: under its key, or under each that may be its own. */
static void read_for_assoc(const l4m_tool_track *track,
                           const l4m_tool_packet *packet,
                           l4m_tool_assoc *assoc,
                           bool from_initiator,
                           reading *best)
{
    reading r = {.assoc = assoc, .from_initiator = from_initiator, .suite = assoc->suite};
    bool tried = false;
    for (size_t i = 0; i < track->log->count; i++)
    {
        if (assoc->has_key ? i == assoc->key : key_fits(&track->log->items[i], assoc->proto, assoc->pair, assoc->suite))
        {
            r.has_key = true;
            r.key = i;
            read_data(track, packet, &r);
            keep_better(best, &r);
            tried = true;
        }
    }
    if (!tried)
    {
        read_data(track, packet, &r);
        keep_better(best, &r);
    }
}

/** A key whose association's set-up was not captured. */
static void read_for_key(const l4m_tool_track *track, const l4m_tool_packet *packet, size_t key, reading *best)
{
    const l4m_tool_secret *secret = &track->log->items[key];
    if (secret->proto != packet->l4.proto)
    {
        return;
    }
    for (int direction = 1; direction >= 0; direction--)
    {
        if (same_ports(&packet->l4, secret->pair, direction))
        {
            reading r = {.has_key = true, .key = key, .from_initiator = direction, .suite = secret->suite};
            read_data(track, packet, &r);
            /* Of a packet of wrong form it is not known whether it was meant to be one of an association. */
            if (r.error == L4M_OK)
            {
                keep_better(best, &r);
            }
        }
    }
}

static reading read_best(const l4m_tool_track *track, const l4m_tool_packet *packet)
{
    reading best = {.suite = NULL};
    for (size_t i = track->assoc_count; i-- > 0 && rank(&best) < RANK_RIGHT;)
    {
        l4m_tool_assoc *assoc = track->assocs[i];
        for (int direction = 1; assoc->proto == packet->l4.proto && direction >= 0; direction--)
        {
            if (same_ports(&packet->l4, assoc->pair, direction))
            {
                read_for_assoc(track, packet, assoc, direction, &best);
            }
        }
    }
    for (size_t i = 0; i < track->log->count && rank(&best) < RANK_RIGHT; i++)
    {
        read_for_key(track, packet, i, &best);
    }
    return best;
}

static bool same_addr(const l4m_addr *a, const l4m_addr *b)
{
    return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

static bool is_whole(const reading *r)
{
    return r->error == L4M_OK && !r->cut;
}

/**
 * Whether a packet that is malformed or cut off may have been meant for the association: one of its ends is there.
 * Between other hosts it is an ordinary socket's (spec 7.7). Of an association known by a key alone, no end is known.
 */
static bool concerns(const l4m_tool_l4 *l4, const reading *r)
{
    return r->assoc == NULL || same_addr(&l4->src, &r->assoc->addr[r->from_initiator]) ||
           same_addr(&l4->dst, &r->assoc->addr[!r->from_initiator]);
}

/** Takes over what an authentic packet, or one that cannot be checked, tells of its association. */
static void take_effect(l4m_tool_assoc *assoc, const l4m_tool_packet *packet)
{
    bool from = packet->from_initiator;
    const l4m_header *header = &packet->header;

    assoc->packets[from]++;
    assoc->payload[from] += packet->l4.whole - packet->l4_len - header->length;
    if (assoc->suite->packet_numbers && packet->number >= assoc->next[from])
    {
        assoc->next[from] = packet->number + 1;
    }
    if (assoc->addr[from].family == 0)
    {
        assoc->addr[from] = packet->l4.src;
        assoc->addr[!from] = packet->l4.dst;
        assoc->state_seq[from] = header->state_seq;
    }
    if (header->state_seq > assoc->state_seq[from])
    {
        assoc->state_seq[from] = header->state_seq;
        assoc->addr[from] = packet->l4.src;
        assoc->moves[from]++;
    }
}

static void data_message(l4m_tool_track *track, l4m_tool_packet *packet)
{
    const uint8_t *pkt = packet->l4.pkt;
    if (packet->l4.proto == L4M_PROTO_TCP && pkt[AT_TCP_FLAGS] & TCP_SYN)
    {
        /* Without the option it never belongs to an association (spec 7.7). */
        return;
    }
    reading r = read_best(track, packet);
    if (r.suite == NULL || (!is_whole(&r) && !concerns(&packet->l4, &r)))
    {
        return;
    }
    packet->suite = r.suite;
    packet->assoc = r.assoc;
    packet->from_initiator = r.from_initiator;
    packet->error = r.error;
    packet->mac = r.mac;
    if (!is_whole(&r))
    {
        packet->verdict = r.cut ? L4M_TOOL_CUT : L4M_TOOL_MALFORMED;
        return;
    }
    packet->verdict = L4M_TOOL_EXTENDED;
    packet->header = r.header;
    packet->number = r.number;
    packet->payload += r.header.length;
    packet->payload_len -= r.header.length;
    packet->error = r.mac == L4M_TOOL_MAC_WRONG ? L4M_ERR_MAC : l4m_tool_options_none(&r.header);
    if (r.mac == L4M_TOOL_MAC_WRONG)
    {
        return;
    }
    if (packet->assoc == NULL && r.mac == L4M_TOOL_MAC_RIGHT)
    {
        packet->assoc = add_assoc(track, packet->l4.proto, track->log->items[r.key].pair, r.suite);
    }
    if (packet->assoc == NULL)
    {
        return;
    }
    if (r.has_key && r.mac == L4M_TOOL_MAC_RIGHT)
    {
        packet->assoc->has_key = true;
        packet->assoc->key = r.key;
    }
    take_effect(packet->assoc, packet);
}

/** Finds the L4 header, and on UDP the end of the datagram. */
static l4m_error l4_header(l4m_tool_packet *packet)
{
    l4m_tool_l4 *l4 = &packet->l4;
    packet->l4_len = l4m_tool_l4_length(l4->proto, l4->pkt, l4->len);
    if (packet->l4_len == 0)
    {
        return L4M_ERR_L4_HEADER;
    }
    if (l4->proto == L4M_PROTO_UDP)
    {
        size_t length = l4m_tool_get16(l4->pkt + 4);
        if (length < packet->l4_len || length > l4->whole)
        {
            return L4M_ERR_L4_HEADER;
        }
        l4->whole = length;
        l4->len = l4->len < length ? l4->len : length;
    }
    packet->payload = l4->pkt + packet->l4_len;
    packet->payload_len = l4->len - packet->l4_len;
    return L4M_OK;
}

/** In words, where the capture ends within the L4 header; else NULL. */
static const char *cut_l4_header(const l4m_tool_l4 *l4)
{
    bool tcp = l4->proto == L4M_PROTO_TCP;
    size_t least = tcp ? TCP_HEADER_MIN : UDP_HEADER;
    size_t length = tcp && l4->len >= least ? 4 * (size_t)(l4->pkt[AT_TCP_OFFSET] >> 4) : least;
    if (length < least || length > l4->whole || length <= l4->len)
    {
        return NULL;
    }
    return tcp ? "TCP header cut off" : "UDP header cut off";
}

bool l4m_tool_track_packet(l4m_tool_track *track, l4m_tool_packet *out, l4m_tool_carried carried, const l4m_tool_l4 *l4)
{
    memset(out, 0, sizeof *out);
    out->l4 = *l4;
    if (carried != L4M_TOOL_L4)
    {
        out->verdict = L4M_TOOL_UNREADABLE;
        out->words = carried == L4M_TOOL_BROKEN ? l4->problem
                                                : (carried == L4M_TOOL_FRAGMENT ? "a fragment" : "neither TCP nor UDP");
        return true;
    }
    out->words = cut_l4_header(l4);
    if (out->words != NULL)
    {
        out->verdict = L4M_TOOL_UNREADABLE;
        return true;
    }
    if (l4_header(out) != L4M_OK)
    {
        out->verdict = L4M_TOOL_MALFORMED;
        out->error = L4M_ERR_L4_HEADER;
        return true;
    }
    out->verdict = L4M_TOOL_PLAIN;
    if (announces_setup(out))
    {
        setup_message(track, out);
    }
    else
    {
        data_message(track, out);
    }
    return !track->no_memory;
}
