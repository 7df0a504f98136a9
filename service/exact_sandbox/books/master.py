"""Accounts, contacts, addresses, items and other coded records (facts 4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..assumptions import ITEM_CODE_LENGTH, LENGTHS
from ..refusals import business
from ..store import Division, Record
from .context import Context

# Flags that read true or false, never null: exactpy, which reads the real thing, allows no null for them [C].
NEVER_NULL = (
    "Blocked", "CanDropShip", "IgnoreDatevWarningMessage", "IsBank", "IsMember", "IsPilot", "IsPurchase", "IsReseller",
    "IsSupplier", "RecepientOfCommissions",
)  # fmt: skip
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
    for name in NEVER_NULL:
        record.setdefault(name, False)
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


def create_item(record: Record, division: Division, context: Context) -> Record:
    require(record, ["Code", "Description"], context)
    check_lengths(record, context, {"Code": ITEM_CODE_LENGTH})
    if division.by_code("logistics/Items", record["Code"]):
        raise business(context.language, ("exists",))
    if record.get("SalesVatCode") and division.by_code("vat/VATCodes", record["SalesVatCode"]) is None:
        raise business(context.language, ("reference", "VATCode"))
    groups = division.all("logistics/ItemGroups")
    if record.get("ItemGroup") and not any(group["ID"] == record["ItemGroup"] for group in groups):
        raise business(context.language, ("reference", "ItemGroup"))
    record.setdefault("ItemGroup", next((group["ID"] for group in groups if group.get("IsDefault")), None))
    record.setdefault("Unit", "stuk")
    for name in ("IsSalesItem", "IsPurchaseItem", "IsStockItem", "IsFractionAllowedItem"):
        record.setdefault(name, False)
    return division.add("logistics/Items", record)


def change_item(record: Record, new: dict[str, Any], division: Division, context: Context) -> None:
    if "Code" in new and str(new["Code"]).strip() != str(record["Code"]).strip():
        other = division.by_code("logistics/Items", new["Code"])
        if other is not None:
            raise business(context.language, ("exists",))
    change(record, new, division, context)


def creating(path: str, **plain: Any) -> Callable[[Record, Division, Context], Record]:
    """How a record is made that needs no more than a code of its own and a description."""

    def create(record: Record, division: Division, context: Context) -> Record:
        require(record, ["Code", "Description"], context)
        check_lengths(record, context)
        if division.by_code(path, record["Code"]):
            raise business(context.language, ("exists",))
        return division.add(path, {**plain, **record})

    return create


def create_price(record: Record, division: Division, context: Context) -> Record:
    """One price per item, currency, unit, quantity and start (facts 4)."""
    require(record, ["Item", "Price"], context)
    item = division.find("logistics/Items", "ID", record["Item"])
    if item is None:
        raise business(context.language, ("reference", "Item"))
    record.setdefault("Currency", division.currency)
    record.setdefault("Quantity", 1)
    record.setdefault("Unit", item.get("Unit"))
    names = ("Item", "Currency", "Unit", "Quantity", "StartDate", "Account")
    prices = division.all("logistics/SalesItemPrices")
    if any(all(one.get(name) == record.get(name) for name in names) for one in prices):
        raise business(context.language, ("price_exists",))
    if not record.get("Account") and record["Quantity"] == 1:
        item["StandardSalesPrice"] = record["Price"]  # read-only on the item: it comes from here
        division.touch(item)
    more = {"ItemCode": item["Code"], "ItemDescription": item["Description"]}
    return division.add("logistics/SalesItemPrices", record | more)


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
