"""A document's signature: Ed25519, in its last lines, over all of the document but the signature itself.

It proves that somebody who has the private key signed these very words, and that they are as they
were then. It does not prove who did the lessons, nor that the journal was true when it was signed.
"""

import os
import re
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from tutor.errors import TutorError
from tutor.language import _

WORD = "tutor-signature-ed25519:"
_SEAL = re.compile(re.escape(WORD) + r"([A-Za-z0-9+/]{86}==)")
_MARKUP = "\n<!-- {seal} -->\n"


def make_key(path: Path) -> Path:
    """Write a new private key, and beside it the public one, whose path is returned. Overwrites nothing."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    shown = path.with_name(f"{path.name}.pub")
    try:
        for place, text, mode in ((path, private, 0o600), (shown, public, 0o644)):
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(text)
    except OSError as error:
        raise TutorError(
            _("the key cannot be written: {reason} ({path})", reason=error.strerror, path=error.filename),
            _("name another file: none that is there is overwritten"),
        ) from error
    return shown


def sign(document: str, path: Path) -> str:
    """The document with its signature by the private key in this file."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise _no_key(path, error) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, _("it is of another kind"))
    blank = _with_seal(document, WORD)
    seal = b64encode(key.sign(_bytes(blank))).decode()
    return _with_seal(document, WORD + seal)


def check(document: str, path: Path) -> bool:
    """Whether the document is as it was when it was signed with this key, private or public.

    Raises TutorError where it has no signature, or where the key cannot be read.
    """
    key = _public_key(path)
    found = list(_SEAL.finditer(document))
    if not found:
        raise TutorError(
            _("the document is not signed, or its signature was cut off"),
            _("sign one: tutor journal --sign KEYFILE"),
        )
    start, end = found[-1].span(1)
    signature = b64decode(found[-1][1])
    try:
        key.verify(signature, _bytes(document[:start] + document[end:]))
    except InvalidSignature:
        return False
    return b64encode(signature).decode() == found[-1][1]  # the same bytes can be written in several ways


def _with_seal(document: str, seal: str) -> str:
    """JSON stays JSON: there the signature is its last member."""
    if document.startswith("{"):
        return f'{document.rstrip().removesuffix("}").rstrip()},\n "signature": "{seal}"\n}}\n'
    return document + _MARKUP.format(seal=seal)


def _bytes(document: str) -> bytes:
    """Mail programs change the ends of lines: that is no change of a document."""
    return document.replace("\r\n", "\n").strip("\n").encode(errors="surrogatepass")


def _public_key(path: Path) -> Ed25519PublicKey:
    try:
        text = path.read_bytes()
        if b"PRIVATE KEY" in text:
            private = load_pem_private_key(text, password=None)
            key = private.public_key() if isinstance(private, Ed25519PrivateKey) else None
        else:
            public = load_pem_public_key(text)
            key = public if isinstance(public, Ed25519PublicKey) else None
    except (OSError, ValueError, TypeError) as error:
        raise _no_key(path, error) from error
    if key is None:
        raise _no_key(path, _("it is of another kind"))
    return key


def _no_key(path: Path, reason: object) -> TutorError:
    return TutorError(
        _("{path} has no key that can be used: {reason}", path=path, reason=reason),
        _("make one: tutor journal --new-key FILE"),
    )
