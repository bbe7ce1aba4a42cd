#include <stdio.h>
#include <string.h>

#include "app/conf_node.h"

static const char *type_name(enum conf_type t)
{
    switch (t) {
    case CONF_STR: return "text";
    case CONF_INT: return "number";
    case CONF_DOUBLE: return "decimal";
    case CONF_BOOL: return "true/false";
    case CONF_MS: return "time";
    case CONF_BYTES: return "size";
    case CONF_SECRET: return "secret";
    case CONF_STRS: return "list";
    case CONF_NODE: return "section";
    }
    return "?";
}

static bool required(const struct conf_key *k)
{
    return !k->fallback && k->type != CONF_STRS && k->type != CONF_NODE;
}

/* A bar would end the cell. */
static void cell(const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            putchar('\\');
        putchar(*text);
    }
}

static void print_markdown(const char *section, const struct conf_key *keys)
{
    printf("\n## %s\n\n| option | type | default | meaning |\n|---|---|---|---|\n", *section ? section : "Top level");
    for (const struct conf_key *k = keys; k->name; k++) {
        printf("| `%s` | %s | ", k->name, type_name(k->type));
        if (required(k))
            fputs("required", stdout);
        else if (k->fallback && *k->fallback) {
            putchar('`');
            cell(k->fallback);
            putchar('`');
        }
        fputs(" | ", stdout);
        cell(k->help ? k->help : "");
        puts(" |");
    }
}

static void print_text(const char *section, const struct conf_key *keys)
{
    size_t width = 4;
    for (const struct conf_key *k = keys; k->name; k++)
        if (strlen(k->name) > width)
            width = strlen(k->name);
    if (*section)
        printf("\n%s:\n", section);
    for (const struct conf_key *k = keys; k->name; k++) {
        printf("%s%-*s  %-10s  %s", *section ? "  " : "", (int)width, k->name, type_name(k->type), k->help ? k->help : "");
        if (required(k))
            fputs(" [required]", stdout);
        else if (k->fallback && *k->fallback)
            printf(" [%s]", k->fallback);
        putchar('\n');
    }
}

void conf_print(const char *section, const struct conf_key *keys, bool markdown)
{
    if (markdown)
        print_markdown(section, keys);
    else
        print_text(section, keys);
}
