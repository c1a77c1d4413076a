"""Reading the text in a picture with RapidOCR, whose models come with its package. Offline.

An optional part (`make ocr`): nothing here is imported before a picture comes.
"""

import threading
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from prefill.errors import PrefillError
from prefill.layout import Line

if TYPE_CHECKING:
    from PIL.Image import Image

PARTS = ("rapidocr", "onnxruntime", "PIL", "pypdfium2")
THREADS = 2
_loading = threading.Lock()


def installed() -> bool:
    """Whether pictures can be read on this machine."""
    return all(find_spec(name) is not None for name in PARTS)


def require() -> None:
    """Raises PrefillError, naming the command, where pictures cannot be read."""
    if not installed():
        raise PrefillError("not_installed", "not_installed")


def read_lines(picture: "Image") -> list[Line]:
    """The lines of text in an RGB picture."""
    import numpy

    with _loading:
        engine = _engine()
    result: Any = engine(numpy.asarray(picture)[:, :, ::-1])
    if result.txts is None or result.boxes is None:
        return []
    found = zip(result.txts, result.scores, result.boxes, strict=True)
    return [
        Line(str(text), float(score), [(float(x), float(y)) for x, y in corners])
        for text, score, corners in found
    ]


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        }
    )
