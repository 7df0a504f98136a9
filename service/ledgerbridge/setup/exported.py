"""The settings as a file that a person reads and compares: JSON, names in a fixed order, a field a line. Pure.

It holds codes only: no id of Exact, no key, nothing personal beside who changed it last.
"""

from __future__ import annotations

import json
import re
from typing import Any

from marshmallow import ValidationError

from ..exact.assumptions import DESCRIPTION
from .form import METHOD
from .settings import Settings, SettingsSchema, VatRule, dump

FORMAT = 1
LARGEST = 200 * 1024
REASONS = frozenset({"domestic", "zero", "exempt", "reverse_charge", "reverse_charge_services",
                     "reverse_charge_home", "oss", "export", "export_services", "none"})  # fmt: skip
STATUS = re.compile(r"[a-z0-9_\-]{1,20}", re.ASCII)
COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
OF_THE_SHOP = ("shop_country",)
"""Not chosen but found: an import leaves it as it is."""


class Unreadable(Exception):
    """The file cannot be taken. ``key``: the text that says why; ``fields``: names that are wrong."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def write(settings: Settings, about: dict[str, Any]) -> str:
    """``about``: which shop, administration and version, when and by whom; for people, not read back."""
    document = dump(settings)
    ordered = {name: document[name] for name in SettingsSchema().fields if name in document}
    whole = {"ledgerbridge_settings": FORMAT, **about, "settings": ordered}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def read(text: str, now: Settings) -> Settings:
    """The settings a file asks for. What it does not name stays as it is now (a file of an older version). Raises
    Unreadable: not such a file, of a newer version, or a value that no settings document can hold."""
    if len(text.encode()) > LARGEST:
        raise Unreadable("large")
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None
    if not isinstance(found, dict) or not isinstance(found.get("settings"), dict):
        raise Unreadable("not_settings")
    if found.get("ledgerbridge_settings") != FORMAT:
        raise Unreadable("format", format=str(found.get("ledgerbridge_settings"))[:20])
    named: dict[str, Any] = found["settings"]
    unknown = sorted(set(named) - set(SettingsSchema().fields))
    if unknown:
        raise Unreadable("unknown", names=", ".join(unknown)[:DESCRIPTION])
    document = dump(now) | {name: value for name, value in named.items() if name not in OF_THE_SHOP}
    try:
        asked: Settings = SettingsSchema().load(document)
    except (ValidationError, ValueError, TypeError) as wrong:
        names = wrong.normalized_messages() if isinstance(wrong, ValidationError) else {}
        raise Unreadable("values", names=", ".join(sorted(map(str, names)))[:DESCRIPTION]) from None
    _check_rules(asked)
    return asked


def _check_rules(asked: Settings) -> None:
    """What the schema lets through and no screen could have made."""
    rules = [rule for rule in asked.vat if not _can_be(rule)]
    if rules:
        raise Unreadable("values", names=f"vat ({rules[0].reason[:20]} {rules[0].country[:20]})")
    methods = [rule.method for rule in asked.payments if rule.method != "*" and not METHOD.fullmatch(rule.method)]
    if methods:
        raise Unreadable("values", names=f"payments ({methods[0][:20]})")
    statuses = [status for status in asked.statuses if not STATUS.fullmatch(status)]
    if statuses:
        raise Unreadable("values", names=f"statuses ({statuses[0][:20]})")


def _can_be(rule: VatRule) -> bool:
    there = not rule.country or COUNTRY.fullmatch(rule.country) is not None
    return rule.reason in REASONS and there and (rule.percent is None or 0 <= rule.percent <= 100)
