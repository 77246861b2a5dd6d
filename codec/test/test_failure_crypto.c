/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file test_failure_crypto.c Memory of libcrypto that fails at every place, at each step of an association's life. */

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

/** Allocations of libcrypto that still succeed; -1: no limit. */
static long left = -1;

static bool take(void)
{
    if (left > 0)
    {
        left--;
        return true;
    }
    return left != 0;
}

static void *crypto_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return take() ? malloc(size) : NULL;
}

static void *crypto_realloc(void *ptr, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return take() ? realloc(ptr, size) : NULL;
}

static void crypto_free(void *ptr, const char *file, int line)
{
    (void)file;
    (void)line;
    free(ptr);
}

/** The steps that call libcrypto. */
typedef enum step
{
    ANSWER_INIT,
    MAKE_OFFER,
    ACCEPT_OFFER,
    SEND_DATA,
    RECEIVE_DATA,
    STEPS
} step;

/** The seeded randomness of the tests is made of libcrypto's hashes. */
static bool is_failure(l4m_error err)
{
    return err == L4M_ERR_MEMORY || err == L4M_ERR_CRYPTO || err == L4M_ERR_RANDOM;
}

static bool received(t_node *node, const t_packet *pkt, l4m_usec now)
{
    if (node_input(node, pkt, now) != L4M_DISCARD)
    {
        return true;
    }
    assert_true(is_failure(node->result.reason));
    return false;
}

static bool made_offer(t_net *net, t_packet *pkt)
{
    if (net->proto == L4M_PROTO_UDP)
    {
        return node_output(&net->b, pkt, net->now);
    }
    l4m_error err = node_attach(&net->b, T_SYN | T_ACK, pkt, net->now);
    assert_true(err == L4M_OK || is_failure(err));
    return err == L4M_OK;
}

static bool made_data(t_net *net, t_packet *pkt)
{
    l4m_error err = node_data(&net->a, pkt, "data", 4, net->now);
    assert_true(err == L4M_OK || is_failure(err));
    return err == L4M_OK;
}

/** Does one step, of which \p pkt is the packet that the one before it left. @return whether it succeeded */
static bool do_step(t_net *net, step which, t_packet *pkt)
{
    switch (which)
    {
    case ANSWER_INIT:
        return received(&net->b, pkt, net->now);
    case MAKE_OFFER:
        return made_offer(net, pkt);
    case ACCEPT_OFFER:
        return received(&net->a, pkt, net->now);
    case SEND_DATA:
        return made_data(net, pkt);
    default:
        return received(&net->b, pkt, net->now);
    }
}

/** An L4_OFFER on UDP that could not be made is made when the L4_INIT comes again; all else is simply done again. */
static void do_again(t_net *net, step which, const t_packet *init, t_packet *pkt)
{
    if (which == MAKE_OFFER && net->proto == L4M_PROTO_UDP)
    {
        assert_int_equal(node_input(&net->b, init, net->now), L4M_DONE);
    }
    assert_true(do_step(net, which, pkt));
}

/** One life in which libcrypto's \p k-th allocation of a step fails. @return whether the step had fewer */
static bool live(uint8_t proto, uint16_t suite, step failing, long k)
{
    t_net net;
    t_packet init;
    t_packet pkt;
    bool enough = false;

    net_init(&net, proto, suite);
    net_first_init(&net, &init);
    pkt = init;
    for (step s = ANSWER_INIT; s < STEPS; s++)
    {
        left = s == failing ? k : -1;
        bool done = do_step(&net, s, &pkt);
        if (s == failing)
        {
            enough = left > 0;
            assert_true(done || !enough);
        }
        left = -1;
        if (!done)
        {
            do_again(&net, s, &init, &pkt);
        }
    }
    assert_payload(&net.b, &pkt, "data", 4);
    net_down(&net);
    return enough;
}

static void test_libcrypto_has_no_memory(void **state)
{
    static const uint16_t suites[] = {L4M_SUITE_PAPER, L4M_SUITE_DEFAULT, L4M_SUITE_FAST};
    static const uint8_t protos[] = {L4M_PROTO_UDP, L4M_PROTO_TCP};
    (void)state;

    for (size_t i = 0; i < sizeof suites / sizeof suites[0] * 2; i++)
    {
        for (step s = ANSWER_INIT; s < STEPS; s++)
        {
            long k = 0;
            while (!live(protos[i % 2], suites[i / 2], s, k))
            {
                assert_in_range(++k, 1, 300);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_libcrypto_has_no_memory),
    };
    if (CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) != 1)
    {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
