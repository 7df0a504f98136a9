"""Why a document does not go on, in words for the order's screen. Pure."""

from __future__ import annotations

from ..errors import Problem


def not_invoiced(number: str, words: str) -> Problem:
    return Problem(
        code="not_invoiced",
        cause="not_invoiced",
        what={
            "en": f"Exact Online did not invoice sales order {number}.",
            "nl": f"Exact Online heeft verkooporder {number} niet gefactureerd.",
        },
        why={
            "en": "The order stands there as it was sent; no invoice was made of it. Exact's words are below.",
            "nl": "De order staat er zoals hij verstuurd is; er is geen factuur van gemaakt. De tekst van Exact staat "
            "hieronder.",
        },
        do={
            "en": "Mend it in Exact Online, or invoice it there by hand; then press Try again: an invoice that stands "
            "there is recognised.",
            "nl": "Herstel het in Exact Online of factureer daar zelf; klik dan op Opnieuw proberen: een factuur die "
            "er staat wordt herkend.",
        },
        who="accountant",
        action="open_exact",
        detail=words,
    )


def not_processed(number: str, said: Problem) -> Problem:
    return Problem(
        code="not_processed",
        cause=f"not_processed:{said.code}",
        what={
            "en": f"Exact Online did not process invoice {number}. {said.what.get('en', '')}".strip(),
            "nl": f"Exact Online heeft factuur {number} niet verwerkt. {said.what.get('nl', '')}".strip(),
        },
        why={
            "en": f"It stands there as a draft with the right amounts. {said.why.get('en', '')}".strip(),
            "nl": f"Zij staat er als concept met de juiste bedragen. {said.why.get('nl', '')}".strip(),
        },
        do={
            "en": "Mend it in Exact Online, or process it there by hand; then press Try again.",
            "nl": "Herstel het in Exact Online of verwerk haar daar zelf; klik dan op Opnieuw proberen.",
        },
        who="accountant",
        action="open_exact",
        detail=said.detail,
    )


def not_sent(number: str, words: str) -> Problem:
    return Problem(
        code="not_sent",
        cause="not_sent",
        what={
            "en": f"Invoice {number} is processed, but Exact Online did not send it.",
            "nl": f"Factuur {number} is verwerkt, maar Exact Online heeft haar niet verstuurd.",
        },
        why={
            "en": "It stands in the books and is final; only the sending failed. Exact's words are below.",
            "nl": "Zij staat definitief in de boeken; alleen het versturen mislukte. De tekst van Exact staat "
            "hieronder.",
        },
        do={
            "en": "Send it from Exact Online (the invoice, Send), or mend the customer's address there for the next "
            "one; then press Try again to put this note away.",
            "nl": "Verstuur haar vanuit Exact Online (de factuur, Versturen), of herstel daar het adres van de klant "
            "voor de volgende; klik dan op Opnieuw proberen om deze melding weg te halen.",
        },
        action="open_exact",
        detail=words,
    )


def not_attached(number: str, said: Problem) -> Problem:
    return Problem(
        code="not_attached",
        cause=f"not_attached:{said.code}",
        what={
            "en": f"The shop's invoice was not laid beside entry {number}. {said.what.get('en', '')}".strip(),
            "nl": f"De factuur van de winkel is niet bij boeking {number} gevoegd. {said.what.get('nl', '')}".strip(),
        },
        why={
            "en": f"The entry itself stands as it should. {said.why.get('en', '')}".strip(),
            "nl": f"De boeking zelf staat zoals ze moet. {said.why.get('nl', '')}".strip(),
        },
        do={
            "en": "The licence must have documents, and the user who gave consent the right to make them. Then press "
            "Try again, or switch it off in the settings.",
            "nl": "De licentie moet documenten kennen en de gebruiker die toestemming gaf moet ze mogen maken. Klik "
            "dan op Opnieuw proberen, of zet het uit bij de instellingen.",
        },
        action="retry",
        detail=said.detail,
    )


def not_delivered(number: str, said: Problem) -> Problem:
    return Problem(
        code="not_delivered",
        cause=f"not_delivered:{said.code}",
        what={
            "en": f"Exact Online did not deliver sales order {number}. {said.what.get('en', '')}".strip(),
            "nl": f"Exact Online heeft verkooporder {number} niet geleverd. {said.what.get('nl', '')}".strip(),
        },
        why={
            "en": f"The order is completed in the shop; its goods still lie in Exact's warehouse. "
            f"{said.why.get('en', '')}".strip(),
            "nl": f"De bestelling is in de winkel afgerond; haar goederen liggen in Exact nog in het magazijn. "
            f"{said.why.get('nl', '')}".strip(),
        },
        do={
            "en": "Mend it in Exact Online (enough stock, an open period), or deliver it there by hand; then press Try "
            "again: what was delivered is recognised.",
            "nl": "Herstel het in Exact Online (genoeg voorraad, een open periode) of lever daar zelf; klik dan op "
            "Opnieuw proberen: wat geleverd is wordt herkend.",
        },
        who="owner",
        action="open_exact",
        detail=said.detail,
    )
