#include "app/app_signals.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

#include "app/app.h"

/* Atomics and not sig_atomic_t, because workers on other threads ask too. */
static atomic_bool stop_asked, reload_asked;

static void on_signal(int number)
{
    if (number == SIGHUP)
        atomic_store(&reload_asked, true);
    else
        atomic_store(&stop_asked, true);
}

void app_signals_init(void)
{
    static const int ours[] = { SIGTERM, SIGINT, SIGHUP };
    struct sigaction sa = { .sa_handler = on_signal };   /* no SA_RESTART: a sleep shall end */
    atomic_store(&stop_asked, false);
    atomic_store(&reload_asked, false);
    sigemptyset(&sa.sa_mask);
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        sigaction(ours[i], &sa, NULL);
    sa.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &sa, NULL);
}

bool app_stopping(void)
{
    return atomic_load_explicit(&stop_asked, memory_order_relaxed);
}

bool app_reload_asked(void)
{
    return atomic_load_explicit(&reload_asked, memory_order_relaxed);
}

bool app_reload_take(void)
{
    return atomic_exchange(&reload_asked, false);
}
