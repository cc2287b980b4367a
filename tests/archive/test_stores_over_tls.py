"""An S3 server with a certificate of its own house is believed by the file that is named."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from s3_server import KEYS
from stamp_authority import certificate, key, pem

from sourcecheck.archive.storage.opening import open_storage
from sourcecheck.errors import ArchiveError

ROOT = certificate("House", "House", authority=True)


def server_certificate() -> x509.Certificate:
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    today = datetime.now(UTC)
    named = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])  # noqa: E731
    return (
        x509.CertificateBuilder()
        .subject_name(named("Server"))
        .issuer_name(named("House"))
        .public_key(key("Server").public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key("House"), hashes.SHA256())
    )


class Empty(BaseHTTPRequestHandler):
    """A server that has nothing, and writes down what it was asked with."""

    def do_HEAD(self):
        self.server.asked.append(dict(self.headers))
        self.send_response(404)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def tls_server(tmp_path):
    private = key("Server").private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "server.pem").write_bytes(pem(server_certificate()) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Empty)
    server.asked = []
    server.handle_error = lambda *args: None
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def storage_of(server, environment):
    return open_storage(f"s3://shelf?endpoint=https://127.0.0.1:{server.server_port}", environment)


def test_the_named_certificates_are_trusted_and_the_key_never_leaves(tmp_path):
    (tmp_path / "house.pem").write_bytes(pem(ROOT))
    with tls_server(tmp_path) as server:
        storage = storage_of(server, KEYS | {"AWS_CA_BUNDLE": str(tmp_path / "house.pem")})
        assert storage.head("a") is None
    (asked,) = server.asked
    assert KEYS["AWS_ACCESS_KEY_ID"] in asked["authorization"]
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in str(asked)


def test_without_them_the_server_is_not_believed(tmp_path, monkeypatch):
    monkeypatch.setattr("sourcecheck.archive.storage.s3._RETRIES", 0)
    with tls_server(tmp_path) as server:
        with pytest.raises(ArchiveError):
            storage_of(server, KEYS).head("a")
        assert server.asked == []


def test_a_file_of_certificates_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(ArchiveError, match="AWS_CA_BUNDLE"):
        open_storage("s3://shelf", KEYS | {"AWS_CA_BUNDLE": str(tmp_path / "none.pem")})
