"""Accounts, contacts, addresses, items and other coded records (facts 4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..assumptions import LENGTHS
from ..refusals import business
from ..store import Division, Record
from .context import Context

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def check_lengths(record: dict[str, Any], context: Context, more: dict[str, int] | None = None) -> None:
    """[A] Over-long text is refused, or cut."""
    for name, longest in {**LENGTHS, **(more or {})}.items():
        value = record.get(name)
        if isinstance(value, str) and len(value) > longest:
            if context.assumptions.text_too_long_refused:
                raise business(context.language, ("invalid", name))
            record[name] = value[:longest]


def require(record: dict[str, Any], names: list[str], context: Context) -> None:
    """All mandatory fields that are missing, at once."""
    missing = [name for name in names if record.get(name) in (None, "")]
    if missing:
        raise business(context.language, *(("mandatory", name) for name in missing))


def _check_account(record: dict[str, Any], division: Division, context: Context) -> None:
    check_lengths(record, context)
    email = record.get("Email")
    if email and not EMAIL.fullmatch(email):
        raise business(context.language, ("email", ""))
    if record.get("VATNumber") and not re.fullmatch(r"[A-Z]{2}[0-9A-Z+*.]{2,13}", record["VATNumber"]):
        raise business(context.language, ("invalid", "VATNumber"))
    for name, path in (("SalesVATCode", "vat/VATCodes"), ("PaymentConditionSales", "cashflow/PaymentConditions")):
        if record.get(name) and division.by_code(path, record[name]) is None:
            raise business(context.language, ("reference", name))


def create_account(record: Record, division: Division, context: Context) -> Record:
    require(record, ["Name"], context)
    _check_account(record, division, context)
    code = str(record.get("Code") or "").strip() or str(division.next_number("account", 1001))
    if division.by_code("crm/Accounts", code):
        raise business(context.language, ("exists",))
    record |= {"Code": code, "Status": record.get("Status") or "A", "Type": "A"}
    record.setdefault("Blocked", False)
    record["IsSales"] = record["Status"] == "C"
    return division.add("crm/Accounts", record)


def change_account(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    if "Code" in new:  # even unchanged (facts 4, #416)
        raise business(context.language, ("exists",))
    _check_account(new, division, context)
    change(record, new, division, context)


def change(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    check_lengths(new, context)
    record.update(new)
    division.touch(record)


def create_contact(record: Record, division: Division, context: Context) -> Record:
    require(record, ["Account"], context)
    if not record.get("FirstName") and not record.get("LastName"):
        raise business(context.language, ("mandatory", "LastName"))
    if division.find("crm/Accounts", "ID", record["Account"]) is None:
        raise business(context.language, ("reference", "Account"))
    return division.add("crm/Contacts", record)


def create_address(record: Record, division: Division, context: Context) -> Record:
    """An identical address is given back instead of made again (facts 4)."""
    if record.get("Account") and division.find("crm/Accounts", "ID", record["Account"]) is None:
        raise business(context.language, ("reference", "Account"))
    check_lengths(record, context)
    names = ("Account", "Type", "AddressLine1", "AddressLine2", "Postcode", "City", "Country")
    for known in division.all("crm/Addresses"):
        if all(known.get(name) == record.get(name) for name in names):
            return known
    return division.add("crm/Addresses", record)


def creating(path: str, **plain: Any) -> Callable[[Record, Division, Context], Record]:
    """How a record is made that needs no more than a code of its own and a description."""

    def create(record: Record, division: Division, context: Context) -> Record:
        require(record, ["Code", "Description"], context)
        check_lengths(record, context)
        if division.by_code(path, record["Code"]):
            raise business(context.language, ("exists",))
        return division.add(path, {**plain, **record})

    return create


def create_rate(record: Record, division: Division, context: Context) -> Record:
    """TargetCurrency is the division's own; Rate is what one unit of the source is worth in it (facts 4)."""
    require(record, ["SourceCurrency", "Rate"], context)
    if division.by_code("general/Currencies", record["SourceCurrency"]) is None:
        raise business(context.language, ("reference", "Currency"))
    record.setdefault("StartDate", division.clock.now())
    return division.add("financial/ExchangeRates", {**record, "TargetCurrency": division.currency})


def remove(path: str, users: tuple[tuple[str, str], ...] = ()) -> Callable[[Record, Division, Context], None]:
    """How a record goes; one that ``users`` (endpoint, field) point at stays. The wording is [U]."""

    def go(record: Record, division: Division, context: Context) -> None:
        if any(one.get(name) == record["ID"] for place, name in users for one in division.all(place)):
            raise business(context.language, ("in_use", path.rsplit("/", 1)[-1]))
        division.remove(path, record)

    return go


def create_subscription(record: Record, division: Division, context: Context) -> Record:
    """The empty validation POST is sent by ``api.py`` before this (facts 5)."""
    require(record, ["CallbackURL", "Topic"], context)
    if any(one["Topic"] == record["Topic"] for one in division.all("webhooks/WebhookSubscriptions")):
        raise business(context.language, ("exists",))
    return division.add("webhooks/WebhookSubscriptions", record)


def create_bank_account(record: Record, division: Division, context: Context) -> Record:
    require(record, ["Account", "BankAccount"], context)
    account = division.find("crm/Accounts", "ID", record["Account"])
    if account is None:
        raise business(context.language, ("reference", "Account"))
    mine = [one for one in division.all("crm/BankAccounts") if one["Account"] == account["ID"]]
    if any(one["BankAccount"] == record["BankAccount"] for one in mine):
        raise business(context.language, ("exists",))
    record.setdefault("Main", not mine)
    return division.add("crm/BankAccounts", record | {"AccountName": account.get("Name")})


def create_vat_code(record: Record, division: Division, context: Context) -> Record:
    """Percentages are nested and dated (facts 4); the sandbox knows one, which holds on every day."""
    nested = record.pop("VATPercentages", None) or []
    rows = nested.get("results", []) if isinstance(nested, dict) else nested
    plain = {"VATTransactionType": "B", "EUSalesListing": "N", "Charged": False, "IsBlocked": False, "Type": "E"}
    if record.get("Type", "E") not in ("E", "I", "B", "N"):
        raise business(context.language, ("invalid", "Type"))
    percentage = Decimal(str(rows[0].get("Percentage") or 0)) if rows else Decimal(0)
    return creating("vat/VATCodes", **plain, Percentage=percentage)(record, division, context)


def change_coded(path: str) -> Callable[[Record, dict[str, Any], Division, Context], None]:
    """A change that may not take another record's code."""

    def go(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
        other = division.by_code(path, new["Code"]) if new.get("Code") else None
        if other is not None and other is not record:
            raise business(context.language, ("exists",))
        change(record, new, division, context)

    return go
