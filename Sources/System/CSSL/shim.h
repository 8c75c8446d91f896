#pragma once
// Function-like macros of OpenSSL are invisible to Swift: each one that `TLS` needs gets a static inline name here.
// No logic lives in this file. Deprecated calls and engines are hidden, so that 3.0 and 3.5 build alike.
#define OPENSSL_API_COMPAT 0x30000000L
#define OPENSSL_NO_DEPRECATED
#include <openssl/opensslv.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "OpenSSL 3.0 or newer is needed (Debian: libssl-dev)"
#endif

static inline int cssl_set_versions(SSL_CTX *c, int lowest, int highest) {
  return SSL_CTX_set_min_proto_version(c, lowest) == 1 && SSL_CTX_set_max_proto_version(c, highest) == 1;
}
static inline int cssl_set_groups(SSL_CTX *c, const char *names) { return (int)SSL_CTX_set1_groups_list(c, names); }
static inline void cssl_set_mode(SSL_CTX *c) {
  SSL_CTX_clear_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ASYNC | SSL_MODE_SEND_FALLBACK_SCSV);
  SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
}
// What the system's openssl.cnf may have switched on is switched off again.
static inline void cssl_set_options(SSL_CTX *c) {
  SSL_CTX_clear_options(c, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION |
                               SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_ALLOW_CLIENT_RENEGOTIATION |
                               SSL_OP_ALLOW_NO_DHE_KEX | SSL_OP_NO_ANTI_REPLAY);
  SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                             SSL_OP_CIPHER_SERVER_PREFERENCE);
#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION  // OpenSSL 3.2 and newer
  SSL_CTX_set_options(c, SSL_OP_NO_RX_CERTIFICATE_COMPRESSION | SSL_OP_NO_TX_CERTIFICATE_COMPRESSION);
#endif
}
static inline void cssl_session_cache_off(SSL_CTX *c) { SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF); }
static inline int cssl_add_chain_certificate(SSL_CTX *c, X509 *x) { return (int)SSL_CTX_add1_chain_cert(c, x); }
static inline int cssl_set_sni(SSL *s, const char *name) { return (int)SSL_set_tlsext_host_name(s, name); }
static inline void cssl_bio_empty_means_wait(BIO *b) { BIO_set_mem_eof_return(b, -1); }
static inline void cssl_bio_empty_means_end(BIO *b) { BIO_set_mem_eof_return(b, 0); }
static inline int cssl_error_library(unsigned long code) { return ERR_GET_LIB(code); }
static inline int cssl_error_reason(unsigned long code) { return ERR_GET_REASON(code); }
// Never asks for a password on the terminal: an encrypted key is an error.
static inline int cssl_no_password(char *buf, int size, int rwflag, void *u) {
  (void)buf; (void)size; (void)rwflag; (void)u;
  return -1;
}
static inline EVP_PKEY *cssl_read_key(BIO *b) { return PEM_read_bio_PrivateKey(b, NULL, cssl_no_password, NULL); }
static inline X509 *cssl_read_certificate(BIO *b, OSSL_LIB_CTX *library) {
  X509 *made = X509_new_ex(library, NULL);
  if (made && PEM_read_bio_X509(b, &made, cssl_no_password, NULL)) return made;
  X509_free(made);
  return NULL;
}
// True when the last failure only says that the PEM text holds no further block.
static inline int cssl_no_more_pem(void) {
  unsigned long code = ERR_peek_last_error();
  return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}
