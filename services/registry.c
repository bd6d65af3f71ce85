/* The one place that names every service. */
#include "registry.h"

const struct service *const services[] = {&accounts_service, &chat_service, NULL};
