"""Made-up comparisons with everything that a report shows, built by hand."""

from __future__ import annotations

from dataclasses import replace

from shangxia.comparison import (
    Change,
    ClaimCheck,
    Comparison,
    Difference,
    Feature,
    Pair,
    SharedTerm,
)
from shangxia.document import Document, Instrument
from shangxia.findings import Claim, Coding, Quote
from shangxia.structure import parse_tree
from tests.rendering import documents
from tests.rendering.documents import NASTY, Builder

OLD = """云溪省干部任期办法

第一章　总则

第一条　为了规范任期，制定本办法。

第二条　任期为五年，可以连任。

第二章　程序

第三条　组织部门应当在三十日内答复。
（一）书面答复；
（二）当面答复。

第四条　违反本办法的，给予警告。

第五条　本办法由组织部解释。
"""

NEW = """云溪省干部任期办法（2031年修订）

第一章　总则

第一条　为了规范干部任期，制定本办法。

第二条　任期为五年，可以连任。

第三条　连任不得超过一次。

第二章　程序

第四条　违反本办法的，给予警告或者免职。

第五条　组织部门必须在十日内答复。
（一）书面答复；
（二）当面答复。

第六条　本办法由组织部解释。
"""

NEWS = """云溪省出台任期办法

云溪省日前印发《云溪省干部任期办法》，明确了2种答复方式，任期为六年。
"""


def document(name: str, text: str, language: str = "zh", **about: object) -> Document:
    tree = parse_tree(text, language)  # type: ignore[arg-type]
    script = "Hans" if language == "zh" else "Latn"
    title = next((node.heading for node in tree.nodes if node.kind == "title"), None)
    return Document(
        text=text,
        source=documents.source(name, text, language, script),
        instrument=Instrument(title=title, **about),  # type: ignore[arg-type]
        nodes=tree.nodes,
        coverage=tree.coverage,
    )


def node(found: Document, tail: str) -> str:
    return found.node(tail).id


def change(a: Document, b: Document, old: str, new: str, at: tuple[str, str]) -> Change:
    """Tell a change by its words: the first ones inside of the nodes ``at``."""
    starts = a.node(at[0]).start, b.node(at[1]).start
    first = a.text.index(old, starts[0])
    second = b.text.index(new, starts[1])
    return Change(first, first + len(old), second, second + len(new))


def inserted(a: Document, b: Document, before: str, new: str, at: tuple[str, str]) -> Change:
    """Tell words of B that stand before words that both have."""
    place = a.text.index(before, a.node(at[0]).start)
    start = b.text.index(new, b.node(at[1]).start)
    return Change(place, place, start, start + len(new))


def versions() -> Comparison:
    """Two versions: same, edited, moved, added; changes and differences."""
    a, b = document("old.txt", OLD), document("new.txt", NEW)
    old, new = Builder(OLD), Builder(NEW)
    coding = [
        Coding("channels", "discipline", quote.start, quote.end, quote.text, 0.8, "cue 警告")
        for quote in (old.quote("警告"), new.quote("警告"))
    ]
    a, b = replace(a, codings=(coding[0],)), replace(b, codings=(coding[1],))
    shares = (Feature("wording", 0.9, 0.7), Feature("place", 1.0, 0.4), Feature("norms", 0.0, -0.1))

    def pair(first: str, second: str, score: float, relation: str, **more: object) -> Pair:
        reason = f"{score:.0%} of the letters are the same"
        return Pair((node(a, first),), (node(b, second),), score, relation, reason, **more)  # type: ignore[arg-type]

    pairs = (
        pair("art_1", "art_1", 0.95, "edited",
             changes=(inserted(a, b, "任期", "干部", ("art_1/par_1", "art_1/par_1")),)),
        pair("art_2", "art_2", 1.0, "same"),
        pair(
            "art_3", "art_5", 0.8, "edited", features=shares,
            terms=(SharedTerm(old.quote("组织部门"), new.quote("组织部门"), "alike", None, 0.4),),
            changes=(
                change(a, b, "应当", "必须", ("art_3", "art_5")),
                change(a, b, "三十", "十", ("art_3", "art_5/par_1")),
            ),
            differences=(
                Difference("deadline", "三十日内", "十日内", "B is shorter",
                           old.quote("三十日内"), new.quote("十日内")),
                Difference("norm", "应当", "必须", "", old.quote("应当"), new.quote("必须")),
            ),
        ),
        pair("art_4", "art_4", 0.9, "edited", changes=(inserted(a, b, "。", "或者免职", ("art_4", "art_4")),),
             differences=(Difference("sanction", None, "免职", "", None, new.quote("免职")),)),
        pair("art_5", "art_6", 1.0, "same"),
    )  # fmt: skip
    matrix = {
        "channels:discipline": ((node(a, "art_4"),), (node(b, "art_4"),)),
        "channels:resignation": ((), ()),
        "channels:term-of-office": ((node(a, "art_2"),), (node(b, "art_2"), node(b, "art_3"))),
        "channels:retirement": ((), (node(b, "art_3"),)),
    }
    return Comparison(a, b, pairs, (), (node(b, "art_3"),), matrix)


def shared() -> Comparison:
    """Two pairs that have one provision of B in common."""
    found = versions()
    first, second = found.pairs[2], found.pairs[3]
    rival = replace(
        second, a=found.pairs[1].a, b=first.b, score=0.3, relation="partial", changes=()
    )
    return replace(found, pairs=(rival, first), only_a=(), only_b=())


def unrelated() -> Comparison:
    """Two texts in one language of which next to nothing corresponds."""
    found = versions()
    pair = found.pairs[1]
    alone = [
        [one for one in _articles(side) if one not in (*pair.a, *pair.b)]
        for side in (found.a, found.b)
    ]
    return replace(found, pairs=(pair,), only_a=tuple(alone[0]), only_b=tuple(alone[1]))


def languages() -> Comparison:
    """Chinese and Vietnamese: counterpart, partial, missing on both sides, several terms."""
    a, b = documents.chinese(), documents.vietnamese()
    zh, vi = Builder(a.text), Builder(b.text)
    terms = (
        SharedTerm(zh.quote("干部"), vi.quote("cán bộ"), "reading", "cán bộ", 0.5),
        SharedTerm(zh.quote("适用"), vi.quote("áp dụng"), "glossary", "thích dụng", 0.3),
    )
    friend = Difference(
        "false-friend",
        "机关",
        "cán bộ",
        "机关 is an office",
        zh.quote("机关"),
        vi.quote("cán bộ", 1),
    )
    inverted = Difference(
        "threshold", "超过30%", "trên 50%", "", zh.quote("超过30%"), vi.quote("trên 50%")
    )
    pairs = (
        Pair((node(a, "art_2"),), (node(b, "art_1"),), 0.71, "counterpart", "scope", (friend,),
             (Feature("wording", 0.6, 1.0),), terms),
        Pair((node(a, "art_3"),), (node(b, "art_2"),), 0.42, "partial", "grounds", (inverted,)),
    )  # fmt: skip
    return Comparison(a, b, pairs, (node(a, "art_1"), node(a, "art_4")), ())


def news() -> Comparison:
    """A news item beside a regulation: one claim of each verdict."""
    a, b = document("news.txt", NEWS, kind="news"), document("new.txt", NEW)
    find = Builder(NEWS)
    claims = tuple(
        Claim("count", *find.span(words), value=value)
        for words, value in (("2种答复方式", 2.0), ("任期为六年", 6.0), ("日前印发", None))
    )
    a = replace(a, claims=claims)
    checks = (
        ClaimCheck(claims[0], "supported", node(b, "art_5"), "the provision lists 2"),
        ClaimCheck(claims[1], "contradicted", node(b, "art_2/par_1"), "6 against 5"),
        ClaimCheck(claims[2], "not found", None),
    )
    units = [found.id for found in b.nodes if found.kind == "article"]
    paragraph = next(found.id for found in a.nodes if found.kind == "paragraph")
    return Comparison(a, b, (), (paragraph,), tuple(units), claims=checks)


def nasty() -> Comparison:
    """Nasty words in every field."""
    a = documents.nasty()
    b = replace(documents.nasty(), source=replace(a.source, name=NASTY[1]))
    units = [found.id for found in a.nodes if found.kind == "article"]
    quote = Quote(a.text[:30], 0, 30)
    pairs = tuple(
        Pair(
            (unit,), (unit,), 0.5, words, words,
            (Difference(words, words, words, words, quote, quote),),
            (Feature(words, 0.5, 0.5),),
            (SharedTerm(quote, quote, words, words, 0.5),),
            (Change(2, 9, 2, 2), Change(12, 14, 12, 18)),
        )
        for unit, words in zip(units, NASTY, strict=False)
    )  # fmt: skip
    checks = (ClaimCheck(a.claims[0], NASTY[0], units[0], NASTY[1]),)
    matrix = {f"{words}:{words}": ((units[0],), (units[1], "no such node")) for words in NASTY}
    return Comparison(a, b, pairs, (units[-1],), (units[-1],), matrix, checks)


def many() -> list[Comparison]:
    """Three documents in all pairs."""
    first, second = versions(), languages()
    third = Comparison(first.a, second.b, (), tuple(_articles(first.a)), tuple(_articles(second.b)))
    return [first, replace(second, a=first.b, pairs=(), only_a=tuple(_articles(first.b))), third]


def _articles(found: Document) -> list[str]:
    return [one.id for one in found.nodes if one.kind == "article"]


def large(articles: int) -> Comparison:
    """Two versions with many articles each; every seventh is edited, every 50th missing."""
    line = "各级机关应当按照规定在{days}日内办理第{number}类事项，不得推诿。"
    texts = []
    for version in (0, 1):
        lines = [f"大法（第{version + 1}版）\n"]
        for number in range(1, articles + 1):
            if number % 20 == 1:
                lines.append(f"\n第{number // 20 + 1}章　第{number // 20 + 1}部分\n")
            days = number % 30 + 5 + (version if number % 7 == 0 else 0)
            lines.append(f"第{number}条　" + line.format(days=days, number=number) * 5)
        texts.append("\n".join(lines))
    a, b = document("large-a.txt", texts[0]), document("large-b.txt", texts[1])
    pairs, alone = [], ([], [])  # type: ignore[var-annotated]
    for one, two in zip(_articles(a), _articles(b), strict=True):
        number = int(one.rsplit("_", 1)[-1])
        if number % 50 == 0:
            alone[0].append(one)
            alone[1].append(two)
            continue
        edited = number % 7 == 0
        changes = (
            (change(a, b, f"{number % 30 + 5}日", f"{number % 30 + 6}日", (one, two)),)
            if edited
            else ()
        )
        pairs.append(
            Pair(
                (one,),
                (two,),
                0.9 if edited else 1.0,
                "edited" if edited else "same",
                "alike",
                changes=changes,
            )
        )
    return Comparison(a, b, tuple(pairs), tuple(alone[0]), tuple(alone[1]))
