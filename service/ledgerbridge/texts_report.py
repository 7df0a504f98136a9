"""What the report of store against books says, in English and Dutch; part of ``texts.TEXTS``."""

from __future__ import annotations

from .errors import Text

TEXTS: dict[str, Text] = {
    "section.vat_return": {"en": "VAT return", "nl": "Btw-aangifte"},
    "section.vat_return.text": {
        "en": "Before the return is due, store and books of its period are compared, and the result is mailed.",
        "nl": "Voordat de aangifte moet worden gedaan, worden winkel en boeken van de periode vergeleken; de uitkomst "
        "wordt gemaild.",
    },
    "vat_period": {"en": "Period of the return", "nl": "Periode van de aangifte"},
    "vat_period:month": {"en": "Month", "nl": "Maand"},
    "vat_period:quarter": {"en": "Quarter", "nl": "Kwartaal"},
    "vat_period:year": {"en": "Year", "nl": "Jaar"},
    "vat_mail_days": {"en": "Days before the deadline", "nl": "Dagen voor de uiterste datum"},
    "vat_mail_days.help": {"en": "0: no mail.", "nl": "0: geen mail."},
    "no.report_period": {
        "en": "A report is of one day up to one year; this is none: the first day must not be after the last.",
        "nl": "Een rapport gaat over één dag tot één jaar; dit klopt niet: de eerste dag mag niet na de "
        "laatste liggen.",
    },
    "no.report_period.do": {"en": "Fill in both days.", "nl": "Vul beide dagen in."},
    "no.report_unknown": {"en": "This report is not there any more.", "nl": "Dit rapport is er niet meer."},
    "no.report_unknown.do": {"en": "Make it anew.", "nl": "Maak het opnieuw."},
    "report.period.this_month": {"en": "This month", "nl": "Deze maand"},
    "report.period.last_month": {"en": "Last month", "nl": "Vorige maand"},
    "report.period.this_quarter": {"en": "This quarter", "nl": "Dit kwartaal"},
    "report.period.last_quarter": {"en": "Last quarter", "nl": "Vorig kwartaal"},
    "report.period.this_year": {"en": "This year", "nl": "Dit jaar"},
    "report.period.last_year": {"en": "Last year", "nl": "Vorig jaar"},
    "report.period.vat": {"en": "Last VAT return", "nl": "Laatste btw-aangifte"},
    "report.period.own": {"en": "A day, or from – to", "nl": "Een dag, of van – tot"},
    "report.none": {
        "en": "No report of this period was made yet. Making one reads Exact anew; that takes from "
        "seconds to some minutes.",
        "nl": "Van deze periode is nog geen rapport gemaakt. Maken leest Exact opnieuw; dat duurt van "
        "seconden tot enkele minuten.",
    },
    "report.making": {
        "en": "A new report is being made: the documents are read anew from Exact. Load the page again in a moment.",
        "nl": "Er wordt een nieuw rapport gemaakt: de stukken worden opnieuw uit Exact gelezen. Laad de "
        "pagina zo weer.",
    },
    "report.failed": {
        "en": "The last report could not be made. {why}",
        "nl": "Het laatste rapport kon niet worden gemaakt. {why}",
    },
    "report.equal": {
        "en": "Equal: Exact Online holds what the shop sold, to the cent ({sums}).",
        "nl": "Gelijk: in Exact Online staat wat de winkel verkocht, tot op de cent ({sums}).",
    },
    "report.empty": {
        "en": "Equal: nothing was sold in this period, and nothing of this shop stands in Exact Online.",
        "nl": "Gelijk: er is in deze periode niets verkocht en er staat niets van deze winkel in Exact Online.",
    },
    "report.more": {
        "en": "Exact Online holds {sum} more than the shop says.",
        "nl": "In Exact Online staat {sum} meer dan in de winkel.",
    },
    "report.less": {
        "en": "Exact Online holds {sum} less than the shop says.",
        "nl": "In Exact Online staat {sum} minder dan in de winkel.",
    },
    "report.balances": {
        "en": "The totals are the same, and yet something differs.",
        "nl": "De totalen zijn gelijk en toch verschilt er iets.",
    },
    "report.one_difference": {
        "en": "One difference; its cause is below.",
        "nl": "Eén verschil; de oorzaak staat hieronder.",
    },
    "report.differences": {
        "en": "{count} differences; each has its cause below, and together they are the whole amount.",
        "nl": "{count} verschillen; bij elk staat de oorzaak en samen zijn ze het hele bedrag.",
    },
    "report.title": {
        "en": "Store against books, {first} to {last}",
        "nl": "Winkel en boeken, {first} tot en met {last}",
    },
    "report.answer": {"en": "Answer", "nl": "Uitkomst"},
    "report.made": {"en": "Made", "nl": "Gemaakt"},
    "report.calls": {
        "en": "Exact was read anew, with {count} calls.",
        "nl": "Exact is opnieuw gelezen, met {count} aanroepen.",
    },
    "report.totals": {"en": "Totals", "nl": "Totalen"},
    "report.side": {"en": "Including VAT", "nl": "Inclusief btw"},
    "report.sold": {"en": "Sold", "nl": "Verkocht"},
    "report.refunded": {"en": "Credited", "nl": "Gecrediteerd"},
    "report.total": {"en": "Total", "nl": "Totaal"},
    "report.documents": {"en": "documents: {count}", "nl": "stukken: {count}"},
    "report.store": {"en": "Shop", "nl": "Winkel"},
    "report.exact": {"en": "Exact Online", "nl": "Exact Online"},
    "report.store_net": {"en": "Shop net", "nl": "Winkel netto"},
    "report.store_vat": {"en": "Shop VAT", "nl": "Winkel btw"},
    "report.exact_net": {"en": "Exact net", "nl": "Exact netto"},
    "report.exact_vat": {"en": "Exact VAT", "nl": "Exact btw"},
    "report.differs": {"en": "Difference", "nl": "Verschil"},
    "report.differences_title": {"en": "Differences", "nl": "Verschillen"},
    "report.rates_title": {"en": "Per VAT rate and country", "nl": "Per btw-tarief en land"},
    "report.payments_title": {"en": "Payments", "nl": "Betalingen"},
    "report.payments_note": {
        "en": "Of payment methods whose orders are booked as paid. An order that is not booked yet has "
        "no payment here either.",
        "nl": "Van betaalmethoden waarvan bestellingen als betaald worden geboekt. Een bestelling die "
        "nog niet geboekt is, heeft hier ook geen betaling.",
    },
    "report.open": {
        "en": "{count} invoices of this period are open in Exact Online, in whole or in part.",
        "nl": "{count} facturen van deze periode staan in Exact Online geheel of deels open.",
    },
    "report.left_out_title": {"en": "Left out, with the reason", "nl": "Niet meegeteld, met de reden"},
    "report.days_title": {"en": "Per day", "nl": "Per dag"},
    "report.rate": {"en": "VAT", "nl": "Btw"},
    "report.order": {"en": "Order", "nl": "Bestelling"},
    "report.orders": {"en": "Orders", "nl": "Bestellingen"},
    "report.cause": {"en": "Cause", "nl": "Oorzaak"},
    "report.document": {"en": "In Exact", "nl": "In Exact"},
    "report.day": {"en": "Day", "nl": "Dag"},
    "report.do": {"en": "What to do", "nl": "Wat te doen"},
    "report.amount": {"en": "Exact minus shop", "nl": "Exact min winkel"},
    "report.method": {"en": "Method", "nl": "Methode"},
    "report.journal": {"en": "Journal {journal}", "nl": "Dagboek {journal}"},
    "report.currency": {"en": "Currency", "nl": "Valuta"},
    "report.why": {"en": "Reason", "nl": "Reden"},
    "report.part": {"en": "Part", "nl": "Onderdeel"},
    "report.there": {"en": "in the other: {day}", "nl": "in de ander: {day}"},
    "report.more_rows": {"en": "{count} more: see the CSV", "nl": "nog {count}: zie de CSV"},
    "report.box": {"en": "box {box}", "nl": "rubriek {box}"},
    "report.no_country": {"en": "Country not known", "nl": "Land onbekend"},
    "report.rounding": {
        "en": "Of the amounts, rounding lines: {sums}.",
        "nl": "Van de bedragen zijn afrondingsregels: {sums}.",
    },
    "report.home": {
        "en": "What stands in {currency} is {sum} as Exact converted it.",
        "nl": "Wat in {currency} staat, is {sum} zoals Exact het omrekende.",
    },
    "report.unread": {
        "en": "{count} documents were never read back; they count as they were sent.",
        "nl": "{count} stukken zijn nooit teruggelezen; ze tellen zoals ze zijn verstuurd.",
    },
    "report.reason.reverse_charge": {"en": "reverse charge", "nl": "btw verlegd"},
    "report.reason.reverse_charge_services": {"en": "services, reverse charge", "nl": "diensten, btw verlegd"},
    "report.reason.export": {"en": "export", "nl": "export"},
    "report.reason.export_services": {"en": "services outside the EU", "nl": "diensten buiten de EU"},
    "report.reason.exempt": {"en": "exempt or not taxable", "nl": "vrijgesteld of niet belast"},
    "report.reason.none": {"en": "outside VAT (gift cards sold)", "nl": "buiten de btw (verkochte cadeaubonnen)"},
    "report.reason.rounding": {"en": "rounding", "nl": "afronding"},
    "report.cause.waiting": {"en": "Not booked yet", "nl": "Nog niet geboekt"},
    "report.cause.waiting.do": {"en": "Nothing: it is booked by itself.", "nl": "Niets: ze wordt vanzelf geboekt."},
    "report.cause.checking": {
        "en": "Being checked after a lost answer",
        "nl": "Wordt nagegaan na een verloren antwoord",
    },
    "report.cause.checking.do": {"en": "Nothing: it goes on by itself.", "nl": "Niets: dit gaat vanzelf verder."},
    "report.cause.attention": {"en": "Not booked: needs attention", "nl": "Niet geboekt: vraagt aandacht"},
    "report.cause.attention.do": {
        "en": "Open the order: it says what to do.",
        "nl": "Open de bestelling: daar staat wat te doen.",
    },
    "report.cause.parked": {
        "en": "Not booked: the connection stands still",
        "nl": "Niet geboekt: de koppeling staat stil",
    },
    "report.cause.parked.do": {
        "en": "Mend the connection; everything then goes on by itself.",
        "nl": "Herstel de verbinding; daarna gaat alles vanzelf.",
    },
    "report.cause.refund_not_credited": {"en": "Refund not credited", "nl": "Terugbetaling niet gecrediteerd"},
    "report.cause.refund_not_credited.do": {
        "en": "Open the order: it says what is in the way.",
        "nl": "Open de bestelling: daar staat wat in de weg zit.",
    },
    "report.cause.changed": {"en": "Changed in the shop after booking", "nl": "In de winkel gewijzigd na het boeken"},
    "report.cause.changed.do": {
        "en": "Open the order and let it be credited and booked anew.",
        "nl": "Open de bestelling en laat haar crediteren en opnieuw boeken.",
    },
    "report.cause.other_period": {"en": "Booked in another period", "nl": "In een andere periode geboekt"},
    "report.cause.other_period.do": {
        "en": "Nothing, if that is meant: the difference comes back in the other period.",
        "nl": "Niets, als dat de bedoeling is: het verschil komt in de andere periode terug.",
    },
    "report.cause.too_many": {
        "en": "Stands in Exact without an order in the shop",
        "nl": "Staat in Exact zonder bestelling in de winkel",
    },
    "report.cause.too_many.do": {
        "en": "Credit it in Exact if there was no sale.",
        "nl": "Crediteer het in Exact als er geen verkoop was.",
    },
    "report.cause.deleted": {"en": "Deleted in Exact", "nl": "In Exact verwijderd"},
    "report.cause.deleted.do": {
        "en": "Find out who deleted it, and enter it again in Exact if the sale stands.",
        "nl": "Zoek uit wie het verwijderde, en voer het opnieuw in Exact in als de verkoop doorging.",
    },
    "report.cause.altered": {"en": "Altered in Exact", "nl": "In Exact gewijzigd"},
    "report.cause.altered.do": {
        "en": "Open the document in Exact and compare; correct it there, then press Try again at the order.",
        "nl": "Open het stuk in Exact en vergelijk; verbeter het daar en klik bij de bestelling op Opnieuw proberen.",
    },
    "report.cause.moved": {"en": "Has another date in Exact", "nl": "Heeft in Exact een andere datum"},
    "report.cause.moved.do": {
        "en": "Set its date back in Exact, if that was not meant.",
        "nl": "Zet de datum in Exact terug, als dat niet de bedoeling was.",
    },
    "report.cause.stray": {"en": "In Exact twice, or not known here", "nl": "Dubbel in Exact, of hier niet bekend"},
    "report.cause.stray.do": {
        "en": "It carries this shop's mark. Compare it with the order's document; delete the one that is too many.",
        "nl": "Het draagt het kenmerk van deze winkel. Vergelijk het met het stuk van de bestelling; "
        "verwijder wat te veel is.",
    },
    "report.cause.payment_waiting": {"en": "Payment not booked yet", "nl": "Betaling nog niet geboekt"},
    "report.cause.payment_waiting.do": {
        "en": "Nothing: it is booked when its day is over.",
        "nl": "Niets: ze wordt geboekt als haar dag voorbij is.",
    },
    "report.cause.payment_attention": {
        "en": "Payment not booked: needs attention",
        "nl": "Betaling niet geboekt: vraagt aandacht",
    },
    "report.cause.payment_attention.do": {
        "en": "Open the order: it says what to do.",
        "nl": "Open de bestelling: daar staat wat te doen.",
    },
    "report.cause.payment_deleted": {
        "en": "Payment not found in Exact on its day",
        "nl": "Betaling op haar dag niet in Exact gevonden",
    },
    "report.cause.payment_deleted.do": {
        "en": "Look for it in the journal; enter it again if it was deleted.",
        "nl": "Zoek haar in het dagboek; voer haar opnieuw in als ze is verwijderd.",
    },
    "report.cause.payment_altered": {"en": "Payment altered in Exact", "nl": "Betaling in Exact gewijzigd"},
    "report.cause.payment_altered.do": {
        "en": "Correct the line in the journal.",
        "nl": "Verbeter de regel in het dagboek.",
    },
    "report.cause.payment_moved": {
        "en": "Payment has another date in Exact",
        "nl": "Betaling heeft in Exact een andere datum",
    },
    "report.cause.payment_moved.do": {
        "en": "Set its date back in Exact, if that was not meant.",
        "nl": "Zet de datum in Exact terug, als dat niet de bedoeling was.",
    },
}
