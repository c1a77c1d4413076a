"""Personal data taken out of a text, for logs and for what staff look through.

What the notices themselves print (an office's telephone, its mailbox, the person to ask) is no
personal data of whoever asks: pages hand in `PolicyBase.published`, and it stays readable.
"""

import re
from collections.abc import Callable, Collection

_DASH = "[ \\-－—–]?"
_MOBILE = re.compile(rf"(?<!\d)(1[3-9]\d){_DASH}\d{{4}}{_DASH}(\d{{4}})(?!\d)")
_LANDLINE = re.compile(rf"(?<!\d)(0\d{{2,3}}){_DASH}\d{{4,5}}(\d{{3}})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{3})\d{14}([\dXx])(?![\dA-Za-z])")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+(@[\w-]+\.[\w.]+)", re.ASCII)
_NAME = re.compile(
    r"(姓名|联系人|负责人|法定代表人|院长)([是为叫：:\s]{0,2}+)"
    r"(?!(?:的|和|及|、)?(?:电话|手机|联系|电子|邮箱|地址|传真|谁|哪))"  # asks for it, names nobody
    r"((?![省市县国卫])[\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}"  # an office is no person
)
_CALLED = re.compile(
    r"(我叫|名叫|名字[叫是])([：:\s]?)((?![了过人你您他她它不什啥作做])[\u4e00-\u9fff])[\u4e00-\u9fff]{1,2}"
)
_SECRET = re.compile(r"(token=)[\w.~-]+")
_NOT_DIGIT = re.compile(r"\D")


def masked(text: str, published: Collection[str] = ()) -> str:
    """`text` without telephone and identity numbers, e-mail addresses, names after the usual words,
    and secrets in URLs. `published` (numbers by their digits, mailboxes, names) stays readable."""

    def unless(is_public: Callable[[re.Match[str]], bool], shown: str) -> Callable[..., str]:
        return lambda found: found[0] if is_public(found) else found.expand(shown)

    def number(found: re.Match[str]) -> bool:
        return _NOT_DIGIT.sub("", found[0]) in published

    def mail(found: re.Match[str]) -> bool:
        return found[0].rstrip(".") in published

    def name(found: re.Match[str]) -> bool:
        said = found.string[found.start(3) : found.end()]
        return any(said[:length] in published for length in range(2, len(said) + 1))

    text = _IDENTITY.sub(r"\1****\2", text)
    text = _MAIL.sub(unless(mail, r"**\1"), text)
    text = _MOBILE.sub(unless(number, r"\1****\2"), text)
    text = _LANDLINE.sub(unless(number, r"\1****\2"), text)
    text = _SECRET.sub(r"\1***", text)
    text = _CALLED.sub(r"\1\2\3**", text)
    return _NAME.sub(unless(name, r"\1\2\3**"), text)
