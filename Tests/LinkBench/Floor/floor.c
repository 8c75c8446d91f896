// floor: the least that mutual TLS 1.3 costs, for `make bench`. A server and clients in plain C on the system's libssl,
// without HTTP, without reading what is sent, without a disk.
//
//   floor round CHAIN KEY ROOT CLIENT-CHAIN CLIENT-KEY CONNECTIONS BYTES
//     CONNECTIONS new connections, two at a time, each with a full handshake: the client sends BYTES and is answered with
//     1,000. Prints the seconds on the wall.
//   floor handshakes PORT ROOT CLIENT-CHAIN CLIENT-KEY CONNECTIONS
//     Full handshakes with the server on PORT, four at a time, each ended by close_notify and the server's own end.
//     Prints the handshakes a second.
//
// Tickets are neither sent nor taken up. Exits with 1 and a sentence where anything fails.

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER = 1000, PIECE = 1 << 16 };

static void stop(const char *what) {
  fprintf(stderr, "floor: %s: %s\n", what, errno ? strerror(errno) : "failed");
  ERR_print_errors_fp(stderr);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static SSL_CTX *context(int server, const char *chain, const char *key, const char *root) {
  SSL_CTX *made = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
  if (!made || SSL_CTX_use_certificate_chain_file(made, chain) != 1 ||
      SSL_CTX_use_PrivateKey_file(made, key, SSL_FILETYPE_PEM) != 1 || SSL_CTX_load_verify_locations(made, root, NULL) != 1)
    stop("certificates");
  SSL_CTX_set_min_proto_version(made, TLS1_3_VERSION);
  SSL_CTX_set_verify(made, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  SSL_CTX_set_num_tickets(made, 0);
  SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
  return made;
}

static size_t bytes;
static int port;
static SSL_CTX *client_context;
static atomic_int turns;

static void *serve_one(void *given) {
  SSL *ssl = given;
  static const char answer[ANSWER];
  char *piece = malloc(PIECE);
  if (SSL_accept(ssl) != 1) stop("accept");
  for (size_t left = bytes; left > 0;) {
    int count = SSL_read(ssl, piece, PIECE);
    if (count <= 0) stop("server reads");
    left -= (size_t)count;
  }
  if (SSL_write(ssl, answer, ANSWER) != ANSWER) stop("server writes");
  SSL_shutdown(ssl);
  int socket = SSL_get_fd(ssl);
  SSL_free(ssl);
  close(socket);
  free(piece);
  return NULL;
}

static void serve(int listener, SSL_CTX *made) {
  for (;;) {
    int one = 1, peer = accept(listener, NULL, NULL);
    if (peer < 0) stop("accept");
    setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    SSL *ssl = SSL_new(made);
    SSL_set_fd(ssl, peer);
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve_one, ssl) != 0) stop("thread");
    pthread_detach(thread);
  }
}

static SSL *connected(void) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int one = 1, end = socket(AF_INET, SOCK_STREAM, 0);
  if (end < 0 || connect(end, (struct sockaddr *)&to, sizeof to) != 0) stop("connect");
  setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  SSL *ssl = SSL_new(client_context);
  SSL_set_fd(ssl, end);
  if (SSL_connect(ssl) != 1) stop("handshake");
  return ssl;
}

static void leave(SSL *ssl) {
  char rest[64];
  int end = SSL_get_fd(ssl);
  SSL_shutdown(ssl);
  while (SSL_read(ssl, rest, sizeof rest) > 0) {
  }
  SSL_free(ssl);
  close(end);
  ERR_clear_error();
}

static void *send_some(void *piece) {
  char answer[ANSWER];
  while (atomic_fetch_sub(&turns, 1) > 0) {
    SSL *ssl = connected();
    for (size_t left = bytes; left > 0;) {
      int count = SSL_write(ssl, piece, (int)(left < PIECE ? left : PIECE));
      if (count <= 0) stop("client writes");
      left -= (size_t)count;
    }
    for (int got = 0, count; got < ANSWER; got += count)
      if ((count = SSL_read(ssl, answer, ANSWER)) <= 0) stop("client reads");
    leave(ssl);
  }
  return NULL;
}

static void *shake_some(void *unused) {
  while (atomic_fetch_sub(&turns, 1) > 0) leave(connected());
  return unused;
}

static double in_threads(int threads, int connections, void *(*work)(void *), void *given) {
  pthread_t made[16];
  atomic_store(&turns, connections);
  double start = now();
  for (int i = 0; i < threads; i++)
    if (pthread_create(&made[i], NULL, work, given) != 0) stop("thread");
  for (int i = 0; i < threads; i++) pthread_join(made[i], NULL);
  return now() - start;
}

int main(int count, char **words) {
  signal(SIGPIPE, SIG_IGN);
  if (count == 9 && strcmp(words[1], "round") == 0) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    if (listener < 0 || bind(listener, (struct sockaddr *)&at, size) != 0 || listen(listener, 512) != 0 ||
        getsockname(listener, (struct sockaddr *)&at, &size) != 0)
      stop("listen");
    port = ntohs(at.sin_port);
    bytes = strtoul(words[8], NULL, 10);
    pid_t server = fork();
    if (server == 0) serve(listener, context(1, words[2], words[3], words[4]));
    client_context = context(0, words[5], words[6], words[4]);
    char *piece = calloc(1, PIECE);
    printf("%.6f\n", in_threads(2, atoi(words[7]), send_some, piece));
    kill(server, SIGKILL);
    return 0;
  }
  if (count == 7 && strcmp(words[1], "handshakes") == 0) {
    port = atoi(words[2]);
    client_context = context(0, words[4], words[5], words[3]);
    int connections = atoi(words[6]);
    printf("%.1f\n", connections / in_threads(4, connections, shake_some, NULL));
    return 0;
  }
  fprintf(stderr, "floor: see the head of floor.c\n");
  return 2;
}
