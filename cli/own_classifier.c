#include "cli/own_classifier.h"

#include "app/bundle.h"

struct classifier *own_classifier(struct cli *cli, struct err *e)
{
    struct err none = { 0 };
    struct bundle empty;
    if (cli_config_there(cli, &none))
        return cli_conf(cli, e) ? classifier_open(cli->conf, e) : NULL;
    bundle_init(&empty, "no configuration");
    struct classifier *cl = classifier_open_bundle(&empty, "0000000000000000", NULL, e);
    bundle_fini(&empty);
    return cl;
}
