/* The table itself. Without pages in dashboard/web/ there is the API alone. */
#include "dashboard/assets.h"

const struct asset assets[] = { { 0 } };
