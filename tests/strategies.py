"""Texts for property tests: laws with a known tree, and odd strings."""

from __future__ import annotations

from hypothesis import strategies as st

_DIGITS = "零一二三四五六七八九"
_SENTENCES = {
    "zh": [
        "各级机关应当依法履行职责",
        "有关部门可以委托其他单位办理",
        "任何人不得拒绝、阻碍",
        "具体办法由市人民政府规定",
    ],
    "vi": [
        "Cơ quan có thẩm quyền phải xem xét, quyết định",
        "Cán bộ được quyền khiếu nại",
        "Nghiêm cấm hành vi cản trở",
    ],
}
_LETTERS = "abcdđeghi"


def numeral(value: int) -> str:
    """Write a number below 1,000 in Chinese."""
    if value < 10:
        return _DIGITS[value]
    if value < 20:
        return "十" + (_DIGITS[value % 10] if value % 10 else "")
    if value < 100:
        return _DIGITS[value // 10] + "十" + (_DIGITS[value % 10] if value % 10 else "")
    rest = value % 100
    tail = (
        ""
        if not rest
        else ("零" if rest < 10 else "")
        + (numeral(rest) if rest < 10 or rest >= 20 else "一" + numeral(rest))
    )
    return _DIGITS[value // 100] + "百" + tail


@st.composite
def zh_laws(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A Chinese law and the paths of its tree."""
    lines, paths = ["云溪市机关工作条例", ""], []
    article = 0
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        lines += [f"第{numeral(chapter)}章　事项{numeral(chapter)}", ""]
        paths.append(f"ch_{chapter}")
        for _ in range(draw(st.integers(1, 4))):
            article += 1
            at = f"ch_{chapter}/art_{article}"
            paths.append(at)
            for paragraph in range(1, draw(st.integers(1, 3)) + 1):
                head = f"第{numeral(article)}条　" if paragraph == 1 else ""
                sentence = draw(st.sampled_from(_SENTENCES["zh"]))
                items = draw(st.integers(0, 3))
                paths.append(f"{at}/par_{paragraph}")
                lines.append(head + sentence + ("：" if items else "。"))
                for item in range(1, items + 1):
                    end = "。" if item == items else "；"
                    lines.append(
                        f"（{numeral(item)}）{draw(st.sampled_from(_SENTENCES['zh']))}{end}"
                    )
                    paths.append(f"{at}/par_{paragraph}/item_{item}")
    return "\n".join(lines) + "\n", paths


@st.composite
def vi_laws(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A Vietnamese law and the paths of its tree."""
    roman = ["", "I", "II", "III"]
    lines, paths = (
        ["LUẬT", "SÔNG VÀNG", "Căn cứ Hiến pháp;", "Quốc hội ban hành Luật Sông Vàng."],
        [],
    )
    article = 0
    for chapter in range(1, draw(st.integers(1, 3)) + 1):
        lines += [f"Chương {roman[chapter]}", "QUY ĐỊNH VỀ VIỆC"]
        paths.append(f"ch_{chapter}")
        for _ in range(draw(st.integers(1, 4))):
            article += 1
            at = f"ch_{chapter}/art_{article}"
            paths.append(at)
            lines.append(f"Điều {article}. Nội dung chính")
            for paragraph in range(1, draw(st.integers(1, 3)) + 1):
                items = draw(st.integers(0, 4))
                end = ":" if items else "."
                lines.append(f"{paragraph}. {draw(st.sampled_from(_SENTENCES['vi']))}{end}")
                paths.append(f"{at}/par_{paragraph}")
                for letter in _LETTERS[:items]:
                    lines.append(f"{letter}) {draw(st.sampled_from(_SENTENCES['vi']))};")
                    paths.append(f"{at}/par_{paragraph}/item_{letter}")
    return "\n".join(lines) + "\n", paths


#: Strings made of what the grammars look for, and of what breaks parsers.
_PIECES = [
    "第一条", "第二条　", "第十三条", "第一章 总则\n", "（一）", "(二)", "一、", "1.", "①", "目录\n", "附件1\n",
    "的规定", "《法》", "。", "；", "：", "\n", "\n\n", "\r\n", "　", " ", "\u200b", "\u00a0", "**", "# ", "|", "<td>",
    "Điều 1", "Điều 2. ", "Chương I\n", "Mục 1", "a) ", "đ) ", "1. ", "1.1. ", "Căn cứ", "Nơi nhận:\n", "“", "”",
    "Article 1", "First, ", "The second is ", "一是", "二是", "Một là ", "Hai là ", "2022年9月8日", "ngày 3 tháng 11 năm 2021",
    "e\u0301", "Đ", "\ufeff", "\x00", "\u202e", "𠀀", "🙂", "abc", "中文", "tiếng Việt", "-" * 5, "1" * 8,
]  # fmt: skip
scraps = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5)), max_size=60).map(
    "".join
)
languages = st.sampled_from(["zh", "vi", "en"])
