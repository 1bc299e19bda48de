"""Learners are spoken to in their language: the catalogue is whole, up to date, and reads well."""

import ast
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import tutor
from tests.claims.host import HOST, patterns
from tutor.claims import judge
from tutor.language import FOLDER, set_language, spaced, translate, translate_number
from tutor.state import State

ROOT = Path(tutor.__file__).parent
KEYWORDS = {"_": None, "mark": None, "translate": None, "_n": (1, 2)}
PO = FOLDER / "zh/LC_MESSAGES/tutor.po"


def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="zh")


def test_every_text_of_the_code_is_translated_and_no_other() -> None:
    found = {text for _, _, text, _, _ in extract_from_dir(ROOT, keywords=KEYWORDS)}
    translated = {message.id: message for message in catalogue() if message.id}
    assert {id_ if isinstance(id_, str) else tuple(id_) for id_ in translated} == found, "run tests/translate"
    assert not [message.id for message in translated.values() if message.fuzzy or not message.string]


def test_no_text_is_overlooked() -> None:
    """Babel finds none in the braces of an f-string."""
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue()}
    read = [ast.parse(path.read_text()) for path in ROOT.rglob("*.py")]
    calls = [node for tree in read for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    said = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS]
    texts = {text.value for text in said if isinstance(text, ast.Constant)}
    assert texts
    assert not texts - known


def test_a_translation_names_the_same_values() -> None:
    for message in catalogue():
        one, *_ = [message.id] if isinstance(message.id, str) else message.id
        said = [message.string] if isinstance(message.string, str) else message.string or []
        for text in said if one else []:
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", one)), text


def test_the_compiled_catalogue_is_up_to_date() -> None:
    compiled = BytesIO()
    write_mo(compiled, catalogue())
    assert PO.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run tests/translate"


def test_english_is_spoken_until_another_language_is_chosen() -> None:
    assert translate("there is no {thing}", thing="link eth9") == "there is no link eth9"
    assert translate_number("{number} of {x}", "{number} of many {x}", 2, x="y") == "2 of many y"
    set_language("xx")
    assert translate("there is no {thing}", thing="link eth9") == "there is no link eth9"


def test_values_with_braces_are_left_alone() -> None:
    assert translate("there is no {thing}", thing="{thing} {0}") == "there is no {thing} {0}"


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("line", "expected", "found"),
    [
        (
            "link netns=host name=veth1 master=br0 mtu>1500",
            "host 中的网络接口 veth1（master 为 br0，mtu 大于 1500）",
            "找到网络接口 veth1，但它的 master 是 docker0，而不是 br0",
        ),
        (
            "no link netns=host name=docker0",
            "没有 host 中的网络接口 docker0",
            "找到网络接口 docker0，它不该存在",
        ),
        (
            "count>=3 link netns=host kind=veth",
            "host 中的至少 3 条网络接口（kind 为 veth）",
            "找到 2 个，不足 3 个",
        ),
        ("link netns=web name=eth0", "web 中的网络接口 eth0", "找到：web 中的网络接口 eth0"),
        (
            "link netns=shop name=eth0",
            "shop 中的网络接口 eth0",
            "网络命名空间 shop 还不存在（没有正在运行的容器 shop）",
        ),
        ("ping from=web to=db", "web 能 ping 通 db", "正在尝试"),
        ("no lnik name=x", "没有 lnik x", "没有名为 lnik 的事实"),
    ],
)
def test_verdicts_are_said_in_chinese(line: str, expected: str, found: str) -> None:
    said = judge(patterns(line), HOST)
    assert (said.expected, said.found) == (expected, found)


@pytest.mark.usefixtures("chinese")
def test_chinese_is_set_as_it_should_be() -> None:
    assert spaced("没有 网络接口 eth0，但它") == "没有网络接口 eth0，但它"
    assert spaced("节点beta上") == "节点 beta 上"
    assert judge(patterns("link name=x"), State()).found == "还没有观察到任何东西"
