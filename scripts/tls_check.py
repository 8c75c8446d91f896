"""Judges the hub's two ports for boroughs by scanners, and by what other implementations can do to them. See
scripts/tls-check.

    tls_check.py AGENT-PORT ENROL-PORT ROOT CLIENT-CHAIN CLIENT-KEY

Prints a line for each finding looked for; exits with 1 where one is there, or where a check could not be made.
"""

import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")

from sslyze import (  # noqa: E402
    CertificateInfoExtraArgument, ClientAuthenticationCredentials, ScanCommand, ScanCommandAttemptStatusEnum,
    ScanCommandsExtraArguments, Scanner,
    ServerNetworkConfiguration, ServerNetworkLocation, ServerScanRequest,
)
from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey  # noqa: E402
from tlslite.constants import AlertDescription, ContentType  # noqa: E402
from tlslite.errors import TLSAbruptCloseError, TLSRemoteAlert  # noqa: E402
from tlslite.messages import Finished, Message  # noqa: E402

AGENT, ENROL = int(sys.argv[1]), int(sys.argv[2])
ROOT, CHAIN, KEY = (pathlib.Path(word) for word in sys.argv[3:6])
failures = 0


def judge(port, what, is_well, seen=""):
    global failures
    failures += not is_well
    print(f"{'ok     ' if is_well else 'FINDING'} {'agents' if port == AGENT else 'enrol '} {what}{f': {seen}' if seen else ''}")


# What sslyze finds ----------------------------------------------------------------------------------------------

NONE = {
    "ssl_2_0_cipher_suites": "SSL 2", "ssl_3_0_cipher_suites": "SSL 3", "tls_1_0_cipher_suites": "TLS 1.0",
    "tls_1_1_cipher_suites": "TLS 1.1", "tls_1_2_cipher_suites": "TLS 1.2",
}
SUITES = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}

CURVES = {"X25519", "X448", "secp256r1", "secp384r1", "secp521r1"}


def scan():
    """Everything without a certificate of ours; early data of the agents' port with one, for it takes a connection."""
    ours = ClientAuthenticationCredentials(certificate_chain_path=CHAIN, key_path=KEY)
    requests = [
        ServerScanRequest(
            server_location=ServerNetworkLocation(hostname="localhost", ip_address="127.0.0.1", port=port),
            network_configuration=ServerNetworkConfiguration(tls_server_name_indication="localhost"),
            scan_commands=set(ScanCommand) - {ScanCommand.HTTP_HEADERS, ScanCommand.TLS_1_3_EARLY_DATA},
            scan_commands_extra_arguments=ScanCommandsExtraArguments(
                certificate_info=CertificateInfoExtraArgument(custom_ca_file=ROOT)))
        for port in (AGENT, ENROL)
    ] + [
        ServerScanRequest(
            server_location=ServerNetworkLocation(hostname="localhost", ip_address="127.0.0.1", port=port),
            network_configuration=ServerNetworkConfiguration(
                tls_server_name_indication="localhost",
                tls_client_auth_credentials=ours if port == AGENT else None),
            scan_commands={ScanCommand.TLS_1_3_EARLY_DATA})
        for port in (AGENT, ENROL)
    ]
    scanner = Scanner()
    scanner.queue_scans(requests)
    for result in scanner.get_results():
        port = result.server_location.port
        if result.scan_result is None:
            judge(port, "can be scanned", False, str(result.connectivity_error_trace)[-300:])
            continue
        judge_scan(port, result.scan_result)


def judge_scan(port, found):
    def result(name):
        attempt = getattr(found, name)
        if attempt.status == ScanCommandAttemptStatusEnum.NOT_SCHEDULED:
            return None
        if attempt.status != ScanCommandAttemptStatusEnum.COMPLETED:
            judge(port, f"{name} could be looked at", False, str(attempt.error_trace or attempt.error_reason)[-300:])
            return None
        return attempt.result

    for name, version in NONE.items():
        if (suites := result(name)) is not None:
            accepted = [one.cipher_suite.name for one in suites.accepted_cipher_suites]
            judge(port, f"{version} is refused", not accepted, ", ".join(accepted))
    if (suites := result("tls_1_3_cipher_suites")) is not None:
        accepted = {one.cipher_suite.name for one in suites.accepted_cipher_suites}
        judge(port, "TLS 1.3 with nothing but AES-GCM and ChaCha20-Poly1305", accepted and accepted <= SUITES,
              ", ".join(sorted(accepted)))
    simple = [
        ("tls_compression", "no compression", lambda r: not r.supports_compression),
        ("tls_1_3_early_data", "no early data", lambda r: not r.supports_early_data),
        ("openssl_ccs_injection", "no injection of ChangeCipherSpec", lambda r: not r.is_vulnerable_to_ccs_injection),
        ("heartbleed", "no Heartbleed", lambda r: not r.is_vulnerable_to_heartbleed),
        ("robot", "no ROBOT", lambda r: r.robot_result.name.startswith("NOT_VULNERABLE")),
        ("session_renegotiation", "no renegotiation by the client",
         lambda r: not r.is_vulnerable_to_client_renegotiation_dos),
        ("session_resumption", "no resumption, by session or by ticket",
         lambda r: "SUPPORTED" not in {r.session_id_resumption_result.name, r.tls_ticket_resumption_result.name}),
        ("elliptic_curves", "no weak curve",
         lambda r: {c.name for c in r.supported_curves} <= CURVES),
    ]
    for name, what, is_well in simple:
        if (seen := result(name)) is not None:
            judge(port, what, is_well(seen))
    if (info := result("certificate_info")) is not None:
        for deployment in info.certificate_deployments:
            ours = [path for path in deployment.path_validation_results if path.trust_store.path == ROOT]
            judge(port, "the chain ends at our root, in order, without SHA-1",
                  bool(ours) and all(path.was_validation_successful for path in ours)
                  and deployment.received_chain_has_valid_order and not deployment.verified_chain_has_sha1_signature)


# What tlslite-ng does --------------------------------------------------------------------------------------------

def connected(port, settings=None, with_certificate=True, session=None):
    """A finished handshake of ours. The hub judges our certificate after it."""
    connection = TLSConnection(socket.create_connection(("127.0.0.1", port), timeout=10))
    chain = X509CertChain()
    chain.parsePemList(CHAIN.read_text())
    key = parsePEMKey(KEY.read_text(), private=True)
    if with_certificate:
        connection.handshakeClientCert(chain, key, settings=settings or manners(), session=session, serverName="localhost")
    else:
        connection.handshakeClientCert(settings=settings or manners(), session=session, serverName="localhost")
    return connection


def asked(connection):
    """The status line of an answer, or how the connection ended."""
    try:
        connection.send(b"GET /v1/status HTTP/1.1\r\nhost: localhost\r\n\r\n")
        return connection.recv(15).decode("ascii", "replace")
    except TLSRemoteAlert as alert:
        return AlertDescription.toStr(alert.description)
    except (TLSAbruptCloseError, OSError) as error:
        return type(error).__name__


def attempt(what, wanted, body):
    try:
        seen = body()
    except TLSRemoteAlert as alert:
        seen = AlertDescription.toStr(alert.description)
    except (TLSAbruptCloseError, OSError) as error:
        seen = type(error).__name__
    judge(AGENT, f"tlslite-ng: {what}", seen in wanted, seen)


def manners(**values):
    made = HandshakeSettings()
    # tlslite-ng 0.8 compresses its certificate because it offers to read such ones itself.
    made.certificate_compression_send = []
    for name, value in values.items():
        setattr(made, name, value)
    return made


OK = {"HTTP/1.1 200 OK"}


def misbehave():
    attempt("a borough is served", OK, lambda: asked(connected(AGENT)))
    attempt("who shows no certificate is told so", {"certificate_required"},
            lambda: asked(connected(AGENT, with_certificate=False)))
    attempt("TLS 1.2 alone is refused", {"protocol_version"},
            lambda: asked(connected(AGENT, manners(minVersion=(3, 3), maxVersion=(3, 3)))))
    attempt("records of 64 bytes are read", OK, lambda: asked(small_records()))
    attempt("an offered session of before is not taken up", {"no"}, offered_session)
    attempt("a hundred updates of keys do no harm", OK, key_updates)
    attempt("a request for a heartbeat is refused", {"unexpected_message"}, heartbeat)
    attempt("a second handshake within the first is refused", {"unexpected_message"}, second_hello)
    attempt("a record in the clear is refused", {"unexpected_message"}, lambda: raw(b"\x16\x03\x01\x00\x05hello"))
    attempt("a record that nobody encrypted is refused", {"bad_record_mac"},
            lambda: raw(b"\x17\x03\x03\x00\x20" + bytes(32)))
    attempt("a record over the largest size is refused", {"record_overflow"},
            lambda: raw(b"\x17\x03\x03\xff\xff" + bytes(65535)))
    attempt("a Finished that does not fit the handshake is refused", {"decrypt_error"}, bad_finished)
    attempt("afterwards a borough is served", OK, lambda: asked(connected(AGENT)))


def small_records():
    connection = connected(AGENT)
    connection.recordSize = 64
    return connection


def offered_session():
    first = connected(AGENT)
    asked(first)
    second = connected(AGENT, session=first.session)
    return "tickets" if first.tickets else "resumed" if second.resumed else "no"


def key_updates():
    connection = connected(AGENT)
    for _ in range(100):
        for _ in connection.send_keyupdate_request(1):
            pass
    return asked(connection)


def heartbeat():
    return inject(connected(AGENT), ContentType.heartbeat, b"\x01\x40\x00" + b"x" * 16)


def second_hello():
    return inject(connected(AGENT), ContentType.handshake, b"\x01\x00\x00\x02\x03\x03")


def bad_finished():
    """Well encrypted, by keys that are right: only the code over the handshake has a bit turned over."""
    create = Finished.create
    Finished.create = lambda self, verify_data: create(self, bytearray([verify_data[0] ^ 1]) + verify_data[1:])
    try:
        connection = connected(AGENT)
    finally:
        Finished.create = create
    return asked(connection)


def inject(connection, kind, payload):
    """One record of a kind, encrypted as it should be, and then a request."""
    for _ in connection._sendMsg(Message(kind, bytearray(payload))):
        pass
    return asked(connection)


def raw(some):
    """Bytes of ours below TLS, and then a request."""
    connection = connected(AGENT)
    connection.sock.sendall(some)
    return asked(connection)


# What GnuTLS does ------------------------------------------------------------------------------------------------

GET = b"GET /v1/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
ONLY_13 = "NORMAL:-VERS-ALL:+VERS-TLS1.3"


def gnutls(what, wanted, *options, priority="NORMAL", with_certificate=True):
    ours = ["--x509certfile", CHAIN, "--x509keyfile", KEY] if with_certificate else []
    client = subprocess.Popen(
        ["gnutls-cli", "--port", str(AGENT), "--x509cafile", ROOT, "--sni-hostname", "localhost", "--verify-hostname",
         "localhost", "--priority", priority, *ours, *options, "127.0.0.1"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        client.stdin.write(GET)
        client.stdin.flush()
        client.wait(timeout=5)  # its input must not end before the answer is there
    except BrokenPipeError:
        pass
    except subprocess.TimeoutExpired:
        client.kill()
    said = client.stdout.read().decode("utf-8", "replace")
    client.stdin = None
    lines = [line.strip() for line in said.splitlines() if "HTTP/1.1" in line or "alert [" in line or "resumed" in line]
    judge(AGENT, f"GnuTLS: {what}", wanted in said and "resumed session" not in said, "; ".join(lines[-2:]))


def gnutls_all():
    if not shutil.which("gnutls-cli"):
        return print("skipped agents GnuTLS: gnutls-cli is not installed (package gnutls-bin)")
    gnutls("a borough is served", "HTTP/1.1 200")
    gnutls("who shows no certificate is told so", "alert [116]", with_certificate=False)
    gnutls("TLS 1.2 alone is refused", "alert [70]", priority="NORMAL:-VERS-ALL:+VERS-TLS1.2")
    gnutls("a finite field alone is refused", "alert [40]", priority=ONLY_13 + ":-GROUP-ALL:+GROUP-FFDHE2048")
    gnutls("AES-CCM alone is refused", "alert [40]", priority=ONLY_13 + ":-CIPHER-ALL:+AES-128-CCM")
    gnutls("RSA signatures alone are refused", "alert [40]", priority=ONLY_13 + ":-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256")
    gnutls("a session of before is not resumed", "HTTP/1.1 200", "--resume")
    gnutls("an update of keys does no harm", "HTTP/1.1 200", "--rehandshake")


# What testssl.sh finds -------------------------------------------------------------------------------------------

# The hub's certificate names nobody to ask whether it was revoked: boroughs pin its key, are told of another one by its
# signature, and may connect to nothing but the hub.
EXPECTED = {"cert_revocation"}


def testssl(port):
    if not shutil.which("testssl"):
        return print(f"skipped {'agents' if port == AGENT else 'enrol '} testssl.sh: not installed")
    with tempfile.TemporaryDirectory() as folder:
        # It shows no certificate of its own accord.
        wrapper = pathlib.Path(folder, "openssl")
        ours = f'-cert "{CHAIN}" -cert_chain "{CHAIN}" -key "{KEY}"' if port == AGENT else ""
        wrapper.write_text(
            f'#!/bin/sh\n[ "$1" != s_client ] || {{ shift; exec openssl s_client {ours} "$@"; }}\nexec openssl "$@"\n')
        wrapper.chmod(0o755)
        report = pathlib.Path(folder, "report.json")
        subprocess.run(
            ["testssl", "--quiet", "--color", "0", "--warnings", "batch", "--openssl", wrapper, "--add-ca", ROOT, "--jsonfile",
             report, "--ip", "127.0.0.1", "--nodns", "min", "-p", "-s", "-f", "-S", "-U", f"localhost:{port}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        found = json.loads(report.read_text())
    bad = {f["id"]: f["severity"] for f in found if f["severity"] in {"MEDIUM", "HIGH", "CRITICAL", "FATAL"}}
    judge(port, f"testssl.sh: {len(found)} findings, none of medium or above but {', '.join(EXPECTED)}",
          len(found) > 50 and set(bad) <= EXPECTED, ", ".join(sorted(set(bad) - EXPECTED)))


scan()
misbehave()
gnutls_all()
for one in (AGENT, ENROL):
    testssl(one)
print(f"{failures} findings")
sys.exit(1 if failures else 0)
