"""How a word processor prints the number of a list level (``w:numFmt``)."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINAL = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_VIETNAMESE = "không một hai ba bốn năm sáu bảy tám chín mười".split()


def format_number(value: int, kind: str) -> str:
    """Print a number as a list level does.

    Args:
        value: the number.
        kind: a value of ``w:numFmt``, such as ``chineseCountingThousand``.

    Returns:
        The printed number; decimal digits for kinds we do not know, as Word does.
    """
    return _FORMATS.get(kind, str)(value)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    out = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        out += letters * count
    return out


def _letters(value: int) -> str:
    # After z comes aa, then bb: the letter is repeated.
    if not 0 < value <= 780:
        return str(value)
    repeat, letter = divmod(value - 1, 26)
    return chr(ord("A") + letter) * (repeat + 1)


def _chinese(value: int, *, digits: str, places: str, one: bool, zero: bool) -> str:
    """Spell a number below 100,000 with digit and place characters.

    Args:
        value: the number.
        digits: ten characters for 0 to 9.
        places: characters for ten, hundred, thousand and ten thousand.
        one: spell the one of 10 to 19 and of single places in the Japanese way.
        zero: mark skipped places with the zero.
    """
    if value == 0:
        return digits[0]
    if not 0 < value < 100_000:
        return str(value)
    out, gap = "", False
    for power in (4, 3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit == 0:
            gap = bool(out)
            continue
        if gap and zero:
            out += digits[0]
        gap = False
        silent = power and digit == 1 and (not one or (power == 1 and value < 20))
        out += "" if silent else digits[digit]
        out += places[power - 1] if power else ""
    return out


def _simplified(value: int) -> str:
    return _chinese(value, digits="〇一二三四五六七八九", places="十百千万", one=True, zero=True)


def _thousand(value: int) -> str:
    return _chinese(value, digits="零一二三四五六七八九", places="十百千万", one=True, zero=True)


def _traditional(value: int) -> str:
    return _chinese(value, digits="零一二三四五六七八九", places="十百千萬", one=True, zero=True)


def _japanese(value: int) -> str:
    return _chinese(value, digits="〇一二三四五六七八九", places="十百千万", one=False, zero=False)


def _legal(value: int) -> str:
    return _chinese(value, digits="零壹贰叁肆伍陆柒捌玖", places="拾佰仟萬", one=True, zero=True)


def _legal_traditional(value: int) -> str:
    return _chinese(value, digits="零壹貳參肆伍陸柒捌玖", places="拾佰仟萬", one=True, zero=True)


def _digital(zero: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", zero + "一二三四五六七八九")
    return lambda value: str(value).translate(table)


def _counting(value: int) -> str:
    # Spelled up to ninety-nine, then digit by digit.
    return _simplified(value) if value < 100 else _digital("○")(value)


def _full_width(value: int) -> str:
    return str(value).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})


def _one_of(characters: str) -> Callable[[int], str]:
    return lambda value: characters[value - 1] if 0 < value <= len(characters) else str(value)


def _run(first: int, count: int) -> str:
    return "".join(map(chr, range(first, first + count)))


def _cardinal(value: int) -> str:
    if value < 20:
        return _ENGLISH[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens - 2] + (f"-{_ENGLISH[ones]}" if ones else "")
    if value < 1000:
        hundreds, rest = divmod(value, 100)
        return f"{_ENGLISH[hundreds]} hundred" + (f" {_cardinal(rest)}" if rest else "")
    return str(value)


def _ordinal_text(value: int) -> str:
    head, joint, last = _cardinal(value).rpartition("-" if value < 100 else " ")
    plain = last.removesuffix("y") + "ie" if last.endswith("y") else last
    return (head + joint + _ORDINAL.get(last, plain + "th")).capitalize()


def _ordinal(value: int) -> str:
    ending = "th" if value // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def _vietnamese(value: int) -> str:
    if value <= 10:
        return _VIETNAMESE[value]
    if value >= 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = "mười" if tens == 1 else f"{_VIETNAMESE[tens]} mươi"
    last = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _VIETNAMESE[ones])
    return f"{head} {last}".strip()


_CIRCLED = _run(0x2460, 20) + _run(0x3251, 15) + _run(0x32B1, 15)
_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda value: "",  # noqa: ARG005
    "decimalZero": lambda value: f"{value:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "ordinal": _ordinal,
    "cardinalText": lambda value: _cardinal(value).capitalize(),
    "ordinalText": _ordinal_text,
    "hex": lambda value: f"{value:X}",
    "numberInDash": lambda value: f"- {value} -",
    "chineseCounting": _counting,
    "chineseCountingThousand": _thousand,
    "chineseLegalSimplified": _legal,
    "ideographDigital": _digital("〇"),
    "ideographTraditional": _one_of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _one_of("子丑寅卯辰巳午未申酉戌亥"),
    "ideographLegalTraditional": _legal_traditional,
    "ideographEnclosedCircle": _one_of(_run(0x3280, 10)),
    "taiwaneseCounting": _traditional,
    "taiwaneseCountingThousand": _traditional,
    "taiwaneseDigital": _digital("○"),
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _digital("〇"),
    "japaneseLegal": _legal_traditional,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _one_of(_CIRCLED),
    "decimalEnclosedCircleChinese": _one_of(_CIRCLED),
    "decimalEnclosedFullstop": _one_of(_run(0x2488, 20)),
    "decimalEnclosedParen": _one_of(_run(0x2474, 20)),
    "vietnameseCounting": _vietnamese,
}
