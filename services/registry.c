/* The services, for those below who walk them. */
#include "registry.h"

const struct service *const services[] = {
#define SERVICE(name) &name##_service,
#include "services.def"
#undef SERVICE
	NULL};
