"""A timestamping authority in a test's folder: certificates made here, tokens by ``openssl ts``."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TSTINFO_OID = "1.2.840.113549.1.9.16.1.4"
_CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.3.6.1.4.1.57264.2
other_policies = 1.3.6.1.4.1.57264.2
digests = sha256, sha512
accuracy = secs:1, millisecs:500
ordering = yes
ess_cert_id_alg = sha256
clock_precision_digits = {digits}
"""


def needs_openssl() -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here; it plays the authority of these tests")


@dataclass(frozen=True)
class Signer:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def make_root(name: str = "Test root", *, days: int = 3650) -> Signer:
    key = _key()
    return Signer(key, _certificate(name, key, None, days=(-30, days), is_authority=True))


def make_signer(
    root: Signer, *, days: tuple[float, float] = (-20, 365), usage: bool = True, critical: bool = True
) -> Signer:
    key = _key()
    purposes = [ExtendedKeyUsageOID.TIME_STAMPING] if usage else []
    return Signer(
        key,
        _certificate("Test authority", key, root, days=days, purposes=tuple(purposes), critical=critical),
    )


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(
    name: str,
    key: rsa.RSAPrivateKey,
    issuer: Signer | None,
    *,
    days: tuple[float, float],
    is_authority: bool = False,
    purposes: tuple[x509.ObjectIdentifier, ...] = (),
    critical: bool = True,
) -> x509.Certificate:
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=critical)
    return builder.sign(issuer.key if issuer else key, hashes.SHA256())


@dataclass(frozen=True)
class Authority:
    """Answers requests in a folder of its own."""

    folder: Path
    root: Signer
    signer: Signer
    digits: int = 0

    def answer(self, request: bytes) -> bytes:
        """Return a response, as ``openssl ts -reply`` makes it."""
        self._lay_out()
        (self.folder / "request.tsq").write_bytes(request)
        self._openssl(
            "ts", "-reply", "-config", "tsa.cnf", "-section", "here", "-queryfile", "request.tsq",
            "-signer", "signer.pem", "-inkey", "signer.key", "-chain", "root.pem", "-out", "response.tsr",
        )  # fmt: skip
        return (self.folder / "response.tsr").read_bytes()

    def token(self, response: bytes) -> bytes:
        """Return the bare token of a response."""
        (self.folder / "response.tsr").write_bytes(response)
        self._openssl("ts", "-reply", "-in", "response.tsr", "-token_out", "-out", "token.der")
        return (self.folder / "token.der").read_bytes()

    def sign_again(self, info: bytes) -> bytes:
        """Sign a TSTInfo with a certificate that ``openssl ts`` itself would refuse."""
        self._lay_out()
        (self.folder / "info.der").write_bytes(info)
        self._openssl(
            "cms", "-sign", "-binary", "-nodetach", "-md", "sha256", "-cades", "-in", "info.der",
            "-econtent_type", TSTINFO_OID, "-signer", "signer.pem", "-inkey", "signer.key",
            "-outform", "DER", "-out", "token.der",
        )  # fmt: skip
        return (self.folder / "token.der").read_bytes()

    def info(self, token: bytes) -> bytes:
        """Return the TSTInfo inside a token."""
        (self.folder / "token.der").write_bytes(token)
        self._openssl(
            "cms", "-verify", "-noverify", "-nosigs", "-inform", "DER", "-in", "token.der", "-out", "info.der"
        )
        return (self.folder / "info.der").read_bytes()

    def _lay_out(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        private = self.signer.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (self.folder / "signer.key").write_bytes(private)
        (self.folder / "signer.pem").write_bytes(self.signer.pem)
        (self.folder / "root.pem").write_bytes(self.root.pem)
        if not (self.folder / "serial").exists():
            (self.folder / "serial").write_text("01\n")
        (self.folder / "tsa.cnf").write_text(_CONFIG.format(folder=self.folder, digits=self.digits))

    def _openssl(self, *arguments: str) -> None:
        done = subprocess.run(
            ["openssl", *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def make_authority(folder: Path, root: Signer | None = None, *, digits: int = 0) -> Authority:
    needs_openssl()
    root = root or make_root()
    return Authority(folder, root, make_signer(root), digits)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
