/* The services of this build, by name. */
#ifndef FRONTDESK_REGISTRY_H
#define FRONTDESK_REGISTRY_H

#include "call/service.h"

#define SERVICE(name) extern const struct service name##_service;
#include "services.def"
#undef SERVICE

#endif
