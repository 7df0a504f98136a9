"""What can stand in the way of an order besides its own figures: the texts for the order screen."""

from __future__ import annotations

from ..errors import Problem, Refused

DELETED = {"en": "The order was deleted in the shop.", "nl": "De bestelling is in de winkel verwijderd."}


def checking() -> Problem:
    return Problem(
        code="checking",
        what={
            "en": "Exact Online did not answer in time; it is being checked whether the document got there.",
            "nl": "Exact Online antwoordde niet op tijd; er wordt nagegaan of het stuk is aangekomen.",
        },
        why={
            "en": "Sending it again at once could book it twice, so it is looked for first.",
            "nl": "Meteen opnieuw versturen zou dubbel kunnen boeken; daarom wordt er eerst gezocht.",
        },
        do={"en": "Nothing: this goes on by itself.", "nl": "Niets: dit gaat vanzelf verder."},
        who="nobody",
        action="none",
    )


def not_set_up() -> Problem:
    return Problem(
        code="not_set_up",
        what={"en": "The set-up is not finished.", "nl": "De instellingen zijn nog niet af."},
        why={
            "en": "No booking style and VAT codes have been chosen yet. Nothing was booked.",
            "nl": "Er zijn nog geen boekingswijze en btw-codes gekozen. Er is niets geboekt.",
        },
        do={
            "en": "Finish the set-up under WooCommerce → Settings → Exact Online; waiting orders then go on.",
            "nl": "Maak de instellingen af onder WooCommerce → Instellingen → Exact Online; wachtende bestellingen "
            "gaan dan vanzelf.",
        },
        action="settings",
    )


def unreadable(why: Refused) -> Problem:
    return Problem(
        code="unreadable",
        what={"en": "The order cannot be read.", "nl": "De bestelling kan niet gelezen worden."},
        why={"en": f"{why.message} ({why.field})", "nl": f"{why.message} ({why.field})"},
        do={
            "en": "Open the order, correct the field and save it; it is sent again by itself.",
            "nl": "Open de bestelling, verbeter het veld en sla op; zij wordt vanzelf opnieuw verstuurd.",
        },
        action="open_order",
    )


def internal_error(kind: str) -> Problem:
    return Problem(
        code="internal_error",
        cause="internal_error",
        what={
            "en": "Something failed inside the service.",
            "nl": "Er ging iets mis binnen de dienst.",
        },
        why={
            "en": "This is a fault of ours, not of the order. Nothing is booked twice.",
            "nl": "Dit is een fout van ons, niet van de bestelling. Er wordt niets dubbel geboekt.",
        },
        do={
            "en": "Press Try again. If it stays, send the host the order number and the word below.",
            "nl": "Klik op Opnieuw proberen. Blijft het, stuur de beheerder het bestelnummer en het woord hieronder.",
        },
        who="host",
        detail=kind,
    )


def deleted_after_booking(documents: list[str]) -> Problem:
    named = ", ".join(documents)
    return Problem(
        code="deleted_after_booking",
        cause="deleted_after_booking",
        what={
            "en": f"The order was deleted in the shop, but stands in Exact Online ({named}).",
            "nl": f"De bestelling is in de winkel verwijderd, maar staat in Exact Online ({named}).",
        },
        why={
            "en": "A deleted order cannot be credited by itself: there is nothing left to credit it from.",
            "nl": "Een verwijderde bestelling kan niet vanzelf gecrediteerd worden: er is niets om van uit te gaan.",
        },
        do={
            "en": "If the sale did not happen, credit the document in Exact Online.",
            "nl": "Als de verkoop niet doorging, crediteer het stuk dan in Exact Online.",
        },
        who="accountant",
        action="open_exact",
    )
