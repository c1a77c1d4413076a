"""The errors of this package. Their texts are Chinese, meant for the person who reads them."""


class FormError(Exception):
    """A form folder cannot be used: says in which file, where in it, and what is wrong."""

    def __init__(self, file: str, place: str, problem_zh: str) -> None:
        self.file = file
        self.place = place
        self.problem_zh = problem_zh
        super().__init__(f"{file}：{place}：{problem_zh}" if place else f"{file}：{problem_zh}")


class ValueProblem(ValueError):
    """A value is refused: `reason_zh` says why and how to write it."""

    def __init__(self, reason_zh: str) -> None:
        self.reason_zh = reason_zh
        super().__init__(reason_zh)


class UnclearValue(ValueProblem):
    """A value can be guessed but not assumed ("大概120张"): `guess` is what to offer back."""

    def __init__(self, reason_zh: str, guess: object) -> None:
        self.guess = guess
        super().__init__(reason_zh)
