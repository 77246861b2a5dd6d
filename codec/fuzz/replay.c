/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/**
 * @file replay.c
 * Runs a fuzz target over kept inputs without libFuzzer. A file of them has an input a line, in hexadecimal; empty
 * lines and those that begin with # are skipped.
 */

#include "fuzz.h"

enum
{
    LINE_BYTES = 1 << 16
};

/** The value of a hexadecimal digit, or -1. */
static int digit(char c)
{
    if (c >= '0' && c <= '9')
    {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/** Runs the input of a line. @return false where the line is none */
static bool run_line(const char *line)
{
    static uint8_t bytes[LINE_BYTES / 2];
    size_t len = 0;

    for (; *line != '\n' && *line != '\0'; line += 2)
    {
        int high = digit(line[0]);
        int low = high < 0 ? -1 : digit(line[1]);
        if (low < 0)
        {
            return false;
        }
        bytes[len++] = (uint8_t)(high << 4 | low);
    }
    uint8_t *exact = fuzz_copy(bytes, len);
    LLVMFuzzerTestOneInput(exact, len);
    free(exact);
    return true;
}

/** Runs all inputs of a file. @return how many, or -1 after saying what is wrong with it */
static long run_file(const char *name)
{
    static char line[LINE_BYTES];
    FILE *file = fopen(name, "r");
    long count = 0;

    if (file == NULL)
    {
        perror(name);
        return -1;
    }
    for (long number = 1; count >= 0 && fgets(line, sizeof line, file) != NULL; number++)
    {
        if (line[0] == '#' || line[0] == '\n')
        {
            continue;
        }
        /* Where an input ends the process, this is the last that was said. */
        printf("%s:%ld\n", name, number);
        fflush(stdout);
        if (!run_line(line))
        {
            fprintf(stderr, "%s:%ld: not an input in hexadecimal\n", name, number);
            count = -2;
        }
        count++;
    }
    fclose(file);
    return count;
}

int main(int argc, char **argv)
{
    if (argc != 2)
    {
        fprintf(stderr, "usage: %s FILE\nRuns the fuzz target over each input of the file.\n", argv[0]);
        return 2;
    }
    long count = run_file(argv[1]);
    if (count <= 0)
    {
        fprintf(stderr, "%s: no inputs were run\n", argv[1]);
        return 1;
    }
    printf("%ld inputs, none breaks the target\n", count);
    return 0;
}
