/* Prints docs/configuration.md from the very tables that read the file; `make docs` runs it, a test compares. */
#include <stdio.h>

#include "app/app.h"
#include "archive/archive.h"
#include "classify/classify.h"
#include "dashboard/dashboard.h"
#include "ingest/ingest.h"
#include "io/link.h"
#include "metrics/campaigns.h"
#include "metrics/customers.h"
#include "metrics/hashtags.h"
#include "route/route.h"

int main(void)
{
    puts("# Every option of the configuration\n\n"
         "Made by `make docs` from the tables that read the file. One YAML file describes an installation; `pulso check` says what is wrong with it.\n"
         "The environment wins over the file: `PULSO_KAFKA_BROKERS` stands for `kafka.brokers`. Times are written `250ms`, `3s`, `15m`, `72h`, `7d`; sizes\n"
         "`300`, `64K`, `2M`; secrets `file:/path` or `env:NAME`. Relative paths are relative to the file's folder.\n"
         "`include: [brands/*.yaml]` at the top joins other files in: their lists (`brands`, `queries`, `topics`, `route.rules`, `ingest.sources`) follow in the order of the\n"
         "files' names, the members of their sections are joined, and what two files say is an error that names both places.");
    app_print_config(true);
    classify_print_config(true);
    ingest_print_config(true);
    route_print_config(true);
    conf_print("links", links_keys, true);
    dashboard_print_config(true);
    archive_print_config(true);
    conf_print("campaigns[]", campaign_keys, true);
    conf_print("customers[]", customers_keys, true);
    conf_print("hashtag_groups[]", hashtag_group_keys, true);
    return 0;
}
