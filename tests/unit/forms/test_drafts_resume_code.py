"""Resume codes survive being copied by hand."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forms import resume_code

LOOK_ALIKES = {"0": "oO", "1": "iIlL", "2": "zZ", "5": "sS", "8": "bB", "V": "uU"}


def test_codes_differ_and_mix_digits_and_letters() -> None:
    codes = {resume_code.new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert set("".join(codes)) == set(resume_code.ALPHABET)
    assert not any(code.isdigit() or code.isalpha() for code in codes)


def test_no_two_characters_of_the_alphabet_look_alike() -> None:
    assert not set(resume_code.ALPHABET) & {
        c.upper() for group in LOOK_ALIKES.values() for c in group
    }


@given(st.data())
def test_a_code_copied_with_look_alikes_is_understood(data: st.DataObject) -> None:
    code = data.draw(st.text(st.sampled_from(resume_code.ALPHABET), min_size=8, max_size=8))
    assume(not code.isdigit() and not code.isalpha())
    copied = "".join(
        data.draw(st.sampled_from([c, c.lower(), *LOOK_ALIKES.get(c, "")])) for c in code
    )
    between = data.draw(st.sampled_from(["", " ", "-", "—", "－", " - "]))
    typed = copied[:4] + between + copied[4:]
    assert resume_code.normalised(typed) == code
    assert resume_code.find(f"继续填写，恢复码是{typed}，谢谢") == code


@pytest.mark.parametrize(
    "text",
    [
        "继续",
        "电话87272803",
        "2019-06-15拿的证",
        "13805910001",
        "hello world",
        "床位120张",
        "",
        "😀",
    ],
)
def test_what_is_no_code_is_not_taken_for_one(text: str) -> None:
    assert resume_code.find(text) is None


def test_full_width_letters_are_understood() -> None:
    assert resume_code.find("恢复码：Ｋ７ＱＭ－３Ｆ９Ｔ") == "K7QM3F9T"
