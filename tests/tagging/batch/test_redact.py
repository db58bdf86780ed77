"""Personal data are masked, everything else and all offsets stay right."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.spans import Span
from shangxia.tagging.batch import redact, tag_file
from shangxia.tagging.batch.redaction import find_personal
from tests.tagging.batch.fakes import FakeTagger
from tests.tagging.batch.tables import read_csv, read_jsonl, write_csv, write_jsonl

MASKED = [
    ("打电话13912345678没人接", "打电话［电话］没人接"),
    ("电话：0571-87654321转802", "电话：［电话］"),
    ("手机189 7318 7780，谢谢", "手机［电话］，谢谢"),
    ("联系方式是85123456", "联系方式是［电话］"),
    ("身份证号３３０１０６１９８００１０１１２３４在此", "身份证号［证件号］在此"),
    ("身份证330106198001011234。", "身份证［证件号］。"),
    ("发到li.si_88@example.com.cn即可", "发到［邮箱］即可"),
    ("车牌浙A·8K123的车", "车牌［车牌］的车"),
    ("粤BD12345违停", "［车牌］违停"),
    ("卡号：6222 0212 3456 7890 123", "卡号：［银行卡］"),
    ("住在城西花园，路灯", "住在［地址］，路灯"),
    ("文一路18号2幢3单元502室漏水", "文一路［地址］漏水"),
    ("3栋502的住户", "［地址］的住户"),
    ("我叫王小明，去年", "我叫［姓名］，去年"),
    ("本人李四，男，40岁", "本人［姓名］，男，40岁"),
    ("联系人：赵女士 13712345678", "联系人：［姓名］ ［电话］"),
    ("我叫欧阳修文。欧阳修文说", "我叫［姓名］。［姓名］说"),
    ("望处理。\n钱多多\n2024年5月6日", "望处理。\n［姓名］\n2024年5月6日"),
    ("此致敬礼！孙大圣", "此致敬礼！［姓名］"),
    ("我叫張小華，電話0912345678", "我叫［姓名］，電話［电话］"),
    ("Tôi tên là Nguyễn Thị Bích Hà, ở tổ 5", "Tôi tên là ［họ tên］, ở tổ 5"),
    ("toi ten la tran van b hien o quan 3", "toi ten la ［họ tên］ hien o quan 3"),
    ("Gọi 0912.345.678 hoặc +84 28 3822 1234", "Gọi ［điện thoại］ hoặc ［điện thoại］"),
    ("CCCD số 079123456789 cấp ngày", "CCCD số ［số giấy tờ］ cấp ngày"),
    ("xe biển số 51F-123.45 đỗ", "xe biển số ［biển số］ đỗ"),
    ("STK: 0123 4567 8901 tại ngân hàng", "STK: ［tài khoản］ tại ngân hàng"),
    ("nhà số 12/3 ngõ 45 đường Láng bị ngập", "nhà số ［địa chỉ］ bị ngập"),
    ("Xin cảm ơn.\nLê Văn Tám", "Xin cảm ơn.\n［họ tên］"),
    ("My name is Zhang Wei and I live here", "My name is ［name］ and I live here"),
    ("Write to zhang@example.org today", "Write to ［e-mail］ today"),
]
KEPT = [
    "我是高新区的居民，反映一个问题",
    "我是安徽人，在这里打工",
    "我是农民，我是业主，我是学生。",
    "打12345、110和12315都没用",
    "根据国发〔2019〕23号文件，3月12号，地铁3号线，第23次投诉",
    "一共花了1234567890元，工单号20190228112505",
    "请尽快处理。\n谢谢",
    "谢谢！万分感谢",
    "镇长张某某和李书记不作为",
    "2019/2/28 11:25:05，2019-02-28",
    "Nghị định số 12/2020/NĐ-CP ngày 05/06/2020; Quyết định 41-QĐ/TW",
    "Tôi là người dân tổ 5, tôi là giáo viên",
    "hơn 1.500.000 đồng, 120.000.000đ, 30 ngày",
    "I am a teacher and I am tired.",
    "住在附近的人都知道，居住在地铁3号线沿线",
    "",
]


@pytest.mark.parametrize(("text", "expected"), MASKED)
def test_masked(text: str, expected: str) -> None:
    language = "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in text) else None
    assert (
        redact(
            text,
            language=language or ("en" if "name" in expected or "e-mail" in expected else "vi"),
        ).text
        == expected
    )


@pytest.mark.parametrize("text", KEPT)
def test_kept(text: str) -> None:
    assert redact(text).text == text


@given(
    st.lists(
        st.sampled_from([text for text, _ in MASKED] + KEPT) | st.text(max_size=20), max_size=5
    )
)
def test_offsets_agree_and_nothing_is_found_twice(parts: list[str]) -> None:
    text = "。".join(parts)
    found = list(find_personal(text))
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    hidden = redact(text, language="zh")
    at = 0
    for start, end, _ in found:
        # What stands between is what stood between.
        span = hidden.map.to_new(Span(at, start))
        if start > at:
            assert span.of(hidden.text) == text[at:start]
        assert hidden.map.to_old(hidden.map.to_new(Span(start, end))) == Span(start, end)
        at = end
    assert hidden.text.endswith(text[at:])


def test_time_is_linear() -> None:
    import time

    for unit in (
        "1",
        "12 ",
        "号",
        "A1",
        "我叫",
        "a@",
        "住在村",
        "số 1 ",
        "Tôi tên ",
        "\n ",
        "13912345678,",
        "我叫张三，",
    ):
        seconds = []
        for length in (4_000, 16_000):
            text = unit * (length // len(unit))
            # The least of three, in time of this process: other work on the machine is not counted.
            tries = []
            for _ in range(3):
                began = time.process_time()
                redact(text, language="zh")
                tries.append(time.process_time() - began)
            seconds.append(min(tries))
        assert seconds[1] < 0.05 + 12 * seconds[0], unit


def test_rows_are_masked_with_their_evidence(tmp_path: Path) -> None:
    head = ("id", "姓名", "联系电话", "标题", "内容", "备注")
    row = (
        "13912345678",
        "张三",
        "13812345678",
        "我叫张三",
        "电话13812345678，一直拖着",
        "回电13712345678",
    )
    source = write_csv(tmp_path / "in.csv", [row], head=head)
    tag_file(source, tmp_path / "out.csv", model=FakeTagger(), redact=True, text=["标题", "内容"])
    (out,) = read_csv(tmp_path / "out.csv")
    assert [out[name] for name in head] == [
        "13912345678", "［姓名］", "［电话］", "我叫［姓名］", "电话［电话］，一直拖着", "回电［电话］",
    ]  # fmt: skip
    tag_file(source, tmp_path / "out.jsonl", model=FakeTagger(), redact=True, text=["标题", "内容"])
    (item,) = read_jsonl(tmp_path / "out.jsonl")
    (quote,) = item["labels"][0]["evidence"]
    joined = f"{item['标题']}\n{item['内容']}"
    assert joined[quote["start"] : quote["end"]] == quote["text"] == "拖"


def test_every_key_of_jsonl_is_masked_and_the_rest_stays_to_the_byte(tmp_path: Path) -> None:
    rows = [{"text": "一直拖着"}] * 300
    source = write_jsonl(tmp_path / "in.jsonl", rows)
    with source.open("a", encoding="utf-8") as stream:
        stream.write('{"n":1.10 , "text":"拖","late":{"tel": ["13812345678", 7]}}\n')
    tag_file(source, tmp_path / "out.jsonl", model=FakeTagger(), redact=True)
    last = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()[-1]
    assert last.startswith('{"n":1.10 , "text":"拖","late":{"tel": ["［电话］", 7]}, "labels": ')
    assert "13812345678" not in last
