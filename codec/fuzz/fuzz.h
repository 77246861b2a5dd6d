/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_FUZZ_H
#define L4M_FUZZ_H

/**
 * @file fuzz.h
 * What the fuzz targets share. A target is one file that defines LLVMFuzzerTestOneInput(): linked with libFuzzer it
 * looks for inputs that break it, linked with replay.c it runs those that are kept.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "l4m/l4m.h"

/** Runs one input. @return 0; what must not be ends the process */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Ends the process with a sentence where something does not hold that must hold whatever the input is. */
#define REQUIRE(condition)                                                                                             \
    do                                                                                                                 \
    {                                                                                                                  \
        if (!(condition))                                                                                              \
        {                                                                                                              \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);                             \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/** An input that is read from front to back; behind its end there are zeros. */
typedef struct fuzz_reader
{
    const uint8_t *at;
    size_t left;
} fuzz_reader;

static inline uint8_t fuzz_byte(fuzz_reader *reader)
{
    if (reader->left == 0)
    {
        return 0;
    }
    reader->left--;
    return *reader->at++;
}

static inline uint16_t fuzz_word(fuzz_reader *reader)
{
    uint8_t high = fuzz_byte(reader);
    return (uint16_t)(high << 8 | fuzz_byte(reader));
}

/** The next \p wanted bytes, or as many as there are. @return how many */
static inline size_t fuzz_bytes(fuzz_reader *reader, size_t wanted, const uint8_t **bytes)
{
    size_t len = wanted < reader->left ? wanted : reader->left;
    *bytes = reader->at;
    reader->at += len;
    reader->left -= len;
    return len;
}

/** A copy in a block of exactly its size, so that a read beyond its end is found. */
static inline uint8_t *fuzz_copy(const uint8_t *data, size_t len)
{
    uint8_t *copy = malloc(len + (len == 0));
    REQUIRE(copy != NULL);
    if (len != 0)
    {
        memcpy(copy, data, len);
    }
    return copy;
}

#endif
