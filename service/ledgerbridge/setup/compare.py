"""Two versions of the settings side by side, and one of them in words. Pure.

Both are put through the form, so that labels and values read as they do on the settings screen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .form import Field, Form
from .settings import Settings

NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """One field that differs, in the reader's language. ``section``: the part of the settings screen it stands in."""

    name: str
    section: str
    label: str
    before: str
    after: str


def changes(form: Form, before: Settings, after: Settings) -> list[Change]:
    """What differs, in the order of the settings screen. ``form``: of this administration, whatever it shows now."""
    old, new = _placed(replace(form, settings=before)), _placed(replace(form, settings=after))
    found = []
    for name in dict.fromkeys([*old, *new]):
        section, field = new.get(name) or old[name]
        was, is_now = (words(one[name][1]) if name in one else NOTHING for one in (old, new))
        if (name in old and old[name][1].value) != (name in new and new[name][1].value) and was != is_now:
            found.append(Change(name, section, field.label, was, is_now))
    return found


def _placed(form: Form) -> dict[str, tuple[str, Field]]:
    """Every field of every style with the title of its section."""
    return {field.name: (title, field) for title, fields in form.titled() for field in fields}


def words(field: Field, yes: str = "✓", no: str = NOTHING) -> str:
    """A field's value as a person reads it."""
    labels = {option.value: option.label for option in field.options}
    if isinstance(field.value, bool):
        return yes if field.value else no
    if isinstance(field.value, list):
        return ", ".join(labels.get(one, one) for one in field.value) or NOTHING
    return labels.get(field.value, field.value) or NOTHING
