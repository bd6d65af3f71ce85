/*
 * libwebsockets, as we include it. It brings OpenSSL's headers, one of whose types (ERR_STATE)
 * bears the name of one of our errors: that type is renamed while they are read.
 */
#ifndef FRONTDESK_LWS_H
#define FRONTDESK_LWS_H

#define ERR_STATE openssl_err_state
#include <libwebsockets.h>
#undef ERR_STATE

#endif
