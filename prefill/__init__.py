"""No typing where a file exists: photographed certificates, earlier forms, lists, earlier drafts.

Reads a file and offers what it says as values of a form. Nothing is put in before the person has
chosen; what is doubtful is marked so, with the reason.
"""

from prefill.errors import PrefillError
from prefill.files import read_file
from prefill.model import Offer, Reading, Row
from prefill.opening import MAX_BYTES

__all__ = ["MAX_BYTES", "Offer", "PrefillError", "Reading", "Row", "read_file"]
