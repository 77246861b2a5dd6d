/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file offers.c
 * The options of an L4_INIT or L4_OFFER: L4M_ANALYSIS_BYTES bytes of any kind, not even of the form of options. Behind
 * them nothing may be read. What has been read is as it should be.
 */

#include "any.h"

void analysis_offers(void);

static uint8_t options[L4M_ANALYSIS_BYTES];

void analysis_offers(void)
{
    static const uint8_t types[] = {L4M_TYPE_INIT, L4M_TYPE_OFFER};
    l4m_offers offers;
    l4m_header header = {.options = options, .options_length = sizeof options};

    //@ widen_hints global:"all", 8, 16;
    any_bytes(options, sizeof options);
    header.type = types[any_size(0, 1)];
    (void)l4m_options_check(header.options, header.options_length);
    one_case();
    (void)l4m_options_none(&header);
    one_case();
    l4m_error err = l4m_offers_read(&offers, &header);
    one_case();
    if (err == L4M_OK)
    {
        //@ check offers.suite_count <= L4M_SUITES_MAX && offers.pair_count <= L4M_PAIRS_MAX;
        //@ check offers.share_count <= 8;
    }
    reached_end();
}
