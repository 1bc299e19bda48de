"""How a field's text is held against a wanted text."""

import pytest

from tutor.claims.compare import compare, is_operator, is_order, misread, order


@pytest.mark.parametrize(
    ("found", "sign", "wanted", "fits"),
    [
        ("docker0", "=", "docker0", True),
        ("docker0", "=", "docker", False),
        ("docker0", "!=", "br0", True),
        ("docker0", "!=", "docker0", False),
        ("1500", "<", "1501", True),
        ("1500", "<", "1500", False),
        ("900", "<", "1500", True),
        ("1500", "<=", "1500", True),
        ("1501", "<=", "1500", False),
        ("1500", ">", "900", True),
        ("1500", ">", "1500", False),
        ("1500", ">=", "1500", True),
        ("1499", ">=", "1500", False),
        ("80-90", ">", "1", False),
        ("veth12ab", "~", "^veth[0-9a-f]+$", True),
        ("eth0", "~", "^veth", False),
        ("xveth", "~", "veth", True),
        ("172.17.0.2", "@", "172.17.0.0/16", True),
        ("172.18.0.2", "@", "172.17.0.0/16", False),
        ("172.17.4.0/24", "@", "172.17.0.0/16", True),
        ("172.17.0.0/16", "@", "172.17.0.0/24", False),
        ("172.18.0.0/24", "@", "172.17.0.0/16", False),
        ("172.17.0.2/16", "@", "172.17.0.0/24", True),
        ("172.17.0.2", "@", "172.17.0.1/16", True),
        ("172.17.0.2:80", "@", "172.17.0.0/16", False),
        ("default", "@", "0.0.0.0/0", False),
        ("fd00::2", "@", "fd00::/64", True),
        ("fd00::2", "@", "0.0.0.0/0", False),
        ("10.0.0.1", "@", "::/0", False),
    ],
)
def test_a_text_fits_or_not(found: str, sign: str, wanted: str, fits: bool) -> None:  # noqa: FBT001
    assert compare(sign, found, wanted) is fits


@pytest.mark.parametrize("sign", ["=", "!=", "<", "<=", ">", ">=", "~", "@"])
def test_a_field_without_a_value_fits_nothing(sign: str) -> None:
    assert not compare(sign, None, "0.0.0.0")
    assert is_operator(sign)


@pytest.mark.parametrize(
    ("sign", "wanted"), [("<", "many"), ("<=", "x"), (">", "x"), (">=", "1.5"), ("~", "["), ("@", "docker0")]
)
def test_nothing_fits_what_cannot_be_read(sign: str, wanted: str) -> None:
    assert wanted in misread(sign, wanted)
    assert not compare(sign, "1", wanted)


@pytest.mark.parametrize(("sign", "wanted"), [("=", "["), ("<", "7"), ("~", "^a"), ("@", "10.0.0.0/8")])
def test_what_can_be_read_has_no_reason_against_it(sign: str, wanted: str) -> None:
    assert misread(sign, wanted) == ""


def test_only_signs_of_order_compare_numbers_of_rows() -> None:
    assert [sign for sign in ("=", "!=", "<", "<=", ">", ">=", "~", "@", "") if is_order(sign)] == [
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
    ]
    assert not is_operator("==")
    assert order("!=", 1, 2)
    assert not order("=", 1, 2)
