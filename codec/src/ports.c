/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "bytes.h"
#include "internal.h"

enum
{
    FIRST_EPHEMERAL = 49152, /* to 65535: 2^14 ports */
    EPHEMERAL_MASK = 0x3fff,
    ATTEMPTS = 64 /* times that random ports are tried for what is missing */
};

bool l4m_side_free(const l4m_host *host, uint8_t proto, l4m_side side, l4m_pair pair)
{
    return side == L4M_SIDE_INITIATOR ? l4m_pair_free(host, proto, pair.initiator, pair.responder)
                                      : l4m_pair_free(host, proto, pair.responder, pair.initiator);
}

bool l4m_pair_listed(const l4m_pair *pairs, size_t count, l4m_pair pair)
{
    for (size_t i = 0; i < count; i++)
    {
        if (pairs[i].initiator == pair.initiator && pairs[i].responder == pair.responder)
        {
            return true;
        }
    }
    return false;
}

l4m_error l4m_propose(l4m_host *host,
                      uint8_t proto,
                      l4m_side side,
                      uint16_t responder_port,
                      l4m_pair *pairs,
                      size_t *count,
                      size_t want)
{
    const l4m_rng *rng = &host->config.rng;
    uint8_t random[2 * L4M_PAIRS_MAX];

    for (size_t attempts = ATTEMPTS; *count < want && attempts > 0; attempts--)
    {
        /* As much as is missing in one go: each request to the system costs about a microsecond. */
        size_t missing = want - *count;
        if (!rng->fill(rng->user, random, 2 * missing))
        {
            return L4M_ERR_RANDOM;
        }
        for (size_t i = 0; i < missing; i++)
        {
            uint16_t port = (uint16_t)(FIRST_EPHEMERAL + (l4m_get16(random + 2 * i) & EPHEMERAL_MASK));
            l4m_pair pair = {port, responder_port};
            if (!l4m_pair_listed(pairs, *count, pair) && l4m_side_free(host, proto, side, pair))
            {
                pairs[(*count)++] = pair;
            }
        }
    }
    return L4M_OK;
}
