"""Why a receipt or settlement is not booked, in words for the order's screen. Pure."""

from __future__ import annotations

from ..errors import Problem


def journal_gone(code: str) -> Problem:
    return Problem(
        code="receipt_journal",
        cause=f"receipt_journal:{code}",
        what={
            "en": f"The payment is not booked: Exact Online has no usable journal {code}.",
            "nl": f"De betaling is niet geboekt: Exact Online heeft geen bruikbaar dagboek {code}.",
        },
        why={
            "en": "Payments are booked in a bank, cash or provider journal; this one is gone, blocked or another kind.",
            "nl": "Betalingen worden in een bank-, kas- of betaaldienstdagboek geboekt; dit is weg of geblokkeerd.",
        },
        do={
            "en": "Choose the clearing journal again under Payments received; then retry.",
            "nl": "Kies onder Ontvangen betalingen opnieuw het dagboek en probeer dan opnieuw.",
        },
        action="settings",
    )


def ledger_gone(code: str) -> Problem:
    named = code or "–"
    return Problem(
        code="receipt_ledger",
        cause=f"receipt_ledger:{code}",
        what={
            "en": f"The payment is not booked: its ledger account ({named}) is not chosen or not in Exact Online.",
            "nl": f"De betaling is niet geboekt: de rekening ({named}) is niet gekozen of staat niet in Exact Online.",
        },
        why={
            "en": "A receipt takes the amount off the customers' open invoices, a gift card off its liability.",
            "nl": "Een ontvangst haalt het bedrag van de debiteuren af, een cadeaubon van de schuld.",
        },
        do={
            "en": "Choose the account under Payments received; then retry.",
            "nl": "Kies de rekening onder Ontvangen betalingen en probeer dan opnieuw.",
        },
        action="settings",
    )


def currency(journal: str, holds: str, paid: str) -> Problem:
    return Problem(
        code="receipt_currency",
        cause=f"receipt_currency:{journal}:{paid}",
        what={
            "en": f"The payment in {paid} is not booked: journal {journal} is kept in {holds} only.",
            "nl": f"De betaling in {paid} is niet geboekt: dagboek {journal} wordt alleen in {holds} gevoerd.",
        },
        why={
            "en": "The provider changed the money at a rate of its own, which the order does not say.",
            "nl": "De betaaldienst wisselde het geld tegen een eigen koers, die de bestelling niet noemt.",
        },
        do={
            "en": "Allow other currencies in that journal in Exact Online, or choose a journal in this currency.",
            "nl": "Sta in Exact Online andere valuta toe in dat dagboek, of kies een dagboek in deze valuta.",
        },
        who="accountant",
        action="settings",
    )


def reads_back_wrong(number: str, wanted: str, found: str) -> Problem:
    return Problem(
        code="receipt_differs",
        cause=f"receipt_differs:{number}",
        what={
            "en": f"Entry {number} with this payment in Exact Online is not what was sent.",
            "nl": f"Boeking {number} met deze betaling in Exact Online is niet wat er verstuurd is.",
        },
        why={
            "en": "It was booked and then read back; the amounts below differ.",
            "nl": "Ze is geboekt en daarna teruggelezen; de bedragen hieronder verschillen.",
        },
        do={
            "en": "Open the entry in Exact Online and compare it with the lines of that day.",
            "nl": "Open de boeking in Exact Online en vergelijk haar met de regels van die dag.",
        },
        who="accountant",
        action="open_exact",
        arithmetic=(f"wanted {wanted}", f"Exact has {found}"),
    )
