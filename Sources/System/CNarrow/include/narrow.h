#pragma once
// A library context of OpenSSL that reads EC and RSA keys, as a certificate holds them, and no others: EC ones are ours, RSA ones
// are what a proxy that opens connections shows, and then it is to be named.
//
// A peer's certificate is read before anybody believes it, and OpenSSL reads DSA, DH, SM2 and more, each in several
// encodings: through this context their readers can't be reached. It is faster as well: OpenSSL 3 asks each reader in turn
// whether the key is its own, for each certificate anew, which takes two thirds of the time to read one.
#include <openssl/types.h>

// To be called once; the context lasts as long as the process. NULL where the system is set up to use other algorithms than
// OpenSSL's default ones (FIPS), and where anything fails: the system's own context is the one to use then.
OSSL_LIB_CTX *narrow_context(void);
