"""Document numbers: 发文字号 and số, ký hiệu, in standard and in noisy forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shangxia import numerals

_OPEN, _CLOSE = "〔﹝［\\[（(【", "〕﹞］\\]）)】"
_SYMBOL = re.compile(
    rf"""
    (?P<agency>[\u4e00-\u9fff]{{1,9}}[发發办辦字函电電明令传傳党政函告知]{{1,3}})\s?[{_OPEN}]\s?(?P<year>(?:19|20)\d{{2}})\s?[{_CLOSE}]\s?第?\s?(?P<serial>\d{{1,5}})\s?[号號]
    |(?P<order>(?:中华人民共和国|中華人民共和國)?(?:主席|国务院|國務院|[\u4e00-\u9fff]{{2,12}}(?:部|委员会|总局|政府|局))令)\s?[（(]?\s?第\s?(?P<ordinal>[0-9〇零一二三四五六七八九十百]{{1,6}})\s?[号號]
    |(?<![\w/-])(?P<n1>\d{{1,5}})\s?/\s?(?P<y1>(?:19|20)\d{{2}})\s?/\s?(?P<c1>[A-ZĐÐ]{{1,8}}\s?\d{{0,2}}(?:\s?-\s?[A-ZĐÐƯ][A-ZĐÐƯa-z]{{1,9}})?)(?![\w])
    |(?<![\w/-])(?P<n2>\d{{1,5}})\s?(?P<s2>[-–/])\s?(?P<c2>NQ|Q[ĐÐD]i?|CT|KL|TB|HD|TTr|BC|C[ĐÐD]|N[ĐÐD]|TT|L|PL|SL|BS|Q[ĐÐD]/[ĐÐD]U|CV|KH|QC)\s?(?P<s3>[-–/])\s?(?P<i2>T[WƯU](?:\d{{1,2}})?|TTg|CP|CTN|U?BTVQH\d{{0,2}}|QH\d{{0,2}}|VPTW|[A-ZĐÐƯ][A-ZĐÐƯa-z0-9]{{1,9}})(?![\w])
    """,
    re.VERBOSE,
)
#: Type codes of Vietnamese numbers, with the kind of document each stands for.
TYPE_CODES = {
    "NQ": "resolution", "CT": "directive", "KL": "conclusion", "TB": "notice",
    "HD": "guidance", "TTr": "proposal", "BC": "report", "CĐ": "telegram", "NĐ": "decree",
    "TT": "circular", "L": "law", "PL": "ordinance", "SL": "decree-law", "KH": "plan",
    "QC": "regulation", "BS": "supplement", "CV": "letter", "QĐ": "decision",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Symbol:
    """A document number at its place.

    Attributes:
        start: first code point.
        end: code point behind the last.
        canonical: the standard form, such as ``41-QĐ/TW`` or ``中纪发〔2010〕13号``.
        code: the type code of a Vietnamese number (``QĐ``), else None.
        kind: the kind of document that the code stands for; QĐ is a regulation in
            the Party and a decision in the State, and the title decides.
        issuer: the issuer's code (``TW``, ``CP``) or the Chinese agency's characters.
    """

    start: int
    end: int
    canonical: str
    code: str | None
    kind: str | None
    issuer: str


def find_symbols(text: str, start: int = 0, end: int | None = None) -> Iterator[Symbol]:
    """Find the document numbers of a text.

    Args:
        text: the text, in NFC.
        start: where to begin.
        end: where to stop; None for the end of the text.

    Yields:
        The numbers in order.
    """
    for match in _SYMBOL.finditer(text, start, len(text) if end is None else end):
        where = match.span()
        if match["agency"]:
            agency = _AGENCY_LEAD.sub("", match["agency"])
            begin = where[0] + len(match["agency"]) - len(agency)
            canonical = f"{agency}〔{match['year']}〕{int(match['serial'])}号"
            yield Symbol(begin, where[1], canonical, None, None, agency)
        elif match["order"]:
            number = numerals.chinese(match["ordinal"]) or numerals.arabic(match["ordinal"])
            yield Symbol(
                *where, f"{match['order']}第{number}号", None, "order", match["order"][:-1]
            )
        elif match["n1"]:
            code = re.sub(r"\s", "", match["c1"]).replace("Ð", "Đ")
            kind, _, issuer = code.partition("-")
            kind = _mend(kind)
            tail = f"{kind}-{issuer}" if issuer else kind
            known = "law" if kind.startswith("QH") else TYPE_CODES.get(kind)
            canonical = f"{int(match['n1']):02}/{match['y1']}/{tail}"
            yield Symbol(*where, canonical, kind, known, issuer or kind.rstrip("0123456789"))
        else:
            yield _short(match)


#: Words that run into an agency code from the sentence before it.
_AGENCY_LEAD = re.compile(
    r"^(?:根据|依据|按照|依照|关于|见|和|与|以|的|由|了|对|文号|发文字号|号)+"
)


def _short(match: re.Match[str]) -> Symbol:
    """Read 41-QĐ/TW and its noisy forms; Party numbers take the dash first."""
    code, issuer = _mend(match["c2"]), match["i2"].replace("Ð", "Đ")
    issuer = {"TƯ": "TW", "TU" if code == "" else "TƯW": "TW"}.get(issuer, issuer)
    party = issuer.startswith(("TW", "TU", "VPTW", "BTC", "UBKT", "BDV", "ĐU"))
    first = "-" if party or issuer == "CTN" else "/"
    canonical = f"{int(match['n2']):02}{first}{code}{'/' if first == '-' else '-'}{issuer}"
    return Symbol(*match.span(), canonical, code, TYPE_CODES.get(code), issuer)


def _mend(code: str) -> str:
    """Put back the Đ that keyboards lose: QD is QĐ, ND is NĐ."""
    code = code.replace("Ð", "Đ")
    return {"QD": "QĐ", "ND": "NĐ", "CD": "CĐ", "QDi": "QĐ", "QĐi": "QĐ"}.get(code, code)
