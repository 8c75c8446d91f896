// The part of libcrypto that `Cryptography` uses. No header of libssl, and nothing deprecated:
// with the two macros below, calls that OpenSSL 3.0 deprecates do not exist for us.
#ifndef BOROUGHWISE_CCRYPTO_SHIM_H
#define BOROUGHWISE_CCRYPTO_SHIM_H

#ifndef OPENSSL_API_COMPAT
#define OPENSSL_API_COMPAT 30000
#endif
#ifndef OPENSSL_NO_DEPRECATED
#define OPENSSL_NO_DEPRECATED 1
#endif

#include <openssl/opensslv.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "OpenSSL 3.0 or newer is needed"
#endif

// Function-like macros of OpenSSL are invisible to Swift.
static inline long boroughwise_bio_memory(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }

#endif
