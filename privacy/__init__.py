"""How personal data are treated: the notice, the erasure by words, and how long what is kept."""

from privacy.erasing import ErasureTalk, recognise
from privacy.notice import Notice, notice
from privacy.retention import Periods, periods, periods_in_words

__all__ = ["ErasureTalk", "Notice", "Periods", "notice", "periods", "periods_in_words", "recognise"]
