"""How Exact says no: status, text in the user's language, headers. Texts as recorded (facts 3 and 6)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Refusal(Exception):
    """An answer that is no success. ``texts`` are joined by CRLF, as Exact joins several problems."""

    status: int
    texts: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    empty: bool = False

    def __str__(self) -> str:
        return "\r\n".join(self.texts)


TEXTS = {  # key: (nl, en); {0} is the field or the value
    "mandatory": ("Verplicht: {0}", "Mandatory: {0}"),
    "reference": ("Ongeldige referentie: {0}", "Invalid reference: {0}"),
    "invalid": ("Ongeldig: {0}", "Invalid: {0}"),
    "exists": ("Gegeven bestaat reeds.", "Data already exists."),
    "order_exists": ("Verkoopordernummer: Bestaat reeds", "Sales order number: Already exists"),
    "entry_in_use": ("In gebruik: Boekstuknummer", "In use: Entry number"),
    "not_a_customer": ("Ongeldig: Klant (Type)", "Invalid: Customer (Type)"),
    "period_closed": ("Periode is afgesloten: {0}", "Period is closed: {0}"),
    "no_year": ("Onbekend: Boekjaar (Periode-datumtabel)", "Unknown: Financial year (Period-date table)"),
    "journal": ("Ongeldig: Dagboek", "Invalid: Journal (type)"),
    "journal_blocked": ("Geblokkeerd: Dagboek", "Blocked: Journal"),
    "ledger_type": ("Ongeldig: Grootboekrekeningtype", "Invalid: G/L account type"),
    "no_vat_allowed": (
        "Een btw bedrag is niet toegestaan voor btw-code {0}",
        "A VAT amount is not allowed for VAT code {0}",
    ),
    "price_exists": (
        "Moet zijn: Uniek - Artikel, Valuta, Eenheid, Aantal, Actief vanaf",
        "Must be: Unique - Item, Currency, Unit, Quantity, Active from",
    ),
    "in_use": ("In gebruik: {0}", "In use: {0}"),
    "no_stock": ("Onvoldoende voorraad: {0}", "Insufficient stock: {0}"),  # [A]
    "nothing_to_invoice": ("Niets te factureren", "Nothing to invoice"),  # [A]
    "too_many_lines": ("Ongeldig: Meer dan {0} orderregels", "Invalid: More than {0} order lines"),  # [A]
    "document_type": ("Documenttype niet toegestaan", "Document Type not allowed"),  # en [I]
    "matched": ("Reeds afgeletterd: {0}", "Already matched: {0}"),  # [A]
    "unbalanced": (
        "De boeking is niet in evenwicht op: {0} Verschil: {1}",
        "The entry is not balanced in: {0} Difference: {1}",
    ),
    "processed": ("Reeds verwerkt", "Already processed"),
    "email": ("Ongeldig: Email [{0}]", "Invalid: Email [{0}]"),
}  # fmt: skip

NAMES = {  # field: (nl, en), for the texts above
    "Name": ("Naam", "Name"), "OrderedBy": ("Besteld door", "Ordered by"), "InvoiceTo": ("Factuur voor", "Invoice to"),
    "DeliverTo": ("Leveren aan", "Deliver to"), "Customer": ("Klant", "Customer"), "Journal": ("Dagboek", "Journal"),
    "VATCode": ("Btw-code", "VAT code"), "PaymentCondition": ("Betalingsconditie", "Payment condition"),
    "Item": ("Artikel", "Item"), "GLAccount": ("Grootboekrekening", "G/L account"), "Currency": ("Valuta", "Currency"),
    "Code": ("Code", "Code"), "Description": ("Omschrijving", "Description"), "AmountFC": ("Bedrag", "Amount"),
    "JournalCode": ("Dagboek", "Journal"), "DeliveryDate": ("Leverdatum", "Delivery date"),
    "Subject": ("Onderwerp", "Subject"), "Document": ("Document", "Document"),
    "Warehouse": ("Magazijn", "Warehouse"), "ShippingMethod": ("Verzendwijze", "Shipping method"),
    "Quantity": ("Aantal", "Quantity"), "Attachment": ("Bijlage", "Attachment"),
    "FileName": ("Bestandsnaam", "File name"), "Type": ("Type", "Type"), "Topic": ("Onderwerp", "Topic"),
    "Account": ("Relatie", "Account"), "ItemGroup": ("Artikelgroep", "Item group"), "Unit": ("Eenheid", "Unit"),
}  # fmt: skip


def text(key: str, language: str, *about: str) -> str:
    nl = language.startswith("nl")
    shown = [NAMES.get(word, (word, word))[0 if nl else 1] for word in about]
    return TEXTS[key][0 if nl else 1].format(*shown)


def business(language: str, *problems: tuple[str, ...]) -> Refusal:
    """A business error: HTTP 500, all problems at once."""
    return Refusal(500, [text(key, language, *about) for key, *about in problems])
