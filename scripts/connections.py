"""Complete connections to the hub's agent port, one after the other on each of eight threads: a handshake, a question for the
hub's status, its answer, and both sides close.

    python3 connections.py PORT ROOT IDENTITY COUNT

IDENTITY is an enrolled borough's folder. Ends with 1 if one was not answered with 200.
"""
import concurrent.futures
import socket
import ssl
import sys

port, root, identity, count = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
context = ssl.create_default_context(cafile=root)
context.minimum_version = ssl.TLSVersion.TLSv1_3
context.load_cert_chain(identity + "/certificate.pem", identity + "/tls.key")
request = b"GET /v1/status HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"


def ask(_):
    # The port of the other side is free again only after a minute: several addresses.
    with socket.create_connection(("127.0.0.1", port), source_address=(f"127.0.0.{2 + _ % 50}", 0), timeout=30) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as tls:
            tls.sendall(request)
            answer = b""
            while part := tls.recv(65536):
                answer += part
            return answer.startswith(b"HTTP/1.1 200 ")


with concurrent.futures.ThreadPoolExecutor(8) as pool:
    served = sum(pool.map(ask, range(count)))
print(served, "of", count, "served")
sys.exit(served != count)
