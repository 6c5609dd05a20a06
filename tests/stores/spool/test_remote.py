"""The line to an intake: which addresses are taken, whose certificate counts, who resolves an onion."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.stores.spool.cast import DESK, DESK_KEYS

from crimebook.stores.spool.remote import TOR, DeskKey, Line, LineError, RemoteIntake
from crimebook.terms.errors import InvalidValueError

ONION = f"{'a' * 56}.onion"
NOTHING = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"waiting":[]}'
WAIT_S = 30


class Answering:
    """Answers one line: greets by SOCKS where asked to, reads a request, says that nothing waits."""

    def __init__(self, tls: ssl.SSLContext | None = None, *, is_proxy: bool = False) -> None:
        self.tls = tls
        self.is_proxy = is_proxy
        self.asked = b""
        self.host = ""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.settimeout(WAIT_S)
        self.port = self.listening.getsockname()[1]

    def run(self) -> None:
        try:
            line, _ = self.listening.accept()
        except OSError:
            return
        with line:
            line.settimeout(WAIT_S)
            try:
                self.answer(self.tls.wrap_socket(line, server_side=True) if self.tls else line)
            except OSError:
                return

    def answer(self, line: socket.socket) -> None:
        with line:
            if self.is_proxy:
                line.recv(16)
                line.sendall(b"\x05\x00")
                head = line.recv(300)
                assert head[3] == 3, "a name, for the proxy to resolve"
                self.host = head[5 : 5 + head[4]].decode()
                line.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            while b"\r\n\r\n" not in self.asked or not self.asked.endswith(b"}"):
                self.asked += line.recv(4096)
            line.sendall(NOTHING)


@contextmanager
def answering(tls: ssl.SSLContext | None = None, *, is_proxy: bool = False) -> Iterator[Answering]:
    made = Answering(tls, is_proxy=is_proxy)
    thread = Thread(target=made.run)
    thread.start()
    try:
        yield made
    finally:
        made.listening.close()
        thread.join(WAIT_S)


def waiting(line: Line) -> int:
    key = DeskKey(DESK_KEYS[0], DESK.sign)
    with closing(RemoteIntake(line.open(), key, lambda: 1.6e9, wait=lambda _: None)) as intake:
        return len(intake.waiting())


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate of this machine that nobody trusts yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "intake")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, secret = tmp_path / "public.pem", tmp_path / "secret.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, secret)
    return context, public


@pytest.mark.parametrize(
    ("address", "taken", "proxy"),
    [
        ("https://Intake.Example", "https://intake.example", ""),
        ("https://intake.example:8443/", "https://intake.example:8443", ""),
        (f"http://{ONION}", f"http://{ONION}", TOR),
        ("http://127.0.0.1:8030", "http://127.0.0.1:8030", ""),
        ("http://[::1]:8030", "http://[::1]:8030", ""),
    ],
)
def test_an_address_is_taken(address: str, taken: str, proxy: str):
    line = Line.parse(address)
    assert (line.address, line.proxy) == (taken, proxy)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "intake.example",
        "http://intake.example",
        "http://onion.example",
        "https://intake.example/x",
        "https://intake.example/?x",
        "https://a@intake.example",
        "file:///etc/passwd",
        "http://127.0.0.1.example",
    ],
)
def test_an_address_is_refused(address: str):
    with pytest.raises(InvalidValueError):
        Line.parse(address)


def test_a_request_says_nothing_of_the_program_that_sends_it():
    with answering() as server:
        assert waiting(Line.parse(f"http://127.0.0.1:{server.port}")) == 0
    assert b"python" not in server.asked.lower()
    assert b"httpx" not in server.asked.lower()


def test_surroundings_name_no_proxy(monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with answering() as server:
        assert waiting(Line.parse(f"http://127.0.0.1:{server.port}")) == 0


def test_a_certificate_that_nobody_trusts_is_refused_at_once(certificate: tuple[ssl.SSLContext, Path]):
    with answering(certificate[0]) as server, pytest.raises(LineError, match="--ca"):
        waiting(Line.parse(f"https://127.0.0.1:{server.port}"))
    assert server.asked == b""


def test_a_certificate_of_a_named_authority_is_taken(certificate: tuple[ssl.SSLContext, Path]):
    with answering(certificate[0]) as server:
        assert waiting(Line.parse(f"https://127.0.0.1:{server.port}", authorities=certificate[1])) == 0


def test_an_onion_is_asked_through_the_proxy_which_resolves_its_name():
    pytest.importorskip("socksio", reason="socksio is not here; it comes with the extra onion")
    with answering(is_proxy=True) as server:
        line = Line.parse(f"http://{ONION}", proxy=f"socks5h://127.0.0.1:{server.port}")
        assert waiting(line) == 0
    assert server.host == ONION
    assert f"Host: {ONION}".encode() in server.asked
