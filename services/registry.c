/* The services as the gateway walks them. */
#include "registry.h"

const struct service *const services[] = {
#define SERVICE(name) &name##_service,
#include "services.def"
#undef SERVICE
	NULL};
