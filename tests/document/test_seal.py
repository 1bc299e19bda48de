"""Signatures: any change of a document is seen, whoever checks."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tutor.document import seal
from tutor.errors import TutorError

DOCUMENTS = {
    "md": "# Journal of 安娜\n\n* done\n",
    "html": "<!DOCTYPE html>\n<p>é</p>\n",
    "json": '{"form": 1,\n "a": "ü"}\n',
}


@pytest.fixture
def key(tmp_path: Path) -> Path:
    seal.make_key(tmp_path / "class.key")
    return tmp_path / "class.key"


@pytest.mark.parametrize("form", DOCUMENTS)
def test_what_was_signed_is_checked_with_either_key(form: str, key: Path) -> None:
    signed = seal.sign(DOCUMENTS[form], key)
    assert seal.check(signed, key)
    assert seal.check(signed, key.with_name("class.key.pub"))
    assert seal.check(signed.replace("\n", "\r\n"), key)


@pytest.mark.parametrize("form", DOCUMENTS)
def test_every_change_is_seen(form: str, key: Path) -> None:
    signed = seal.sign(DOCUMENTS[form], key)
    for at, char in enumerate(signed):
        if char in "\r\n":
            continue
        changed = signed[:at] + ("x" if char != "x" else "y") + signed[at + 1 :]
        try:
            assert not seal.check(changed, key), changed
        except TutorError:
            assert "signature" in changed or seal.WORD not in changed  # the signature itself is broken
    assert not seal.check(signed + "more", key)
    assert not seal.check("more" + signed, key)


def test_a_signed_json_document_is_json(key: Path) -> None:
    told = json.loads(seal.sign(DOCUMENTS["json"], key))
    assert told["a"] == "ü"
    assert told["signature"].startswith(seal.WORD)


def test_another_class_has_another_key(key: Path, tmp_path: Path) -> None:
    seal.make_key(tmp_path / "other.key")
    assert not seal.check(seal.sign(DOCUMENTS["md"], key), tmp_path / "other.key.pub")


def test_a_public_key_signs_nothing(key: Path) -> None:
    with pytest.raises(TutorError, match="no key that can be used"):
        seal.sign("x", key.with_name("class.key.pub"))


def test_a_private_key_is_its_owners_and_never_overwritten(key: Path) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    with pytest.raises(TutorError, match="cannot be written"):
        seal.make_key(key)
    assert key.read_bytes() == before


def test_a_key_of_another_kind_is_told(tmp_path: Path) -> None:
    other = generate_private_key(SECP256R1())
    (tmp_path / "ec").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "no").write_text("not a key")
    for name in ("ec", "no", "gone"):
        with pytest.raises(TutorError, match="no key that can be used"):
            seal.sign("x", tmp_path / name)


def test_what_is_not_signed_is_told(key: Path) -> None:
    with pytest.raises(TutorError, match="not signed"):
        seal.check("# Journal\n", key)
