/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "measure.h"

static bool within(const report_row *row)
{
    switch (row->kind)
    {
    case REPORT_RATIO:
        return row->ratio <= row->bar;
    case REPORT_DIFFERENCE:
        return row->difference <= row->bar;
    case REPORT_TIME:
        return row->ns <= row->bar;
    case REPORT_NO_BAR:
    default:
        return true;
    }
}

static void describe_bar(const report_row *row, char text[48])
{
    const char *kept = within(row) ? "met" : "MISSED";
    text[0] = 0;
    if (row->kind == REPORT_RATIO)
    {
        snprintf(text, 48, "(at most %.2f x: %s)", row->bar, kept);
    }
    else if (row->kind == REPORT_DIFFERENCE)
    {
        snprintf(text, 48, "(at most +%.3f us: %s)", row->bar / 1000, kept);
    }
    else if (row->kind == REPORT_TIME)
    {
        snprintf(text, 48, "(at most %.3f us: %s)", row->bar / 1000, kept);
    }
}

void report_add_row(report *r, report_row row)
{
    char bytes[32] = "";
    char bar[48];
    bench_check(r->row_count < REPORT_ROWS_MAX, "too many results");
    r->rows[r->row_count++] = row;
    if (row.bytes > 0)
    {
        snprintf(bytes, sizeof bytes, "%zu B", row.bytes);
    }
    describe_bar(&row, bar);
    printf("%-28s %-20s %7s  %10.3f us", row.what, row.suite, bytes, row.ns / 1000);
    if (row.than_ns > 0)
    {
        printf(", %s %.3f us: %5.3f x, %+.3f us", row.than, row.than_ns / 1000, row.ratio, row.difference / 1000);
    }
    printf(" %s\n", bar);
    fflush(stdout);
}

void report_add_cost(report *r, const char *kind, const char *name, const char *suffix, double ns)
{
    bench_check(r->cost_count < REPORT_COSTS_MAX, "too many costs");
    report_cost *cost = &r->costs[r->cost_count++];
    snprintf(cost->name, sizeof cost->name, "%s.%s%s", kind, name, suffix);
    cost->ns = ns;
}

bool report_within_bars(const report *r)
{
    size_t bars = 0;
    size_t met = 0;
    for (size_t i = 0; i < r->row_count; i++)
    {
        bars += r->rows[i].kind != REPORT_NO_BAR;
        met += r->rows[i].kind != REPORT_NO_BAR && within(&r->rows[i]);
    }
    printf("%zu of %zu bars met\n", met, bars);
    return met == bars;
}

/** The names of everything measured are plain letters, digits, dots and hyphens: nothing to escape. */
static void print_json(const report *r, FILE *file)
{
    fprintf(file, "{\n  \"unit\": \"us\",\n  \"costs\": {");
    for (size_t i = 0; i < r->cost_count; i++)
    {
        fprintf(file, "%s\n    \"%s\": %.6f", i > 0 ? "," : "", r->costs[i].name, r->costs[i].ns / 1000);
    }
    fprintf(file, "\n  },\n  \"rows\": [");
    for (size_t i = 0; i < r->row_count; i++)
    {
        static const char *const kinds[] = {"none", "ratio", "difference", "time"};
        const report_row *row = &r->rows[i];
        fprintf(file,
                "%s\n    {\"what\": \"%s\", \"suite\": \"%s\", \"bytes\": %zu, \"l4m\": %.6f, "
                "\"than\": \"%s\", \"than_us\": %.6f, \"ratio\": %.4f, \"difference\": %.6f, "
                "\"bar_kind\": \"%s\", \"bar\": %.3f, \"holds\": %s}",
                i > 0 ? "," : "",
                row->what,
                row->suite,
                row->bytes,
                row->ns / 1000,
                row->than,
                row->than_ns / 1000,
                row->ratio,
                row->difference / 1000,
                kinds[row->kind],
                row->kind == REPORT_RATIO ? row->bar : row->bar / 1000,
                within(row) ? "true" : "false");
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
