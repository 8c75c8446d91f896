// A provider (provider(7)) that passes on what OpenSSL's default one offers, but for the kinds of keys and their readers.
#include "narrow.h"

#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stddef.h>
#include <string.h>

// OpenSSL clears up after itself when a program exits, while an event loop of ours may still be ending a connection: that thread
// then finds nothing where its locks and algorithms were, and a program that had done its work ends by a signal. The system
// takes the memory back anyway. This must be said before anything else is asked of OpenSSL (OPENSSL_init_crypto(3)), so it is
// said before main.
__attribute__((constructor)) static void leave_all_at_exit(void) { OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL); }

enum { MOST = 16 };

static OSSL_PROVIDER *whole;
// Each ends with an entry of zeros.
static OSSL_ALGORITHM readers[MOST + 1], keys[MOST + 1];

// Names are in a list with colons, the usual one first.
static int is_named(const OSSL_ALGORITHM *one, const char *name) {
  size_t length = strlen(name);
  const char *names = one->algorithm_names;
  return strncmp(names, name, length) == 0 && (names[length] == ':' || names[length] == '\0');
}

static int is_of_certificates(const OSSL_ALGORITHM *one) { return is_named(one, "EC") || is_named(one, "RSA"); }

// DER finds out which kind of key it is.
static int is_reader(const OSSL_ALGORITHM *one) {
  return (is_named(one, "DER") || is_of_certificates(one)) &&
         strstr(one->property_definition, "SubjectPublicKeyInfo") != NULL;
}

// X25519 is for the exchange of keys, HMAC for the end of a handshake; without RSA-PSS, TLS does not offer RSA's signatures.
static int is_key(const OSSL_ALGORITHM *one) {
  return is_of_certificates(one) || is_named(one, "RSA-PSS") || is_named(one, "X25519") || is_named(one, "HMAC");
}

// Returns how many were kept; 0 where there are more than we have room for.
static int keep(OSSL_ALGORITHM *kept, int operation, int (*is_kept)(const OSSL_ALGORITHM *)) {
  int without_store = 0, count = 0;
  const OSSL_ALGORITHM *one = OSSL_PROVIDER_query_operation(whole, operation, &without_store);
  for (; one != NULL && one->algorithm_names != NULL; one++) {
    if (!is_kept(one)) continue;
    if (count == MOST) return 0;
    kept[count++] = *one;
  }
  return count;
}

static const OSSL_ALGORITHM *query(void *context, int operation, int *without_store) {
  (void)context;
  *without_store = 0;
  switch (operation) {
    case OSSL_OP_DECODER: return readers;
    case OSSL_OP_KEYMGMT: return keys;
    default: return OSSL_PROVIDER_query_operation(whole, operation, without_store);
  }
}

static int capabilities(void *context, const char *capability, OSSL_CALLBACK *take, void *given) {
  (void)context;
  return OSSL_PROVIDER_get_capabilities(whole, capability, take, given);
}

// The context is the default provider's, for its functions are what is called.
static int start(const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **context) {
  static const OSSL_DISPATCH offered[] = {
      {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
      {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))capabilities},
      {0, NULL},
  };
  (void)core;
  (void)in;
  *out = offered;
  *context = OSSL_PROVIDER_get0_provider_ctx(whole);
  return 1;
}

OSSL_LIB_CTX *narrow_context(void) {
  if (!OSSL_PROVIDER_available(NULL, "default") || EVP_default_properties_is_fips_enabled(NULL)) return NULL;
  whole = OSSL_PROVIDER_load(NULL, "default");
  if (whole == NULL || keep(readers, OSSL_OP_DECODER, is_reader) < 3 || keep(keys, OSSL_OP_KEYMGMT, is_key) < 5) return NULL;
  OSSL_LIB_CTX *made = OSSL_LIB_CTX_new();
  if (made != NULL && OSSL_PROVIDER_add_builtin(made, "narrow", start) == 1 && OSSL_PROVIDER_load(made, "narrow") != NULL)
    return made;
  OSSL_LIB_CTX_free(made);
  return NULL;
}
