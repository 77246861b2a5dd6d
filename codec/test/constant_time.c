/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file constant_time.c
 * Whether the path of execution depends on secrets. Runs under valgrind's memcheck: secrets are marked undefined, so
 * that it reports each jump and each address that depends on one.
 *
 * Secret are: what the source of randomness gives for an X25519 key, the shared secret, and whatever is made of them.
 * A value stops being secret where it goes out: the public value, a finished packet, and the answer whether a MAC or
 * the checksum of saved bytes holds, since they are then visibly taken or not. The keys in saved bytes stay secret, and
 * with them the checksum. For MODP groups the private exponent itself is left out: it is libcrypto's to keep, whose
 * numbers have no constant length.
 *
 * Linked with --wrap for the three functions of the library between which secrets pass.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <valgrind/memcheck.h>

#include "internal.h"
#include "support.h"

enum
{
    AT_KEYS = 69 /**< in saved bytes (resume.c) */
};

typedef uint8_t t_saved[L4M_SAVED_SIZE];

l4m_error __real_l4m_crypto_agree(l4m_crypto *crypto,
                                  const l4m_keypair *own,
                                  const uint8_t *peer,
                                  size_t peer_len,
                                  uint8_t *secret,
                                  size_t *secret_len);
l4m_error __wrap_l4m_crypto_agree(l4m_crypto *crypto,
                                  const l4m_keypair *own,
                                  const uint8_t *peer,
                                  size_t peer_len,
                                  uint8_t *secret,
                                  size_t *secret_len);
const uint8_t *__real_l4m_keypair_public(const l4m_keypair *pair);
const uint8_t *__wrap_l4m_keypair_public(const l4m_keypair *pair);
bool __real_l4m_crypto_equal(const uint8_t *a, const uint8_t *b, size_t len);
bool __wrap_l4m_crypto_equal(const uint8_t *a, const uint8_t *b, size_t len);

/** Comparisons of which at least one side was secret. */
static unsigned secret_comparisons;

l4m_error __wrap_l4m_crypto_agree(l4m_crypto *crypto,
                                  const l4m_keypair *own,
                                  const uint8_t *peer,
                                  size_t peer_len,
                                  uint8_t *secret,
                                  size_t *secret_len)
{
    l4m_error err = __real_l4m_crypto_agree(crypto, own, peer, peer_len, secret, secret_len);
    VALGRIND_MAKE_MEM_UNDEFINED(secret, *secret_len);
    return err;
}

const uint8_t *__wrap_l4m_keypair_public(const l4m_keypair *pair)
{
    const uint8_t *value = __real_l4m_keypair_public(pair);
    VALGRIND_MAKE_MEM_DEFINED(value, l4m_group_public_size(l4m_keypair_group(pair)));
    return value;
}

static bool is_secret(const uint8_t *bytes, size_t len)
{
    VALGRIND_DISABLE_ERROR_REPORTING;
    bool secret = VALGRIND_CHECK_MEM_IS_DEFINED(bytes, len) != 0;
    VALGRIND_ENABLE_ERROR_REPORTING;
    return secret;
}

bool __wrap_l4m_crypto_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
    secret_comparisons += is_secret(a, len) || is_secret(b, len);
    bool equal = __real_l4m_crypto_equal(a, b, len);
    VALGRIND_MAKE_MEM_DEFINED(&equal, sizeof equal);
    return equal;
}

/** Whether private keys are marked: those of X25519. */
static bool private_is_secret;

/** Randomness of which private keys, all of them longer than nonces, are secret. */
static bool secret_fill(void *user, uint8_t *buf, size_t len)
{
    const l4m_rng *inner = user;
    bool ok = inner->fill(inner->user, buf, len);
    if (private_is_secret && len > L4M_NONCE_SIZE)
    {
        VALGRIND_MAKE_MEM_UNDEFINED(buf, len);
    }
    return ok;
}

static void publish(t_packet *pkt)
{
    VALGRIND_MAKE_MEM_DEFINED(pkt->bytes, pkt->len);
}

/** One packet of data, once as it is and once with a wrong MAC. */
static void talk(t_net *net, t_node *from, t_node *to)
{
    t_packet pkt;
    assert_int_equal(node_data(from, &pkt, "data", 4, net->now), L4M_OK);
    publish(&pkt);
    t_packet wrong = pkt;
    wrong.bytes[wrong.len - 1] ^= 1;
    assert_int_equal(node_input(to, &wrong, net->now), L4M_DISCARD);
    assert_int_equal(node_input(to, &pkt, net->now), L4M_DELIVER);
}

static void carry(t_net *net, t_node *from, t_node *to)
{
    t_packet pkt;
    while (node_output(from, &pkt, net->now))
    {
        publish(&pkt);
        node_input(to, &pkt, net->now);
    }
}

/** Saves and stores. Of the bytes the keys and the checksum over them are secret, and nothing else. */
static void save(t_node *node, t_saved saved)
{
    assert_int_equal(l4m_save(node->assoc, 100, 1, saved), L4M_OK);
    assert_false(is_secret(saved, AT_KEYS));
    for (size_t i = 0; i < node->assoc->keys.i2r.len; i++)
    {
        assert_true(is_secret(saved + AT_KEYS + i, 1));
    }
    assert_int_equal(l4m_stored(node->assoc, saved), L4M_OK);
}

/** The process ends, and the next one goes on from what was saved. */
static void resume(t_net *net, t_node *node, t_node *peer)
{
    unsigned before = secret_comparisons;
    t_saved saved;
    t_saved damaged;

    save(node, saved);
    node_stop(node);
    node_start(node);
    memcpy(damaged, saved, sizeof saved);
    damaged[AT_KEYS] ^= 1;
    assert_int_equal(l4m_resume(node->host, &node->assoc, damaged, sizeof damaged, net->now), L4M_ERR_SAVED);
    assert_int_equal(l4m_resume(node->host, &node->assoc, saved, sizeof saved, net->now), L4M_OK);
    assert_true(is_secret(node->assoc->keys.i2r.bytes, node->assoc->keys.i2r.len));
    save(node, saved);
    node->assoc->keys.i2r.bytes[0] ^= 1; /* bytes of another association */
    assert_int_equal(l4m_stored(node->assoc, saved), L4M_ERR_ARGUMENT);
    node->assoc->keys.i2r.bytes[0] ^= 1;
    /* Two checksums of bytes to resume from; checksum and keys of bytes that were stored, three times. */
    assert_int_equal(secret_comparisons - before, 2 + 3 * 2);
    carry(net, node, peer);
    carry(net, peer, node);
}

/** Set-up, data, a move, on UDP two resumptions, the end. */
static void live(uint8_t proto, uint16_t suite)
{
    t_net net;
    t_packet pkt;
    l4m_rng inner[2];
    unsigned before = secret_comparisons;

    private_is_secret = l4m_suite_by_id(suite)->group == L4M_GROUP_X25519;
    net_prepare(&net, proto, suite);
    t_node *nodes[] = {&net.a, &net.b};
    for (size_t i = 0; i < 2; i++)
    {
        inner[i] = nodes[i]->config.rng;
        nodes[i]->config.rng = (l4m_rng){secret_fill, &inner[i]};
        node_start(nodes[i]);
    }
    net_listen(&net, L4M_POLICY_FALLBACK);
    net_first_init(&net, &pkt);
    publish(&pkt);
    node_input(&net.b, &pkt, net.now);
    net_offer(&net, &pkt);
    publish(&pkt);
    t_packet wrong = pkt;
    wrong.bytes[wrong.len - 1] ^= 1; /* the public value */
    assert_int_equal(node_input(&net.a, &wrong, net.now), L4M_DISCARD);
    node_input(&net.a, &pkt, net.now);
    talk(&net, &net.a, &net.b);
    talk(&net, &net.b, &net.a);
    node_move(&net.a, addr4(9), net.now);
    carry(&net, &net.a, &net.b);
    /* Of L4_OFFER, wrong and right, and of 5 packets: the secrets have come as far as there. */
    assert_in_range(secret_comparisons - before, 6, 12);
    if (proto == L4M_PROTO_UDP && l4m_suite_by_id(suite)->packet_numbers)
    {
        carry(&net, &net.b, &net.a);
        resume(&net, &net.a, &net.b);
        resume(&net, &net.b, &net.a);
        talk(&net, &net.a, &net.b);
        talk(&net, &net.b, &net.a);
    }
    l4m_close(net.a.assoc);
    net.a.assoc = NULL;
    net_down(&net);
}

static void test_no_jump_depends_on_a_secret(void **state)
{
    static const uint8_t protos[] = {L4M_PROTO_UDP, L4M_PROTO_TCP};
    size_t count;
    const l4m_suite *suites = l4m_suites(&count);
    (void)state;

    for (size_t i = 0; i < count; i++)
    {
        for (size_t p = 0; p < 2; p++)
        {
            live(protos[p], suites[i].id);
        }
    }
    assert_int_equal(VALGRIND_COUNT_ERRORS, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_jump_depends_on_a_secret),
    };
    if (!RUNNING_ON_VALGRIND)
    {
        fprintf(stderr, "this program tells something under valgrind's memcheck only\n");
        return 2;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
