"""Whole numbers as Chinese, Vietnamese and English texts print them.

Each reader takes the printed form and returns the number, or None where the
form is not one of its numerals.  They serve the numbering of provisions and
the quantities inside them alike.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {
    **dict(zip("〇零○Ｏ一二三四五六七八九", (0, 0, 0, 0, *range(1, 10)), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    **dict(zip("壹貳參肆伍陸柒捌玖", range(1, 10), strict=True)),
    **{"两": 2, "兩": 2, "叄": 3, "弌": 1},
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_CONTRACTED = {"廿": "二十", "卅": "三十", "卌": "四十"}

#: Every character that a Chinese numeral may hold, for character classes.
CHINESE_DIGITS = "".join(dict.fromkeys([*_DIGITS, *_PLACES, *_MYRIADS, *_CONTRACTED]))

#: Characters of the longest numeral: what is longer counts nothing.
_LONGEST = 30

_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

_VIETNAMESE = {
    **{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5},
    **{"lăm": 5, "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9},
}
_VIETNAMESE_PLACES = {"mười": 10, "mươi": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000}
_VIETNAMESE_MYRIADS = {"triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}

_ENGLISH = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_ENGLISH |= {
    word: value * 10
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_ENGLISH_PLACES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_ORDINALS |= {word + "th": value for word, value in _ENGLISH.items() if 13 <= value <= 19}
_ORDINALS |= {word[:-1] + "ieth": value for word, value in _ENGLISH.items() if value >= 20}


def chinese(text: str) -> int | None:
    """Read a Chinese numeral: 一百零五, 二〇二二, 两千, 廿三, 壹佰.

    Args:
        text: the numeral alone, without spaces.

    Returns:
        The number, or None where ``text`` is no numeral.
    """
    for short, long in _CONTRACTED.items():
        text = text.replace(short, long)
    if not text or len(text) > _LONGEST or any(letter not in CHINESE_DIGITS for letter in text):
        return None
    if all(letter in _DIGITS for letter in text):
        return int("".join(str(_DIGITS[letter]) for letter in text))
    if text[0] in _MYRIADS:
        # 万 alone is 一万, as 百 alone is 一百.
        text = "一" + text
    total = group = digit = 0
    last_place = 1
    for letter in text:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
            last_place = 10 if digit == 0 else last_place
        elif letter in _PLACES:
            last_place = _PLACES[letter]
            group += (digit or (0 if group and last_place > 10 else 1)) * last_place
            digit = 0
        else:
            myriad = _MYRIADS[letter]
            total = (
                (total + group + digit) * myriad
                if myriad > 10**4
                else (total + (group + digit) * myriad)
            )
            group = digit = 0
            last_place = myriad
    # 一百二 is 120 in speech, but 一百零二 is 102.
    return total + group + digit * (last_place // 10 if last_place > 10 else 1)


def roman(text: str) -> int | None:
    """Read a Roman numeral in either case: XIV, iv."""
    upper = text.upper()
    if not upper or not _ROMAN.fullmatch(upper):
        return None
    values = [_ROMAN_VALUES[letter] for letter in upper]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def arabic(text: str) -> int | None:
    """Read decimal digits of any width or script: 12, １２."""
    if not text or len(text) > 18 or not all(letter.isdecimal() for letter in text):
        return None
    return int(text)


def enclosed(text: str) -> int | None:
    """Read one enclosed numeral: ①, ㈠, ⑴, ⒈, ❶."""
    if len(text) != 1:
        return None
    value = unicodedata.numeric(text, None)
    if value is None:
        # 🈔 and the radical ⼆ carry no numeric value of their own; their compatibility form does.
        inner = unicodedata.normalize("NFKC", text)
        return chinese(inner) if inner != text else None
    return int(value) if value == int(value) and not text.isdecimal() else None


def vietnamese(text: str) -> int | None:
    """Read a Vietnamese number in words: ba mươi lăm, một trăm linh hai.

    Args:
        text: words in NFC, in any case.
    """
    words = [word for word in text.lower().split() if word not in ("linh", "lẻ")]
    return _from_words(words, _VIETNAMESE, _VIETNAMESE_PLACES | _VIETNAMESE_MYRIADS)


def english(text: str) -> int | None:
    """Read an English cardinal or ordinal in words: twenty-one, third, 3rd."""
    words = [word for word in re.split(r"[\s-]+", text.lower().strip()) if word != "and"]
    if len(words) == 1 and (match := re.fullmatch(r"(\d{1,4})(st|nd|rd|th)", words[0])):
        return int(match[1])
    if words and words[-1] in _ORDINALS:
        tens = _from_words(words[:-1], _ENGLISH, _ENGLISH_PLACES) if words[:-1] else 0
        return None if tens is None else tens + _ORDINALS[words[-1]]
    return _from_words(words, _ENGLISH, _ENGLISH_PLACES)


def _from_words(words: list[str], digits: dict[str, int], places: dict[str, int]) -> int | None:
    """Add up digit words and multiply by place words, thousands and above last."""
    if not words or len(words) > _LONGEST:
        return None
    total = group = digit = 0
    for word in words:
        if word in digits:
            digit += digits[word]
        elif word in places:
            place = places[word]
            if place < 1000:
                group += (digit or 1) * place
            else:
                total += (group + digit or 1) * place
                group = 0
            digit = 0
        else:
            return None
    return total + group + digit
