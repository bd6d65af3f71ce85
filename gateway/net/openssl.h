/*
 * OpenSSL, as we include it. One of its types (ERR_STATE) bears the name of one of our errors: that
 * type is renamed while its headers are read.
 */
#ifndef FRONTDESK_OPENSSL_H
#define FRONTDESK_OPENSSL_H

#define ERR_STATE openssl_err_state
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#undef ERR_STATE

#endif
