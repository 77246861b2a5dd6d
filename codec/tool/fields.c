/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include <stdio.h>
#include <string.h>

#include "fields.h"

static const char *const of_packet[] = {
    /* What packets are made from; */
    "protocol",
    "source",
    "source_port",
    "destination",
    "destination_port",
    "seconds",
    "tcp",
    "type",
    "from",
    "suite",
    "echo",
    "state_sequence",
    "packet_number",
    "round",
    "nonce_i",
    "nonce_r",
    "result",
    "reason",
    "options",
    "mac",
    "payload",
    /* what else decode says. */
    "file",
    "frame",
    "verdict",
    "cut_off",
    "error",
    "why",
    "mac_is",
    NULL};
static const char *const of_tcp[] = {"sequence", "acknowledgement", "flags", "window", "urgent", "options", NULL};

/** Fields of an option by the name of its type. */
static const struct
{
    const char *type;
    const char *names[4];
} of_named[] = {{"SUITES", {"type", "suites"}},
                {"KEY_SHARE", {"type", "group", "public"}},
                {"PORT_PAIRS", {"type", "pairs"}},
                {"CHOICE", {"type", "suite", "pair"}},
                {"GROUP", {"type", "group"}}};
static const char *const of_numbered[] = {"type", "value", NULL};

static bool is_among(const char *name, const char *const *names)
{
    while (*names != NULL && strcmp(*names, name) != 0)
    {
        names++;
    }
    return *names != NULL;
}

static void refuse(const char *name, const char *holder, const char *const *names, char *why, size_t cap)
{
    size_t at = (size_t)snprintf(why, cap, "\"%.40s\" is no field of %s, which has", name, holder);
    for (; *names != NULL && at < cap; names++)
    {
        at += (size_t)snprintf(why + at, cap - at, " %s%s", *names, names[1] == NULL ? "" : ",");
    }
}

/** Whether an object has no other names; all that is no object has none. */
static bool all_known(json_t *object, const char *holder, const char *const *names, char *why, size_t cap)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (!is_among(name, names))
        {
            refuse(name, holder, names, why, cap);
            return false;
        }
    }
    return true;
}

static bool option_known(json_t *option, char *why, size_t cap)
{
    const json_t *type = json_object_get(option, "type");
    for (size_t i = 0; json_is_string(type) && i < sizeof of_named / sizeof *of_named; i++)
    {
        if (strcmp(of_named[i].type, json_string_value(type)) == 0)
        {
            return all_known(option, of_named[i].type, of_named[i].names, why, cap);
        }
    }
    /* A name that is no type's is refused as such, whatever else the option has. */
    return json_is_string(type) || all_known(option, "an option with a number for its type", of_numbered, why, cap);
}

bool l4m_tool_fields_known(json_t *packet, char *why, size_t cap)
{
    size_t i;
    json_t *option;
    bool good = all_known(packet, "a packet", of_packet, why, cap) &&
                all_known(json_object_get(packet, "tcp"), "\"tcp\"", of_tcp, why, cap);
    json_array_foreach(json_object_get(packet, "options"), i, option)
    {
        good = good && option_known(option, why, cap);
    }
    return good;
}
