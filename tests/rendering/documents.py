"""Made-up documents with every layer, built by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from shangxia.document import Document, Instrument, Jurisdiction, Node, Source
from shangxia.findings import (
    Citation,
    Claim,
    Coding,
    Deadline,
    Figure,
    Mention,
    Provision,
    Quote,
    Threshold,
)
from shangxia.structure import parse_tree

ZH = """云溪省推进领导干部能上能下实施办法（试行）

（2031年3月1日云溪省委常委会会议通过）

第一章　总则

第一条　为了推进领导干部能上能下，根据《云溪省干部管理条例》第十二条，制定本办法。

第二条　本办法适用于全省各级机关。

第二章　调整

第三条　领导干部有下列情形之一的，应当及时调整：
（一）得过且过、推诿扯皮的；
（二）民主测评不满意率超过30%的；
（三）拒不执行组织决定的。
前款规定的调整，应当在30日内作出决定，依照本办法第二条执行。

第四条　组织部门不得泄露举报人信息；违反的，给予警告或者免职。
当事人可以在收到决定之日起10个工作日内申请复核。
"""

VI = """TỈNH UỶ MÂY SUỐI
Số: 12-QĐ/TU

QUY ĐỊNH
về việc miễn nhiệm, từ chức đối với cán bộ

Điều 1. Phạm vi điều chỉnh
Quy định này áp dụng đối với cán bộ trong tỉnh.

Điều 2. Căn cứ xem xét miễn nhiệm
1. Cán bộ bị miễn nhiệm khi có một trong các trường hợp sau:
a) Có trên 50% số phiếu tín nhiệm thấp;
b) Đùn đẩy, né tránh trách nhiệm;
đ) Bị kỷ luật cảnh cáo.
2. Cấp có thẩm quyền phải quyết định trong thời hạn 10 ngày làm việc theo khoản 1 Điều này.
"""

#: Words that a page, a spreadsheet or a terminal must not obey.
NASTY = (
    "<script>window.broken = 1</script>",
    "</script><img src=x onerror='window.broken = 2'>",
    "javascript:window.broken=3",
    '" onclick="window.broken = 4" x="',
    '=HYPERLINK("http://example.invalid","click")',
    "+1+1|cmd",
    "@SUM(A1)",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "bell\x07 escape\x1b[31m nul\x00 _x000D_",
    "&lt;b&gt; ]]> <!-- -->",
    "http://example.invalid/leak",
)


def names(folder: Path) -> list[str]:
    """Return the names of what lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


class Builder:
    """Finds words of a text in turn, so that layers can be written down in words."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, words: str, nth: int = 0) -> tuple[str, int, int]:
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return words, start, start + len(words)

    def quote(self, words: str, nth: int = 0) -> Quote:
        return Quote(*self.span(words, nth))


def source(name: str, text: str, language: str, script: str) -> Source:
    return Source(name, "0" * 64, "utf-8", len(text), language, script)  # type: ignore[arg-type]


def chinese() -> Document:
    tree = parse_tree(ZH, "zh")
    return Document(
        text=ZH,
        source=source("yunxi.txt", ZH, "zh", "Hans"),
        instrument=Instrument(
            title="云溪省推进领导干部能上能下实施办法（试行）",
            kind="regulation",
            issuer="云溪省委",
            jurisdiction=Jurisdiction("CN", "Yunxi"),
            adopted="2031-03-01",
            replaces=("旧办法",),
            status="trial",
        ),
        nodes=tree.nodes,
        provisions=_provisions(tree.nodes),
        codings=_codings(),
        claims=_claims(),
        mentions=_mentions(),
        coverage=tree.coverage,
    )


def _provision(
    text: str, nodes: Sequence[Node], number: int, tail: str, norm: str, **layers: object
) -> Provision:
    """Return a provision of the words of a node, the first whose id ends so."""
    place = next(node for node in nodes if node.id.endswith(tail))
    words = text[place.start : place.end].rstrip()
    end = place.start + len(words)
    return Provision(f"p{number}", place.id, place.start, end, words, norm, **layers)  # type: ignore[arg-type]


def _provisions(nodes: Sequence[Node]) -> tuple[Provision, ...]:
    find, provision = Builder(ZH), partial(_provision, ZH, nodes)
    outer = Citation(
        *find.span("《云溪省干部管理条例》第十二条"), "law:《云溪省干部管理条例》/art:12"
    )
    article_2 = next(node.id for node in nodes if node.id.endswith("art_2"))
    here = Citation(*find.span("第二条", 1), "art:2", article_2)
    threshold = Threshold(*find.span("超过30%"), 30.0, "percent", ">")
    decided = Deadline(*find.span("在30日内"), 30.0, "day", "max")
    reviewed = Deadline(*find.span("10个工作日内"), 10.0, "working_day", "max")
    return (
        provision(1, "art_1/par_1", "principle", citations=(outer,)),
        provision(2, "art_2/par_1", "scope"),
        provision(
            3, "art_3/par_1", "obligation", bearer=find.quote("领导干部", 2), modal=find.quote("应当"),
            thresholds=(threshold,), conditions=(find.quote("有下列情形之一的"),),
        ),
        provision(4, "art_3/par_1/item_2", "obligation", thresholds=(threshold,)),
        provision(
            5, "art_3/par_2", "obligation", modal=find.quote("应当", 1),
            deadlines=(decided,), citations=(here,),
        ),
        provision(
            6, "art_4/par_1", "prohibition", bearer=find.quote("组织部门"), modal=find.quote("不得"),
            sanctions=(find.quote("警告"), find.quote("免职")), conditions=(find.quote("违反的"),),
        ),
        provision(7, "art_4/par_2", "right", modal=find.quote("可以"), deadlines=(reviewed,)),
    )  # fmt: skip


def _codings() -> tuple[Coding, ...]:
    find = Builder(ZH)

    def coding(book: str, code: str, words: str, score: float, reason: str) -> Coding:
        text, start, end = find.span(words)
        return Coding(book, code, start, end, text, score, reason)

    return (
        coding("situations", "cn2022-03", "（一）得过且过、推诿扯皮的；", 0.7, "listed item"),
        coding("clues", "coasting", "得过且过", 0.9, "cue 得过且过"),
        coding("clues", "buck-passing", "推诿扯皮", 0.95, "cue 推诿扯皮"),
        # Crosses the end of the one before.
        coding("clues", "inert", "扯皮的；\n（二）民主测评", 0.3, "made to cross"),
        coding("channels", "accountability", "免职", 0.6, "cue 免职"),
    )


def _claims() -> tuple[Claim, ...]:
    find = Builder(ZH)
    return (
        Claim(
            "count",
            *find.span("有下列情形之一的"),
            subject="情形",
            value=3.0,
            unit="情形",
            listed=(find.quote("得过且过、推诿扯皮的"), find.quote("拒不执行组织决定的")),
            verdict="partial",
            reason="three items are claimed, two are quoted",
        ),
        Claim(
            "measure",
            *find.span("民主测评不满意率超过30%的"),
            place="CN/Yunxi",
            figures=(Figure(*find.span("30%"), 30.0, "percent"),),
        ),
    )


def _mentions() -> tuple[Mention, ...]:
    find = Builder(ZH)
    return (
        Mention("instrument", *find.span("《云溪省干部管理条例》"), "云溪省干部管理条例"),
        Mention("place", *find.span("云溪省"), "CN/Yunxi"),
        Mention("organ", *find.span("组织部门"), "Organization Department"),
    )


def vietnamese() -> Document:
    find = Builder(VI)
    tree = parse_tree(VI, "vi")
    first = next(node for node in tree.nodes if node.id.endswith("art_2/par_1"))
    limit = Deadline(*find.span("trong thời hạn 10 ngày làm việc"), 10.0, "working_day", "max")
    citation = Citation(*find.span("khoản 1 Điều này"), "art:2/par:1", first.id)
    provision = _provision(
        VI, tree.nodes, 1, "art_2/par_2", "obligation",
        bearer=find.quote("Cấp có thẩm quyền"), modal=find.quote("phải"),
        deadlines=(limit,), citations=(citation,),
    )  # fmt: skip
    text, start, end = find.span("Đùn đẩy, né tránh trách nhiệm")
    return Document(
        text=VI,
        source=source("maysuoi.txt", VI, "vi", "Latn"),
        instrument=Instrument(
            title="Quy định về việc miễn nhiệm, từ chức đối với cán bộ",
            number="12-QĐ/TU",
            kind="regulation",
            issuer="Tỉnh uỷ Mây Suối",
            jurisdiction=Jurisdiction("VN", "Mây Suối"),
        ),
        nodes=tree.nodes,
        provisions=(provision,),
        codings=(Coding("clues", "buck-passing", start, end, text, 0.9, "cue"),),
        coverage=tree.coverage,
    )


def nasty() -> Document:
    """Return a document in which every field holds something nasty."""
    text = "\n".join(
        f"第{number}条　{words}"
        for number, words in zip("一二三四五六七八九", NASTY[:9], strict=True)
    )
    text += "\n" + "\n".join(NASTY[9:])
    tree = parse_tree(text, "zh")
    everything = " ".join(NASTY)
    find = Builder(text)
    nodes = tuple(replace(node, heading=NASTY[0]) if node.label else node for node in tree.nodes)
    codings = []
    mentions = []
    provisions = []
    for number, words in enumerate(NASTY):
        quoted, start, end = find.span(words)
        quote = Quote(quoted, start, end)
        codings.append(Coding(words, words, start, end, quoted, 0.5, words))
        mentions.append(Mention("organ", quoted, start, end, words, words, words))
        provisions.append(
            Provision(
                f"p{number}", nodes[-1].id, start, end, quoted, words, quote, quote,
                citations=(Citation(quoted, start, end, words, words),),
                sanctions=(quote,),
            )
        )  # fmt: skip
    return Document(
        text=text,
        source=source(NASTY[0], text, "zh", "Hans"),
        instrument=Instrument(title=everything, number=NASTY[4], issuer=NASTY[5]),
        nodes=nodes,
        provisions=tuple(provisions),
        codings=tuple(codings),
        claims=(Claim(NASTY[1], *find.span(NASTY[2]), subject=NASTY[6], reason=everything),),
        mentions=tuple(mentions),
        coverage=tree.coverage,
    )
