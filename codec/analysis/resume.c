/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file resume.c
 * l4m_resume() and l4m_stored() on any bytes, right checksum or not: whether it holds is the stub's to say. Behind the
 * last byte there is nothing. What was resumed is saved again.
 */

#include "stubs.h"

enum
{
    BEYOND = 8,     /**< bytes longer than saved ones are, at most */
    AT_SUITE = 6,   /**< in saved bytes (src/resume.c) */
    SUITE_LAST = 17 /**< no suite has a larger number */
};

void analysis_resume(void);

static uint8_t block[L4M_SAVED_SIZE + BEYOND];
static l4m_host host;
static l4m_assoc other; /* which has the port pair already */
static l4m_setup setup;
static uint32_t no_key; /* a slot that is free, and yet has a value: every key finds it */
static void *value;

static void any_host(bool in_setup)
{
    any_bytes((uint8_t *)&host, sizeof host);
    other.host = &host;
    other.setup = in_setup ? &setup : NULL;
    host.config.suite_count = any_size(0, L4M_SUITES_MAX);
    host.config.max_associations = (uint32_t)any_size(0, UINT32_MAX);
    host.config.idle_timeout = any_bool() ? L4M_NEVER : any_size(0, L4M_NEVER >> 17);
    host.config.empty_tries = (uint8_t)any_size(0, UINT8_MAX);
    host.config.mem = stub_mem();
    host.config.rng = stub_rng();
    host.crypto = NULL;
    host.count = any_size(0, 4);
    host.all = in_setup || any_bool() ? &other : NULL;
    host.in_setup = in_setup ? &other : NULL;
    host.pairs[0] = (l4m_table){.keys = &no_key, .values = &value, .mask = 0};
    host.pairs[1] = host.pairs[0];
    value = any_bool() ? &other : NULL;
}

/** What there is to be done with a resumed association. */
static void go_on(l4m_assoc *assoc)
{
    static uint8_t again[L4M_SAVED_SIZE];

    //@ check assoc->suite != \null && assoc->state == L4M_STATE_ESTABLISHED && assoc->setup == \null;
    //@ check assoc->keys.i2r.len + assoc->keys.r2i.len + assoc->keys.confirm.len <= L4M_KEY_MATERIAL_MAX;
    (void)l4m_save(assoc, (uint32_t)any_size(0, UINT32_MAX), (uint16_t)any_size(0, UINT16_MAX), again);
    any_bytes(again, sizeof again);
    (void)l4m_stored(assoc, again);
    l4m_close(assoc);
}

/** The last \p len bytes of the block. */
static void resume(size_t len, bool in_setup)
{
    l4m_assoc *assoc;

    any_host(in_setup);
    l4m_error err = l4m_resume(&host, &assoc, block + sizeof block - len, len, any_size(0, L4M_NEVER >> 17));
    if (err == L4M_OK)
    {
        //@ check len == L4M_SAVED_SIZE;
        go_on(assoc);
    }
    else
    {
        //@ check assoc == \null;
    }
}

/** As many bytes as saved ones are, with a suite's number in these limits. */
static void right_length(size_t high_first, size_t high_last, size_t low_first, size_t low_last)
{
    uint8_t *suite = block + sizeof block - L4M_SAVED_SIZE + AT_SUITE;

    any_bytes(block, sizeof block);
    suite[0] = (uint8_t)any_size(high_first, high_last);
    suite[1] = (uint8_t)any_size(low_first, low_last);
    resume(L4M_SAVED_SIZE, false);
    resume(L4M_SAVED_SIZE, true);
}

void analysis_resume(void)
{
    any_bytes(block, sizeof block);
    //@ loop unroll 1100;
    for (size_t len = 0; len <= sizeof block; len++)
    {
        if (len != L4M_SAVED_SIZE)
        {
            resume(len, any_bool());
        }
    }
    /* Each suite for itself: Eva does not know that what was found for a number is found for it again. */
    //@ loop unroll 1100;
    for (size_t id = 0; id <= SUITE_LAST; id++)
    {
        right_length(0, 0, id, id);
    }
    right_length(0, 0, SUITE_LAST + 1, UINT8_MAX);
    right_length(1, UINT8_MAX, 0, UINT8_MAX);
    reached_end();
}
