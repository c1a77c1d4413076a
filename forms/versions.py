"""Earlier versions of a form, so that a draft may be finished on the one it was begun on.

A version is a folder of data, `<form_id>/<version>/`, with the files of the form as they were. The
service puts the present ones there at each start; nobody has to remember to keep one.
"""

import logging
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from forms.definition import ClauseSource, Field, Form
from forms.errors import FormError
from forms.loader import load_form
from forms.phrases import say

FILES = ("form.yml", "template.yml", "template.docx", "template.xlsx")
BESIDE = "versions"
"""Beside a form's own files a version may be put, too: `forms/<form_id>/versions/<version>/`."""

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]*")
_log = logging.getLogger(__name__)


class Versions:
    """The versions kept in `folder`. `sound` raises FormError for a form that cannot be used."""

    def __init__(
        self, folder: Path, policy: ClauseSource, sound: Callable[[Form], None] = lambda form: None
    ) -> None:
        self._folder = folder
        self._policy = policy
        self._sound = sound
        self._known: dict[tuple[str, str], Form | None] = {}

    def keep(self, forms: Iterable[Form]) -> None:
        """Keep the present files of these forms, and let each form find its earlier versions."""
        for form in forms:
            form.earlier = self._finder(form)
            if form.folder is not None:
                _copy(form.folder, self._folder / form.id / form.version)

    def _finder(self, form: Form) -> Callable[[str], Form | None]:
        return lambda version: self._get(form, version)

    def _get(self, present: Form, version: str) -> Form | None:
        key = present.id, version
        if key not in self._known:
            self._known[key] = self._load(present, version)
        return self._known[key]

    def _load(self, present: Form, version: str) -> Form | None:
        """The version, or None when it was not kept or the service cannot use it any more."""
        if not _VERSION.fullmatch(version):
            return None
        places = [self._folder / present.id / version]
        places += [present.folder / BESIDE / version] if present.folder else []
        for place in places:
            try:
                if (place / "form.yml").exists():
                    form = load_form(place / "form.yml", self._policy)
                    if (form.id, form.version) == (present.id, version):
                        self._sound(form)
                        return form
            except FormError as error:
                _log.warning("form_version_unusable %s", error)
        return None


def changes(old: Form, new: Form) -> str:
    """What a person who fills in the form would notice of another version; may be empty."""
    both = [(key, field, new.fields[key]) for key, field in old.fields.items() if key in new.fields]
    parts = {
        "new": [field.short for key, field in new.fields.items() if key not in old.fields],
        "gone": [field.short for key, field in old.fields.items() if key not in new.fields],
        "renamed": [f"{a.short}→{b.short}" for _, a, b in both if a.short != b.short],
        "required": [b.short for _, a, b in both if b.required and not a.required],
        "other": [b.short for _, a, b in both if _holds(a) != _holds(b)],
    }
    return listed(parts)


def listed(parts: Mapping[str, Iterable[str]]) -> str:
    """The parts that are not empty, as one sentence without its stop."""
    told = ((name, "、".join(labels)) for name, labels in parts.items())
    return "；".join(say(f"carried_{name}", items=items) for name, items in told if items)


def _holds(field: Field) -> object:
    """What may be filled into a field."""
    table = field.table
    columns = [(c.key, c.short, c.required, _holds(c)) for c in table.columns] if table else None
    choices = [(choice.key, choice.label) for choice in field.choices]
    return field.type, field.unit, field.yes_label, field.no_label, choices, columns


def _copy(source: Path, target: Path) -> None:
    """The form's files at `target`, all or nothing; those that are there and the same stay."""
    files = [source / name for name in FILES if (source / name).exists()]
    if target.exists() and all(_same(file, target / file.name) for file in files):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as name:
        made = Path(name) / "made"
        made.mkdir()
        for file in files:
            shutil.copyfile(file, made / file.name)
        if target.exists():
            target.rename(Path(name) / "before")
        try:
            made.rename(target)
        except OSError:  # another process was first with the same files
            _log.info("form_version_kept_meanwhile %s", target.name)


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()
