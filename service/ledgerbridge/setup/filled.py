"""What was filled in on the settings form: checked field by field, and put together as a settings document. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from .. import texts
from .form import ENTRIES, Field, Form, Value, code_of, condition_of, ledger_of, rule_name
from .settings import PaymentRule, Settings, VatRule, by_country, dump


def read(form: Form, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(settings document, errors by field name). Fields that were not posted stay as they are."""
    fields = form.fields()
    taken: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for name, posted in values.items():
        field = fields.get(name)
        try:
            if field is None:
                raise _Wrong("wrong.unknown")
            taken[name] = _taken(field, posted)
        except _Wrong as wrong:
            errors[name] = texts.say(form.locale, wrong.key, **wrong.values)
    document = _document(form, taken)
    errors |= _needed(form, document, taken)
    return document, errors


class _Wrong(Exception):
    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def _taken(field: Field, posted: Any) -> Value:
    """The posted value in the field's own form. Raises _Wrong."""
    if field.type == "checkbox":
        return posted in (True, 1, "1", "true", "on")
    if field.type == "multiselect":
        return _several(field, posted)
    text = str(posted).strip() if isinstance(posted, (str, int, Decimal)) else ""
    if field.type == "number":
        return _number(field, text)
    if field.type == "text":
        if len(text) > field.most:
            raise _Wrong("wrong.long", most=field.most)
        return text
    if text not in {option.value for option in field.options}:
        raise _Wrong("wrong.choice" if text else "wrong.empty")
    return text


def _several(field: Field, posted: Any) -> list[str]:
    chosen = [str(one) for one in posted] if isinstance(posted, list) else []
    if not chosen:
        raise _Wrong("wrong.empty")
    if not set(chosen) <= {option.value for option in field.options}:
        raise _Wrong("wrong.choice")
    return list(dict.fromkeys(chosen))


def _number(field: Field, text: str) -> str:
    """A plain decimal, with a comma or a dot."""
    wrong = _Wrong("wrong.number", low=field.low, high=field.high)
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise wrong from None
    if not number.is_finite() or not field.low <= number <= field.high:
        raise wrong
    if field.name in ("number_base", "vat_mail_days") and number != number.to_integral_value():
        raise wrong
    return f"{number:f}"


def _document(form: Form, taken: dict[str, Value]) -> dict[str, Any]:
    """The settings document with what was taken put in its place."""
    document = dump(form.settings)
    document |= {name: value for name, value in taken.items() if "." not in name}
    document["vat"] = dump(Settings(vat=tuple(_rules_with(form, taken))))["vat"]
    document["payments"] = dump(Settings(payments=tuple(_payments_with(form, taken))))["payments"]
    for name in _needs(str(document["style"])):
        if name not in taken and not document[name]:  # the style is new, and its fields were not on the screen
            document[name] = getattr(form.proposed.settings, name)
    return document


def _rules_with(form: Form, taken: dict[str, Value]) -> Iterable[VatRule]:
    """The VAT rules; one whose code was taken away is gone."""
    for rule in form.rules():
        name = rule_name(rule)
        code = str(taken.get(f"vat.{name}", code_of(form.settings.vat, rule)))
        ledger = str(taken.get(f"ledger.{name}", ledger_of(form.settings.vat, rule)))
        if code:
            yield VatRule(rule.reason, rule.country, rule.percent, code, ledger)


def _payments_with(form: Form, taken: dict[str, Value]) -> Iterable[PaymentRule]:
    """Rules for methods with something of their own, then the rule for all others."""
    methods = [rule.method for rule in form.settings.payments] + [method for method, _ in form.methods]
    rules = [_payment_rule(method, form, taken) for method in dict.fromkeys([*methods, "*"]) if method != "*"]
    yield from (rule for rule in rules if rule.condition or rule.book_as)
    yield _payment_rule("*", form, taken)


def _payment_rule(method: str, form: Form, taken: dict[str, Value]) -> PaymentRule:
    """The method's rule: its condition, and whether it is booked as paid, and where."""
    known = next((rule for rule in form.settings.payments if rule.method == method), PaymentRule(method))
    condition = str(taken.get(f"payment.{method}", condition_of(form.settings, method)))
    clearing = taken.get(f"clearing.{method}")
    if clearing is None:
        return PaymentRule(method, condition, known.book_as, known.journal)
    if clearing in ("", "open"):
        return PaymentRule(method, condition, "open" if clearing and method != "*" else "")
    return PaymentRule(method, condition, "paid", str(clearing))


def _needs(style: str) -> tuple[str, ...]:
    """Fields that a style cannot do without."""
    if style in ENTRIES:
        return ("journal", "revenue_ledger", "rounding_ledger")
    return ("fallback_item", "shipping_item", "fee_item", "rounding_item")


def collective(document: dict[str, Any]) -> bool:
    """Are consumers booked on a collective account?"""
    return bool(document["consumers"] == "collective" or document["style"] == "daily")


def _needed(form: Form, document: dict[str, Any], taken: dict[str, Value]) -> dict[str, str]:
    """What is still missing: said at its field, or at the style when that brought the need."""
    errors = {}
    for name in _needs(str(document["style"])):
        if not document[name]:
            what = texts.say(form.locale, name)
            on_screen = form.settings.style == document["style"] or name in taken
            errors[name if on_screen else "style"] = (
                texts.say(form.locale, "wrong.empty")
                if on_screen
                else texts.say(form.locale, "wrong.style_needs", what=what)
            )
    if document["style"] == "order" and document["invoice_orders"] != "no" and not document["journal"]:
        document["journal"] = form.proposed.settings.journal
        if not document["journal"]:
            errors["journal"] = texts.say(form.locale, "wrong.empty")
    if any(rule["book_as"] == "paid" for rule in document["payments"]) and not document["debtors_ledger"]:
        document["debtors_ledger"] = form.proposed.settings.debtors_ledger
        if not document["debtors_ledger"]:
            errors["debtors_ledger"] = texts.say(form.locale, "wrong.empty")
    if collective(document) and not document["collective_account"]:
        errors["collective_account"] = texts.say(form.locale, "wrong.empty")
    try:
        by_country(str(document["collective_countries"]))
    except ValueError:
        errors["collective_countries"] = texts.say(form.locale, "wrong.countries")
    return errors
