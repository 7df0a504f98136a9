"""What it means that a number is not in force, for the owner and his accountant. Pure."""

from __future__ import annotations

from ..errors import Problem


def not_in_force(number: str, document: str) -> Problem:
    return Problem(
        code="vat_number_not_in_force",
        cause=f"vat_number_not_in_force:{number}",
        what={
            "en": f"VAT number {number} is not in force according to VIES; {document} was booked with VAT reverse "
            "charged.",
            "nl": f"Btw-nummer {number} is volgens VIES niet geldig; {document} is geboekt met verlegde btw.",
        },
        why={
            "en": "Without a valid number of the customer the VAT is the shop's to pay. The booking stands as it was.",
            "nl": "Zonder geldig nummer van de klant is de btw voor rekening van de winkel. De boeking staat zoals zij "
            "was.",
        },
        do={
            "en": "Ask the customer for the right number, or charge the VAT after all (change the order; it is "
            "credited and booked anew). Press Try again to put this note away.",
            "nl": "Vraag de klant om het juiste nummer, of reken de btw alsnog (wijzig de bestelling; zij wordt "
            "gecrediteerd en opnieuw geboekt). Klik op Opnieuw proberen om deze melding weg te halen.",
        },
        who="accountant",
        action="retry",
    )
