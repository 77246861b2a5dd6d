/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "measure.h"

void report_add_ratio(report *r, report_ratio ratio)
{
    char bytes[32] = "";
    char limit[32] = "";
    char evp_mac[32] = "";
    bench_check(r->ratio_count < REPORT_RATIOS_MAX, "too many results");
    r->ratios[r->ratio_count++] = ratio;
    if (ratio.bytes > 0)
    {
        snprintf(bytes, sizeof bytes, "%zu B", ratio.bytes);
    }
    if (ratio.evp_mac > 0)
    {
        snprintf(evp_mac, sizeof evp_mac, ", to EVP_MAC %5.3f", ratio.evp_mac);
    }
    if (ratio.limit > 0)
    {
        snprintf(limit, sizeof limit, "(at most %.2f%s)", ratio.limit, ratio.ratio > ratio.limit ? ": MISSED" : "");
    }
    printf("%-16s %-20s %7s  %11.3f us  bare %11.3f us %-10s  ratio %5.3f%s %s\n",
           ratio.what,
           ratio.suite,
           bytes,
           ratio.ns / 1000,
           ratio.bare_ns / 1000,
           ratio.bare,
           ratio.ratio,
           evp_mac,
           limit);
    fflush(stdout);
}

void report_add_cost(report *r, const char *kind, const char *name, const char *suffix, double ns)
{
    bench_check(r->cost_count < REPORT_COSTS_MAX, "too many costs");
    report_cost *cost = &r->costs[r->cost_count++];
    snprintf(cost->name, sizeof cost->name, "%s.%s%s", kind, name, suffix);
    cost->ns = ns;
}

bool report_within_limits(const report *r)
{
    for (size_t i = 0; i < r->ratio_count; i++)
    {
        if (r->ratios[i].limit > 0 && r->ratios[i].ratio > r->ratios[i].limit)
        {
            return false;
        }
    }
    return true;
}

/** Names of suites, groups and algorithms are plain letters, digits, dots and hyphens: nothing to escape. */
static void print_json(const report *r, FILE *file)
{
    fprintf(file, "{\n  \"unit\": \"us\",\n  \"costs\": {");
    for (size_t i = 0; i < r->cost_count; i++)
    {
        fprintf(file, "%s\n    \"%s\": %.6f", i > 0 ? "," : "", r->costs[i].name, r->costs[i].ns / 1000);
    }
    fprintf(file, "\n  },\n  \"ratios\": [");
    for (size_t i = 0; i < r->ratio_count; i++)
    {
        const report_ratio *ratio = &r->ratios[i];
        fprintf(file,
                "%s\n    {\"what\": \"%s\", \"suite\": \"%s\", \"bytes\": %zu, \"l4m\": %.6f, \"bare\": %.6f, "
                "\"bare_by\": \"%s\", \"ratio\": %.4f, \"to_evp_mac\": %.4f, \"limit\": %.2f}",
                i > 0 ? "," : "",
                ratio->what,
                ratio->suite,
                ratio->bytes,
                ratio->ns / 1000,
                ratio->bare_ns / 1000,
                ratio->bare,
                ratio->ratio,
                ratio->evp_mac,
                ratio->limit);
    }
    fprintf(file, "\n  ]\n}\n");
}

static void print_costs(const report *r, FILE *file)
{
    fprintf(file, "# Medians in nanoseconds, measured by l4m-bench. A MAC costs packet + bytes x byte.\n");
    for (size_t i = 0; i < r->cost_count; i++)
    {
        fprintf(file, "%s = %.4f\n", r->costs[i].name, r->costs[i].ns);
    }
}

static bool write_file(const report *r, const char *path, void (*print)(const report *, FILE *))
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
    {
        perror(path);
        return false;
    }
    print(r, file);
    bool ok = !ferror(file);
    ok = fclose(file) == 0 && ok;
    if (!ok)
    {
        perror(path);
        remove(path);
    }
    return ok;
}

bool report_write_json(const report *r, const char *path)
{
    return write_file(r, path, print_json);
}

bool report_write_costs(const report *r, const char *path)
{
    return write_file(r, path, print_costs);
}
