/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

static const char usage[] =
    "usage: l4m-tool decode [--keys=FILE] [--json] [--all] CAPTURE...\n"
    "       l4m-tool check --keys=FILE [--json] CAPTURE...\n"
    "       l4m-tool make [--keys=FILE] [--pcap=FILE] [FILE]\n"
    "       l4m-tool vectors [--connection=N [--packet=N] [--json]] [--pcap=FILE] [--keys-out=FILE] FILE\n"
    "       l4m-tool --help | --version\n"
    "\n"
    "Packets of L4 mobility, that is TCP and UDP with an extended header.\n"
    "\n"
    "decode   a line for each packet of pcap or pcapng files (- is standard input), which are merged by time.\n"
    "         --json: an object a line; --all: plain and other packets too; --keys: MACs are checked\n"
    "check    verifies every MAC; shows what is wrong and a summary\n"
    "make     packets from JSON objects as decode writes them, in hexadecimal from the TCP or UDP header on, checksum\n"
    "         zero; --pcap: in a capture instead; --keys: MACs are made anew\n"
    "vectors  checks test vectors (doc/test-vectors.json); or shows a connection of them, counted from 1, or one of "
    "its\n"
    "         packets in hexadecimal; --pcap, --keys-out: writes them as a capture and its key log\n"
    "\n"
    "A line of a key log: l4m tcp|udp INITIATOR'S-PORT RESPONDER'S-PORT SUITE K_I2R K_R2I K_CONFIRM\n"
    "Exit status: 0 all is right, 1 something is wrong (check, vectors), 2 bad use or a file that cannot be read.\n";

enum
{
    OPT_JSON = 'j',
    OPT_ALL = 'a',
    OPT_KEYS = 'k',
    OPT_PCAP = 'p',
    OPT_KEYS_OUT = 'o',
    OPT_CONNECTION = 'c',
    OPT_PACKET = 'n',
    OPT_HELP = 'h'
};

static const struct option long_options[] = {
    {"json", no_argument, NULL, OPT_JSON},
    {"all", no_argument, NULL, OPT_ALL},
    {"keys", required_argument, NULL, OPT_KEYS},
    {"pcap", required_argument, NULL, OPT_PCAP},
    {"keys-out", required_argument, NULL, OPT_KEYS_OUT},
    {"connection", required_argument, NULL, OPT_CONNECTION},
    {"packet", required_argument, NULL, OPT_PACKET},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

/** A subcommand, and the options that it takes. */
typedef struct command
{
    const char *name;
    const char *takes;
    bool needs_file;
    int (*run)(const l4m_tool_options *options);
} command;

static const command commands[] = {
    {"decode", "jak", true, l4m_tool_decode},
    {"check", "jk", true, l4m_tool_check},
    {"make", "kp", false, l4m_tool_make},
    {"vectors", "jpocn", true, l4m_tool_vectors},
};

static bool read_count(const char *text, long *out)
{
    char *end;
    *out = strtol(text, &end, 10);
    if (text[0] >= '0' && text[0] <= '9' && *end == '\0' && *out >= 1 && *out <= INT32_MAX)
    {
        return true;
    }
    fprintf(stderr, "l4m-tool: \"%s\" is not a number from 1\n", text);
    return false;
}

static bool take_option(l4m_tool_options *options, int option)
{
    switch (option)
    {
    case OPT_JSON:
        options->json = true;
        return true;
    case OPT_ALL:
        options->all = true;
        return true;
    case OPT_KEYS:
        options->keys = optarg;
        return true;
    case OPT_PCAP:
        options->pcap = optarg;
        return true;
    case OPT_KEYS_OUT:
        options->keys_out = optarg;
        return true;
    case OPT_CONNECTION:
        return read_count(optarg, &options->connection);
    default:
        return read_count(optarg, &options->packet);
    }
}

/** Reads the options behind the subcommand. @return -1 to go on, else the exit status */
static int read_options(const command *with, int argc, char **argv, l4m_tool_options *options)
{
    int option;
    while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1)
    {
        if (option == OPT_HELP)
        {
            fputs(usage, stdout);
            return 0;
        }
        if (option == '?')
        {
            return 2;
        }
        if (strchr(with->takes, option) == NULL)
        {
            fprintf(stderr, "l4m-tool: %s does not take that option; see l4m-tool --help\n", with->name);
            return 2;
        }
        if (!take_option(options, option))
        {
            return 2;
        }
    }
    options->files = argv + optind;
    options->file_count = (size_t)(argc - optind);
    if (with->needs_file && options->file_count == 0)
    {
        fprintf(stderr, "l4m-tool: %s needs a file; see l4m-tool --help\n", with->name);
        return 2;
    }
    return -1;
}

static const command *find_command(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    {
        if (strcmp(name, commands[i].name) == 0)
        {
            return &commands[i];
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    l4m_tool_options options = {.connection = -1, .packet = -1};
    if (argc >= 2 && strcmp(argv[1], "--version") == 0)
    {
        puts("l4m-tool " L4M_TOOL_VERSION);
        return 0;
    }
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
    {
        fputs(usage, stdout);
        return 0;
    }
    const command *with = argc < 2 ? NULL : find_command(argv[1]);
    if (with == NULL)
    {
        fprintf(stderr, "l4m-tool: the first word must be decode, check, make or vectors; see l4m-tool --help\n");
        return 2;
    }
    /* getopt takes the first word for the program's name, which stands in its messages. */
    static char name[] = "l4m-tool";
    argv[1] = name;
    int status = read_options(with, argc - 1, argv + 1, &options);
    if (status >= 0)
    {
        return status;
    }
    status = with->run(&options);
    if (fflush(stdout) != 0)
    {
        fprintf(stderr, "l4m-tool: cannot write the output\n");
        return 2;
    }
    return status;
}
