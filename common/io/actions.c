#include "io/actions.h"

#include "app/app.h"
#include "base/clock.h"
#include "model/topics.h"

bool actions_write(const struct app_common *c, struct bus_out *out, const struct action *x, struct err *e)
{
    struct buf record = { 0 };
    bool ok = action_print(x, &record, e);
    if (ok) {
        struct bus_send send = { .topic = bus_topic(c, TOPIC_ACTIONS), .partition = RD_KAFKA_PARTITION_UA, .key = action_key(x), .value = buf_slice(&record) };
        ok = bus_out_send(out, &send, e) && bus_out_delivered(out, ACTIONS_WAIT_MS, e);
    }
    /* What is still on its way points into the record: then it must stay, and the process will end or ask again. */
    if (ok || !bus_out_waiting(out))
        buf_fini(&record);
    return ok;
}
