"""Whom a connection trusts: the one certificate whose fingerprint is in the address, or the machine's authorities."""

import ssl
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tutor.classroom.address import Address
from tutor.errors import ClassError
from tutor.language import _

PATIENCE = 10.0
"""Seconds that a broker may take to show its certificate."""
DAYS = 365
"""For how long a certificate is good."""


def fingerprint(certificate: str) -> str:
    """SHA-256 of a certificate in PEM, as it stands in an address."""
    digest = sha256(ssl.PEM_cert_to_DER_cert(certificate)).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def context(address: Address) -> ssl.SSLContext | None:
    """What to connect with; raises ClassError when the broker is another one, OSError when it is not there.

    A broker of a class has signed its certificate itself. It is fetched, compared with the
    address, and from then on the only one that the connection itself accepts.
    """
    if not address.tls:
        return None
    if not address.fingerprint:
        return ssl.create_default_context()
    certificate = ssl.get_server_certificate((address.host, address.port), timeout=PATIENCE)
    if not compare_digest(fingerprint(certificate), address.fingerprint):
        raise ClassError(
            _("the broker at {host} is not the one that the address speaks of", host=address.host),
            _("ask your instructor for the line of today; somebody may be in between"),
        )
    trusting = ssl.create_default_context(cadata=certificate)
    trusting.check_hostname = False  # the certificate itself is known, whatever name leads there
    return trusting


def make_certificate(folder: Path, names: list[str]) -> str:
    """Write ``key.pem`` and ``cert.pem``, signed by itself, for these names; the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tutor class")])
    now = datetime.now(tz=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = certificate.public_bytes(Encoding.PEM)
    private = folder / "key.pem"
    private.unlink(missing_ok=True)
    private.touch(mode=0o600, exist_ok=False)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "cert.pem").write_bytes(text)
    return text.decode()


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
