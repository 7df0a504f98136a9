"""What a new division holds: a typical Dutch chart, VAT codes, journals and conditions.

VAT codes are deliberately unlike their percentage, and purchase and inclusive codes stand beside the sales ones:
a client that guesses picks wrong.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from .clock import Clock
from .store import Division

LEDGERS = [  # code, description, type, side
    ("1000", "Kas", 10, "D"), ("1100", "Bank", 12, "D"), ("1240", "Tussenrekening betaaldienst", 16, "D"),
    ("1300", "Debiteuren", 20, "D"), ("1500", "Af te dragen btw", 24, "C"), ("1520", "Te vorderen btw", 24, "D"),
    ("1600", "Crediteuren", 22, "C"), ("3000", "Voorraad", 40, "D"),
    ("4990", "Betalingsverschillen", 121, "D"), ("7000", "Inkoopwaarde", 111, "D"),
    ("8000", "Omzet hoog tarief", 110, "C"), ("8010", "Omzet laag tarief", 110, "C"),
    ("8020", "Omzet nultarief en vrijgesteld", 110, "C"), ("8030", "Omzet binnen de EU (ICP)", 110, "C"),
    ("8040", "Omzet export buiten de EU", 110, "C"), ("8050", "Omzet OSS", 110, "C"),
    ("8100", "Verzendkosten", 110, "C"),
    ("8110", "Toeslagen en betaalkosten", 110, "C"), ("8990", "Afrondingsverschillen", 110, "C"),
]  # fmt: skip

VAT_CODES: list[tuple[str, str, str, str, dict[str, Any]]] = [  # code, description, type, fraction, more
    ("0", "Btw nul (0 %)", "B", "0", {}),
    ("1", "Btw laag verkoop, exclusief", "E", "0.09", {}),
    ("2", "Btw hoog verkoop, exclusief", "E", "0.21", {}),
    ("3", "Btw laag verkoop, inclusief", "I", "0.09", {}),
    ("4", "Btw hoog verkoop, inclusief", "I", "0.21", {}),
    ("5", "Btw hoog inkoop", "E", "0.21", {"VATTransactionType": "P"}),
    ("6", "Btw verlegd binnenland", "B", "0", {"Charged": True}),
    ("7", "Leveringen binnen de EU (ICP)", "B", "0", {"EUSalesListing": "L"}),
    ("8", "Export buiten de EU", "B", "0", {}),
    ("9", "Btw laag inkoop", "E", "0.09", {"VATTransactionType": "P"}),
    ("V0", "Diensten binnen de EU", "B", "0", {"EUSalesListing": "S"}),
    ("N", "Vrijgesteld van btw", "N", "0", {}),
    ("X", "Btw 19 % (oud)", "E", "0.19", {"IsBlocked": True}),
    *(
        (f"O{n}", f"OSS {country} {percent} %", "E", str(Decimal(percent) / 100), {"OssCountry": country})
        for n, (country, percent) in enumerate([
            ("DE", "19"), ("DE", "7"), ("FR", "20"), ("FR", "5.5"), ("BE", "21"), ("BE", "6"), ("AT", "20"),
            ("AT", "10"), ("ES", "21"), ("ES", "10"), ("IT", "22"), ("IT", "10"), ("LU", "17"), ("PL", "23"),
        ], 1)
    ),
]  # fmt: skip

JOURNALS = [  # code, description, type, more
    ("10", "Kas", 10, {}), ("20", "Bank", 12, {}), ("60", "Inkoopboek", 22, {}), ("70", "Verkoopboek", 20, {}),
    ("71", "Creditnota's", 21, {}), ("75", "Verkoopboek oud", 20, {"IsBlocked": True}), ("90", "Memoriaal", 90, {}),
]  # fmt: skip

CONDITIONS = [  # code, description, method, days
    ("00", "Contant", "K", 0), ("14", "14 dagen", "B", 14), ("30", "30 dagen", "B", 30), ("IN", "Incasso", "I", 14),
    ("PS", "Betaaldienst (PSP)", "Q", 0),
]  # fmt: skip

SHIPPING = [  # code, description, where a parcel can be followed
    ("PNL", "PostNL", "https://postnl.example/track?code="), ("DHL", "DHL", "https://dhl.example/track?id="),
    ("AFH", "Afhalen", ""),
]  # fmt: skip

DOCUMENT_TYPES = [  # id (10 [C], the others [A]), description, may an app make one
    (10, "Verkoopfactuur", True), (20, "Inkoopfactuur", True), (17, "E-mail", True), (55, "Overige", True),
    (1000, "Systeemdocument", False),
]  # fmt: skip

ITEMS = [  # code, description
    ("ADVIES", "Adviesuur"), ("VERZENDKOSTEN", "Verzendkosten"), ("KORTING", "Korting"), ("EMBALLAGE", "Emballage"),
]  # fmt: skip


def division(code: int, name: str, clock: Clock, trade: bool) -> Division:
    made = Division(code, name, clock, trade=trade)
    for ledger, text, kind, side in LEDGERS:
        balance = "W" if ledger >= "4000" else "B"
        _add(made, "financial/GLAccounts", Code=ledger, Description=text, Type=kind, BalanceSide=side,
             BalanceType=balance, IsBlocked=False)  # fmt: skip
    for vat, text, vat_type, fraction, more in VAT_CODES:
        record = {"VATTransactionType": "S", "EUSalesListing": "N", "Charged": False, "IsBlocked": False} | more
        _add(made, "vat/VATCodes", Code=vat, Description=text, Type=vat_type, Percentage=Decimal(fraction), **record)
    for journal, text, kind, more in JOURNALS:
        record = {"IsBlocked": False, "AllowVAT": True, "AllowVariableCurrency": True, "Currency": "EUR"} | more
        _add(made, "financial/Journals", Code=journal, Description=text, Type=kind, **record)
    for condition, text, method, days in CONDITIONS:
        _add(made, "cashflow/PaymentConditions", Code=condition, Description=text, PaymentMethod=method,
             PaymentDays=days)  # fmt: skip
    revenue = made.by_code("financial/GLAccounts", "8000")
    assert revenue is not None
    _add(made, "logistics/ItemGroups", Code="1", Description="Handelsgoederen", IsDefault=1, GLRevenue=revenue["ID"])
    for unit, text in (("stuk", "Stuk"), ("uur", "Uur"), ("kg", "Kilogram")):
        _add(made, "logistics/Units", Code=unit, Description=text, Main=unit == "stuk")
    _add(made, "inventory/Warehouses", Code="1", Description="Hoofdmagazijn", Main=1)
    for item, text in ITEMS:
        _add(made, "logistics/Items", Code=item, Description=text, IsSalesItem=True, SalesVatCode="2", Unit="stuk")
    for currency, text in (("EUR", "Euro"), ("USD", "US-dollar"), ("GBP", "Brits pond"), ("CHF", "Zwitserse frank")):
        _add(made, "general/Currencies", Code=currency, Description=text, AmountPrecision=Decimal("0.01"),
             PricePrecision=Decimal("0.0001"))  # fmt: skip
    year = clock.now().year
    for currency, rate in (("USD", "0.92"), ("GBP", "1.15"), ("CHF", "1.06")):
        _add(made, "financial/ExchangeRates", SourceCurrency=currency, TargetCurrency="EUR", Rate=Decimal(rate),
             StartDate=datetime(year, 1, 1))  # noqa: DTZ001 - dates are naive, as Exact's  # fmt: skip
    _add(made, "crm/Accounts", Code="1000", Name="Webwinkelklanten (verzamelrelatie)", Status="C", Type="A",
         Blocked=False)  # fmt: skip
    for method, text, url in SHIPPING:
        _add(made, "sales/ShippingMethods", Code=method, Description=text, Active=True, TrackingURL=url)
    for kind, text, creatable in DOCUMENT_TYPES:
        made.add("documents/DocumentTypes", {
            "ID": kind, "Description": text, "DocumentIsCreatable": creatable, "DocumentIsViewable": True,
            "DocumentIsUpdatable": creatable, "DocumentIsDeletable": creatable, "TypeCategory": 1,
        })  # fmt: skip
    _add(made, "salesinvoice/Layouts", Subject="Factuur standaard", Type=1)
    _add(made, "sales/SalesPriceLists", Code="1", Description="Standaard", Currency="EUR", Entity=1, Type=1)
    _periods(made, year)
    made.numbers["account"] = 1000
    return made


def _periods(made: Division, year: int) -> None:
    """Last, this and next year; last year is closed."""
    for one in (year - 1, year, year + 1):
        for month in range(1, 13):
            start = datetime(one, month, 1)  # noqa: DTZ001
            end = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            _add(made, "financial/FinancialPeriods", FinYear=one, FinPeriod=month, StartDate=start, EndDate=end)
    made.closed = {(year - 1, month) for month in range(1, 13)}


def _add(made: Division, path: str, **record: Any) -> None:
    made.add(path, {"ID": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{made.code}/{path}/{record}")), **record})
