"""One place where typed text is made comparable, without moving a single character.

`clean` drops what can never be meant (control characters); `fold` gives the text used to match:
full-width digits, letters and signs become half-width, dashes "-", traditional characters
simplified, numbers read out digit by digit in digits. It keeps the length: a span found in the
folded text is the span in the original.
"""

import re
import unicodedata

from opencc import OpenCC

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffe\uffff]"
)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FOLDED = {
    **dict.fromkeys("—–－─―‐‑‒﹣ー〜～", "-"),
    **dict.fromkeys("\t\u3000\xa0", " "),
    ";": "；",
    ":": "：",
    "?": "？",
    "!": "！",
    "(": "（",
    ")": "）",
    "％": "%",
    "﹪": "%",
    "．": ".",
    "／": "/",
    "＋": "+",
    **{chr(0x2460 + n): str(n + 1) for n in range(9)},  # ①②③
}


class _Table(dict[int, str]):
    """Fills itself: a character not seen before becomes its simplified form, if that is one too."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        simple = _SIMPLIFIER.convert(char) if "\u4e00" <= char <= "\u9fff" else char
        self[code] = simple if len(simple) == 1 else char
        return self[code]


_SIMPLIFIER = OpenCC("t2s")
_TABLE = _Table({ord(key): value for key, value in _FOLDED.items()})
for _first, _last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)):
    _TABLE.update({code: chr(code - 0xFEE0) for code in range(_first, _last + 1)})


_SPELT_OUT = re.compile(r"[零〇一幺二三四五六七八九]{6,}")  # 一三八〇五九一…: a number read out
_DIGITS = {ord(c): str(n) for n, c in enumerate("零一二三四五六七八九")} | {
    ord("〇"): "0",
    ord("幺"): "1",
}


def clean(text: str) -> str:
    """The text without control characters, each line break as one "\\n", trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LONE_SURROGATE.sub("", _CONTROL.sub("", text)).strip()


def fold(text: str) -> str:
    """Same length as `text`; use it to match, and the original to store."""
    return _SPELT_OUT.sub(lambda m: m.group().translate(_DIGITS), text.translate(_TABLE))


def compact(text: str) -> str:
    """For comparing labels and options: no white space, no punctuation, lower case, NFKC."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\W_]+", "", text).lower()
