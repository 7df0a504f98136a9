"""What the screens say, in English and Dutch. Short, impersonal, in the shop owner's words.

``say(locale, key)`` gives one text; a field's help stands under its key with ``.help``, a choice's under
``field:value``.
"""

from __future__ import annotations

from . import texts_document, texts_overview, texts_report
from .errors import Refused, Text


def language(locale: str) -> str:
    """``nl`` for every Dutch locale (nl_NL, nl_NL_formal, nl_BE), else ``en``."""
    return "nl" if locale.lower().startswith("nl") else "en"


def say(locale: str, key: str, **values: object) -> str:
    """The text in the reader's language. An unknown key is a bug and raises KeyError."""
    return TEXTS[key][language(locale)].format(**values)


def beside(locale: str, key: str, kind: str) -> str:
    """The text of that kind (help, do) that goes with a key, "" when there is none."""
    return say(locale, f"{key}.{kind}") if f"{key}.{kind}" in TEXTS else ""


def pick(locale: str, text: Text) -> str:
    """A text that comes in several languages, in the reader's."""
    return text.get(language(locale)) or text.get("en", "")


def refusal(locale: str, code: str, status: int, field: str = "", **values: object) -> Refused:
    """A refusal in the reader's language, ready to raise: its texts stand under ``no.<code>``."""
    key = f"no.{code}"
    return Refused(status, code, say(locale, key, **values), field, beside(locale, key, "do"))


def country(locale: str, code: str) -> str:
    """A country of the EU by name, any other by its code."""
    names = COUNTRIES.get(code)
    return code if names is None else names[0 if language(locale) == "en" else 1]


TEXTS: dict[str, Text] = {
    **texts_document.TEXTS,
    **texts_overview.TEXTS,
    **texts_report.TEXTS,
    # --- sections -------------------------------------------------------------------------------------------
    "section.booking": {"en": "Booking", "nl": "Boeken"},
    "section.booking.text": {
        "en": "What is made in Exact Online of an order, and when.",
        "nl": "Wat er in Exact Online van een bestelling wordt gemaakt, en wanneer.",
    },
    "section.vat": {"en": "VAT", "nl": "Btw"},
    "section.vat.text": {
        "en": "The VAT code of Exact Online for every rate of the shop. Amounts are taken over as the shop charged "
        "them. An order with a rate without a code is not booked; it says so.",
        "nl": "De btw-code van Exact Online voor elk tarief van de winkel. Bedragen worden overgenomen zoals de winkel "
        "ze rekende. Een bestelling met een tarief zonder code wordt niet geboekt en meldt dat.",
    },
    "section.ledgers": {"en": "Ledger accounts", "nl": "Grootboekrekeningen"},
    "section.ledgers.text": {
        "en": "Where the revenue is booked.",
        "nl": "Waar de omzet wordt geboekt.",
    },
    "section.items": {"en": "Items", "nl": "Artikelen"},
    "section.items.text": {
        "en": "A product of the shop is the item in Exact Online whose code is its SKU.",
        "nl": "Een product van de winkel is het artikel in Exact Online met het artikelnummer (SKU) als code.",
    },
    "section.customers": {"en": "Customers", "nl": "Klanten"},
    "section.customers.text": {
        "en": "Companies with a VAT number always get an account of their own.",
        "nl": "Bedrijven met een btw-nummer krijgen altijd een eigen relatie.",
    },
    "section.receipts": {"en": "Payments received", "nl": "Ontvangen betalingen"},
    "section.receipts.text": {
        "en": "By payment method: leave the invoice open, or book it as paid on the provider's clearing account.",
        "nl": "Per betaalmethode: de factuur open laten, of als betaald boeken op de tussenrekening van de "
        "betaaldienst.",
    },
    "section.payments": {"en": "Payment conditions", "nl": "Betalingscondities"},
    "section.stock": {"en": "Stock", "nl": "Voorraad"},
    "section.stock.text": {
        "en": "What changes in Exact Online (purchases, counts, other sales) is added to or taken from the shop's "
        "stock. The numbers the shop has now are the beginning; what it sells meanwhile stays sold.",
        "nl": "Wat in Exact Online verandert (inkoop, telling, andere verkoop) komt bij de voorraad van de winkel of "
        "gaat eraf. De aantallen die de winkel nu heeft zijn het begin; wat zij intussen verkoopt blijft verkocht.",
    },
    "stock": {"en": "Stock of products", "nl": "Voorraad van producten"},
    "stock:no": {"en": "The shop keeps it by itself", "nl": "Houdt de winkel zelf bij"},
    "stock:exact": {"en": "Follow Exact Online", "nl": "Volgt Exact Online"},
    "stock:exact.help": {
        "en": "Products are found by SKU = item code; only those whose stock WooCommerce manages.",
        "nl": "Producten worden gevonden op SKU = artikelcode; alleen die waarvan WooCommerce de voorraad beheert.",
    },
    "stock_figure": {"en": "Which figure", "nl": "Welk aantal"},
    "stock_figure:free": {"en": "Free stock", "nl": "Vrije voorraad"},
    "stock_figure:in_stock": {"en": "In stock", "nl": "Op voorraad"},
    "stock_figure:projected": {"en": "Projected stock", "nl": "Geplande voorraad"},
    "stock_warehouses": {"en": "Warehouses", "nl": "Magazijnen"},
    "stock_warehouses.help": {
        "en": "Codes of the warehouses that count, with spaces between; empty for all.",
        "nl": "Codes van de magazijnen die meetellen, met spaties ertussen; leeg voor alle.",
    },
    "stock_margin": {"en": "Kept back of each product", "nl": "Achtergehouden van elk product"},
    "section.payments.text": {
        "en": "The payment condition on the document, by the way the customer paid.",
        "nl": "De betalingsconditie op het stuk, naar hoe de klant betaalde.",
    },
    # --- booking --------------------------------------------------------------------------------------------
    "style": {"en": "An order becomes", "nl": "Een bestelling wordt"},
    "style.not_allowed": {
        "en": "Not offered: {styles}. The licence, or the user who gave consent, does not allow it in this "
        "administration. After a change at Exact, connect again.",
        "nl": "Niet aangeboden: {styles}. De licentie, of de gebruiker die toestemming gaf, staat dit in deze "
        "administratie niet toe. Verbind opnieuw na een wijziging bij Exact.",
    },
    "style:order": {"en": "Sales order", "nl": "Verkooporder"},
    "style:order.help": {
        "en": "Delivered and invoiced in Exact Online; stock follows there.",
        "nl": "Wordt in Exact Online geleverd en gefactureerd; de voorraad volgt daar.",
    },
    "style:invoice": {"en": "Sales invoice", "nl": "Verkoopfactuur"},
    "style:invoice.help": {
        "en": "With items; Exact Online numbers and processes it.",
        "nl": "Met artikelen; Exact Online nummert en verwerkt de factuur.",
    },
    "style:entry": {"en": "Sales entry", "nl": "Verkoopboeking"},
    "style:entry.help": {
        "en": "Bookkeeping only: revenue and VAT, without items.",
        "nl": "Alleen boekhouding: omzet en btw, zonder artikelen.",
    },
    "style:daily": {"en": "Daily total for consumers", "nl": "Dagtotaal voor particulieren"},
    "style:daily.help": {
        "en": "One sales entry a day, journal and currency, with a line per VAT code; companies keep an entry of their "
        "own. Needs a collective account for consumers (below, Customers).",
        "nl": "Eén verkoopboeking per dag, dagboek en valuta, met een regel per btw-code; bedrijven houden een eigen "
        "boeking. Vraagt een verzamelrelatie voor particulieren (onder Klanten).",
    },
    "order_rate": {"en": "Orders in another currency", "nl": "Bestellingen in andere valuta"},
    "order_rate.help": {
        "en": "Booked in their own currency. WooPayments, Aelia and CURCY note the rate at which the customer bought.",
        "nl": "Worden in hun eigen valuta geboekt. WooPayments, Aelia en CURCY bewaren de koers van de aankoop.",
    },
    "order_rate:order": {
        "en": "Convert at the order's own rate, if it has one",
        "nl": "Omrekenen tegen de koers van de bestelling, als die er is",
    },
    "order_rate:exact": {"en": "Convert at the rate in Exact Online", "nl": "Omrekenen tegen de koers in Exact Online"},
    "statuses": {"en": "Book orders that are", "nl": "Boek bestellingen met status"},
    "statuses.help": {
        "en": "An order is booked when it first reaches one of these.",
        "nl": "Een bestelling wordt geboekt zodra ze een van deze bereikt.",
    },
    "statuses:pending": {"en": "Pending payment", "nl": "Wachtend op betaling"},
    "statuses:on-hold": {"en": "On hold", "nl": "In de wacht"},
    "statuses:processing": {"en": "Processing", "nl": "In behandeling"},
    "statuses:completed": {"en": "Completed", "nl": "Afgerond"},
    "booking_date": {"en": "Booking date", "nl": "Boekdatum"},
    "booking_date.help": {
        "en": "In the shop's own time zone. An order without that date gets the date it was placed.",
        "nl": "In de tijdzone van de winkel. Een bestelling zonder die datum krijgt de besteldatum.",
    },
    "booking_date:paid": {"en": "Date of payment", "nl": "Betaaldatum"},
    "booking_date:ordered": {"en": "Date of the order", "nl": "Besteldatum"},
    "booking_date:completed": {"en": "Date of completion", "nl": "Datum van afronding"},
    "after_booking": {"en": "Orders that change after booking", "nl": "Bestellingen die na het boeken wijzigen"},
    "after_booking.help": {
        "en": "Cancelled, edited, or a refund deleted: what stands in Exact is never edited but credited, and booked "
        "anew where there is something left to book.",
        "nl": "Geannuleerd, bewerkt, of een terugbetaling verwijderd: wat in Exact staat wordt nooit bewerkt maar "
        "gecrediteerd, en opnieuw geboekt als er nog iets te boeken is.",
    },
    "after_booking:ask": {"en": "Ask me first, with both sums", "nl": "Eerst vragen, met beide sommen"},
    "after_booking:reverse": {"en": "Credit and book anew by itself", "nl": "Vanzelf crediteren en opnieuw boeken"},
    "closed_period": {"en": "Closed periods", "nl": "Afgesloten perioden"},
    "closed_period.help": {
        "en": "What to do with an order or refund whose booking date lies in a period that is closed in Exact Online.",
        "nl": "Wat er gebeurt met een bestelling of terugbetaling waarvan de boekdatum in een afgesloten periode valt.",
    },
    "closed_period:hold": {"en": "Hold it and ask", "nl": "Vasthouden en vragen"},
    "closed_period:next": {
        "en": "Book it on the first day of the next open period, with its own date in the text",
        "nl": "Boeken op de eerste dag van de eerstvolgende open periode, met de eigen datum in de tekst",
    },
    "deliveries": {"en": "Deliveries", "nl": "Leveringen"},
    "deliveries.help": {
        "en": "Where the goods leave. What is delivered on one side is done on the other, once.",
        "nl": "Waar de goederen vertrekken. Wat aan de ene kant geleverd is, gebeurt aan de andere kant ook, één keer.",
    },
    "deliveries:no": {"en": "Each side by itself", "nl": "Elke kant apart"},
    "deliveries:exact": {
        "en": "In Exact Online: when all goods of an order have left, the order is completed in the shop, with track & "
        "trace",
        "nl": "In Exact Online: zijn alle goederen van een order weg, dan wordt de bestelling in de winkel afgerond, "
        "met track & trace",
    },
    "deliveries:shop": {
        "en": "In the shop: completing an order delivers what is open of it in Exact Online",
        "nl": "In de winkel: een bestelling afronden levert in Exact Online wat er nog van openstaat",
    },
    "invoice_orders": {"en": "Invoices of sales orders", "nl": "Facturen van verkooporders"},
    "invoice_orders.help": {
        "en": "Exact Online makes one invoice for each order. It is read back and compared with the order, like "
        "everything else.",
        "nl": "Exact Online maakt voor elke order één factuur. Die wordt teruggelezen en met de bestelling vergeleken, "
        "zoals alles.",
    },
    "invoice_orders:no": {"en": "I make them in Exact Online", "nl": "Die maak ik zelf in Exact Online"},
    "invoice_orders:ordered": {"en": "At once, of everything ordered", "nl": "Meteen, van alles wat besteld is"},
    "invoice_orders:delivered": {
        "en": "When all goods of the order were delivered in Exact Online",
        "nl": "Zodra alle goederen van de order in Exact Online geleverd zijn",
    },
    "process_invoices": {"en": "Processing invoices", "nl": "Facturen verwerken"},
    "process_invoices.help": {
        "en": "A processed invoice is final: it is in the ledger, has a PDF and cannot be edited any more. Only what "
        "was read back and is right to the cent is processed.",
        "nl": "Een verwerkte factuur is definitief: zij staat in het grootboek, heeft een pdf en is niet meer te "
        "wijzigen. Alleen wat is teruggelezen en op de cent klopt, wordt verwerkt.",
    },
    "process_invoices:no": {
        "en": "I look at drafts and process them in Exact Online",
        "nl": "Ik bekijk concepten en verwerk ze in Exact Online",
    },
    "process_invoices:yes": {"en": "By itself", "nl": "Vanzelf"},
    "send_invoices": {"en": "Sending processed invoices", "nl": "Verwerkte facturen versturen"},
    "send_invoices.help": {
        "en": "Exact Online sends it. What could not be sent is told at the order.",
        "nl": "Exact Online verstuurt haar. Wat niet verstuurd kon worden, staat bij de bestelling.",
    },
    "send_invoices:no": {"en": "Not sent", "nl": "Niet versturen"},
    "send_invoices:email": {"en": "By e-mail", "nl": "Per e-mail"},
    "send_invoices:peppol": {
        "en": "To companies by Peppol, to consumers by e-mail",
        "nl": "Aan bedrijven via Peppol, aan particulieren per e-mail",
    },
    "send_invoices:account": {
        "en": "As each customer's card in Exact Online says",
        "nl": "Zoals op de kaart van de klant in Exact Online staat",
    },
    "attach_pdf": {"en": "The shop's own invoice", "nl": "De eigen factuur van de winkel"},
    "attach_pdf.help": {
        "en": "The PDF that the shop's invoice plugin makes (PDF Invoices & Packing Slips, or one that gives its own "
        "by a filter) is laid beside the entry in Exact Online.",
        "nl": "De pdf die de factuurplug-in van de winkel maakt (PDF Invoices & Packing Slips, of een die zijn eigen "
        "pdf met een filter geeft) komt in Exact Online bij de boeking te staan.",
    },
    "attach_pdf:no": {"en": "Stays in the shop", "nl": "Blijft in de winkel"},
    "attach_pdf:yes": {"en": "Lay it beside the entry", "nl": "Bij de boeking voegen"},
    "customer_pdf": {"en": "Invoice for customers", "nl": "Factuur voor klanten"},
    "customer_pdf.help": {
        "en": "The PDF that Exact Online made of a processed invoice, under My account → Orders. It is fetched when "
        "the customer asks for it; nothing is stored in the shop.",
        "nl": "De pdf die Exact Online van een verwerkte factuur maakte, onder Mijn account → Bestellingen. Zij wordt "
        "opgehaald als de klant erom vraagt; in de winkel wordt niets bewaard.",
    },
    "customer_pdf:no": {"en": "Only you see it, on the order screen", "nl": "Alleen u ziet haar, bij de bestelling"},
    "customer_pdf:yes": {"en": "Customers see theirs in My account", "nl": "Klanten zien die van hen in Mijn account"},
    "journal": {"en": "Sales journal", "nl": "Verkoopdagboek"},
    "zero_totals": {"en": "Orders of 0.00", "nl": "Bestellingen van 0,00"},
    "zero_totals:skip": {"en": "Not booked", "nl": "Niet boeken"},
    "zero_totals:book": {"en": "Booked", "nl": "Boeken"},
    "own_numbers": {
        "en": "Number documents from the shop's orders",
        "nl": "Stukken nummeren naar de bestellingen van de winkel",
    },
    "own_numbers.help": {
        "en": "Exact Online then refuses the same order a second time. Applies to sales orders and sales entries.",
        "nl": "Exact Online weigert dezelfde bestelling dan een tweede keer. Geldt voor verkooporders en -boekingen.",
    },
    "number_base": {"en": "First number", "nl": "Eerste nummer"},
    "number_base.help": {
        "en": "Added to the order's id. Choose it above the numbers already used in Exact Online.",
        "nl": "Wordt bij het id van de bestelling opgeteld. Kies het boven de al gebruikte nummers in Exact Online.",
    },
    # --- VAT ------------------------------------------------------------------------------------------------
    "vat.domestic": {"en": "{country} {percent} %", "nl": "{country} {percent} %"},
    "vat.zero": {"en": "{country} 0 %", "nl": "{country} 0 %"},
    "vat.exempt": {"en": "{country}, exempt or not taxable", "nl": "{country}, vrijgesteld of niet belast"},
    "vat.oss": {
        "en": "{country} {percent} % (consumers, One Stop Shop)",
        "nl": "{country} {percent} % (particulieren, éénloketsysteem)",
    },
    "vat.reverse_charge": {
        "en": "Companies in other EU countries (reverse charge)",
        "nl": "Bedrijven in andere EU-landen (btw verlegd)",
    },
    "vat.export": {"en": "Outside the EU (export)", "nl": "Buiten de EU (export)"},
    "vat.reverse_charge_services": {
        "en": "Services to companies in other EU countries (reverse charge)",
        "nl": "Diensten aan bedrijven in andere EU-landen (btw verlegd)",
    },
    "vat.reverse_charge_home": {
        "en": "Companies in the shop's own country (reverse charge)",
        "nl": "Bedrijven in het eigen land (btw verlegd)",
    },
    "vat.export_services": {"en": "Services outside the EU", "nl": "Diensten buiten de EU"},
    "vat.none": {"en": "No VAT at all", "nl": "Geen btw"},
    "vat.any_country": {"en": "Every country", "nl": "Elk land"},
    "vat.unused": {"en": "– not used –", "nl": "– niet gebruikt –"},
    # --- ledgers --------------------------------------------------------------------------------------------
    "revenue_ledger": {"en": "Revenue", "nl": "Omzet"},
    "shipping_ledger": {"en": "Shipping", "nl": "Verzendkosten"},
    "fee_ledger": {"en": "Surcharges", "nl": "Toeslagen"},
    "rounding_ledger": {"en": "Rounding differences", "nl": "Afrondingsverschillen"},
    "rounding_ledger.help": {
        "en": "For the cent by which an order's lines can differ from its total.",
        "nl": "Voor de cent die de regels van een bestelling kunnen afwijken van het totaal.",
    },
    "ledger.rule": {"en": "Revenue at {rule}", "nl": "Omzet bij {rule}"},
    "ledger.as_goods": {"en": "– as the goods –", "nl": "– zoals de goederen –"},
    "ledger.as_revenue": {"en": "– as Revenue above –", "nl": "– zoals Omzet hierboven –"},
    "rounding_cap": {"en": "Most a rounding line may be", "nl": "Hoogste afrondingsregel"},
    "rounding_cap.help": {
        "en": "In the order's currency, at most 1.00. An order that differs more is not booked, but shown with the "
        "sum.",
        "nl": "In de valuta van de bestelling, hoogstens 1,00. Een bestelling met een groter verschil wordt niet "
        "geboekt, maar getoond met de som.",
    },
    # --- items ----------------------------------------------------------------------------------------------
    "missing_item": {"en": "An item that is not in Exact Online", "nl": "Een artikel dat niet in Exact Online staat"},
    "missing_item:create": {"en": "is made there", "nl": "wordt daar aangemaakt"},
    "missing_item:fallback": {"en": "is booked on the general item", "nl": "wordt op het algemene artikel geboekt"},
    "missing_item:hold": {"en": "stops the order until it is there", "nl": "houdt de bestelling op tot het er staat"},
    "fallback_item": {"en": "General item", "nl": "Algemeen artikel"},
    "fallback_item.help": {
        "en": "Item code for products without a SKU, and for unknown items if so chosen.",
        "nl": "Artikelcode voor producten zonder artikelnummer, en voor onbekende artikelen als dat zo gekozen is.",
    },
    "shipping_item": {"en": "Item for shipping", "nl": "Artikel voor verzendkosten"},
    "fee_item": {"en": "Item for surcharges", "nl": "Artikel voor toeslagen"},
    "rounding_item": {"en": "Item for rounding differences", "nl": "Artikel voor afrondingsverschillen"},
    # --- customers ------------------------------------------------------------------------------------------
    "consumers": {"en": "Consumers", "nl": "Particulieren"},
    "consumers:own": {"en": "each get an account of their own", "nl": "krijgen elk een eigen relatie"},
    "consumers:collective": {
        "en": "are booked on one collective account",
        "nl": "worden op één verzamelrelatie geboekt",
    },
    "collective_account": {"en": "Code of the collective account", "nl": "Code van de verzamelrelatie"},
    "collective_countries": {"en": "Other collective accounts by country", "nl": "Andere verzamelrelaties per land"},
    "collective_countries.help": {
        "en": "For example: BE=1200, DE=1300. Consumers of all other countries go to the account above.",
        "nl": "Bijvoorbeeld: BE=1200, DE=1300. Particulieren uit alle andere landen gaan naar de relatie hierboven.",
    },
    "owner_name": {"en": "Name", "nl": "Naam"},
    "owner_email": {"en": "E-mail address", "nl": "E-mailadres"},
    "owner_phone": {"en": "Phone number", "nl": "Telefoonnummer"},
    "owner_address": {"en": "Address", "nl": "Adres"},
    "vies": {"en": "VAT numbers of companies abroad", "nl": "Btw-nummers van bedrijven in het buitenland"},
    "vies.help": {
        "en": "Form and check digits are always looked at. VIES is the European Commission's register; the answer is "
        "kept with the document, and no booking waits for it.",
        "nl": "Vorm en controlecijfers worden altijd bekeken. VIES is het register van de Europese Commissie; het "
        "antwoord wordt bij het stuk bewaard en geen boeking wacht erop.",
    },
    "vies:no": {"en": "Look at the form only", "nl": "Alleen de vorm bekijken"},
    "vies:yes": {"en": "Look them up at VIES after booking", "nl": "Na het boeken opzoeken bij VIES"},
    "shop_vat_number": {"en": "The shop's own VAT number", "nl": "Het eigen btw-nummer van de winkel"},
    "shop_vat_number.help": {
        "en": "With it VIES gives a consultation number: the proof that it was asked.",
        "nl": "Daarmee geeft VIES een raadplegingsnummer: het bewijs dat er gevraagd is.",
    },
    "wrong.vat_number": {"en": "This is no VAT number.", "nl": "Dit is geen btw-nummer."},
    "owner_vat_number": {"en": "VAT number", "nl": "Btw-nummer"},
    "owner_chamber": {"en": "Trade register number (KvK, KBO)", "nl": "Handelsregisternummer (KvK, KBO)"},
    "owner_language": {"en": "Language", "nl": "Taal"},
    "owner:shop": {"en": "The shop: changes there are sent", "nl": "De winkel: wijzigingen daar worden doorgegeven"},
    "owner:empty": {"en": "The shop, only when empty in Exact", "nl": "De winkel, alleen als het in Exact leeg is"},
    "owner:exact": {"en": "Exact: sent once, for a new account", "nl": "Exact: eenmalig, bij een nieuwe relatie"},
    "owner.help": {
        "en": "Who has the say when a known customer's details change. A blank in the shop never erases anything.",
        "nl": "Wie bepaalt als gegevens van een bekende klant veranderen. Een leeg veld in de winkel wist nooit iets.",
    },
    "contacts": {"en": "Contact persons of companies", "nl": "Contactpersonen van bedrijven"},
    "contacts.help": {
        "en": "Whoever orders for a company becomes a contact of its account.",
        "nl": "Wie voor een bedrijf bestelt, wordt contactpersoon van de relatie.",
    },
    "delivery_addresses": {"en": "Separate delivery addresses", "nl": "Aparte afleveradressen"},
    "delivery_addresses.help": {
        "en": "An address that differs from the invoice's is kept with the account. Collection points never are.",
        "nl": "Een adres dat afwijkt van het factuuradres wordt bij de relatie bewaard. Afhaalpunten nooit.",
    },
    "account_condition": {"en": "Payment condition of new accounts", "nl": "Betalingsconditie van nieuwe relaties"},
    "account_condition.none": {"en": "– as Exact Online says –", "nl": "– zoals Exact Online zegt –"},
    # --- payments -------------------------------------------------------------------------------------------
    "payment.others": {"en": "All other payment methods", "nl": "Alle andere betaalmethoden"},
    "payment.all": {"en": "All payment methods", "nl": "Alle betaalmethoden"},
    "payment.default": {"en": "– as the account says –", "nl": "– zoals de relatie zegt –"},
    "payment.as_others": {"en": "– as all others –", "nl": "– zoals alle andere –"},
    # --- receipts -------------------------------------------------------------------------------------------
    "clearing.open": {
        "en": "leave open: the money is matched in Exact Online",
        "nl": "open laten: het geld wordt in Exact Online afgeletterd",
    },
    "clearing.not_allowed": {
        "en": "Booking as paid is not offered: the licence or the user does not allow bank and cash entries.",
        "nl": "Als betaald boeken wordt niet aangeboden: licentie of gebruiker staat geen bank- en kasboekingen toe.",
    },
    "clearing.paid": {"en": "book as paid in {journal}", "nl": "als betaald boeken in {journal}"},
    "receipts_at": {"en": "Receipts are booked", "nl": "Ontvangsten worden geboekt"},
    "receipts_at:day_end": {
        "en": "once a day, when the shop's day is over (fewest calls)",
        "nl": "een keer per dag, als de dag van de winkel om is (minste aanroepen)",
    },
    "receipts_at:at_once": {"en": "as soon as the order is booked", "nl": "zodra de bestelling geboekt is"},
    "debtors_ledger": {"en": "Account for customers' open invoices", "nl": "Rekening debiteuren"},
    "debtors_ledger.help": {
        "en": "A receipt takes the amount away from it, in the name of the customer.",
        "nl": "Een ontvangst haalt het bedrag daarvan af, op naam van de klant.",
    },
    "gift_card_ledger": {"en": "Account for gift cards", "nl": "Rekening cadeaubonnen"},
    "gift_card_ledger.help": {
        "en": "The liability that a redeemed gift card takes away. Without it, what a card paid stays open.",
        "nl": "De schuld die een ingewisselde bon wegneemt. Zonder rekening blijft open staan wat een bon betaalde.",
    },
    "store_credit_ledger": {"en": "Account for store credit", "nl": "Rekening winkeltegoed"},
    "store_credit_ledger.help": {"en": "Empty: as gift cards.", "nl": "Leeg: zoals cadeaubonnen."},
    "provider_costs_ledger": {"en": "Account for payment provider's costs", "nl": "Rekening kosten betaaldienst"},
    "provider_vat_code": {"en": "VAT on those costs", "nl": "Btw op die kosten"},
    "provider_vat_code.help": {
        "en": "Exempt, or already on the provider's own invoice: none. From abroad with reverse charge: that code.",
        "nl": "Vrijgesteld, of al op de factuur van de betaaldienst: geen. Uit het buitenland verlegd: die code.",
    },
    "provider_vat.none": {"en": "– none –", "nl": "– geen –"},
    "payout_ledger": {"en": "Cross-posting account for payouts", "nl": "Kruisposten voor uitbetalingen"},
    "payout_ledger.help": {
        "en": "Between the clearing account and the bank: the payout leaves here and arrives with the bank statement.",
        "nl": "Tussen tussenrekening en bank: de uitbetaling gaat hierheen en komt met het bankafschrift aan.",
    },
    "ledger.none": {"en": "– none –", "nl": "– geen –"},
    # --- why a field was not taken --------------------------------------------------------------------------
    "wrong.choice": {"en": "This cannot be chosen here (any more).", "nl": "Dit kan hier niet (meer) gekozen worden."},
    "wrong.unknown": {"en": "There is no such setting.", "nl": "Deze instelling bestaat niet."},
    "wrong.empty": {"en": "Needed.", "nl": "Nodig."},
    "wrong.number": {"en": "A number between {low} and {high}.", "nl": "Een getal tussen {low} en {high}."},
    "wrong.long": {"en": "At most {most} characters.", "nl": "Hoogstens {most} tekens."},
    "wrong.style_needs": {
        "en": "This needs {what}, and Exact Online offers none to choose.",
        "nl": "Hiervoor is {what} nodig, en Exact Online biedt daarvoor geen keuze.",
    },
    "wrong.version": {
        "en": "Somebody else changed the settings meanwhile. Nothing was saved: load the page again.",
        "nl": "Iemand anders heeft de instellingen intussen gewijzigd. Er is niets opgeslagen: laad de pagina opnieuw.",
    },
    "wrong.countries": {
        "en": "Write a country code and an account code: BE=1200, DE=1300.",
        "nl": "Schrijf een landcode en een relatiecode: BE=1200, DE=1300.",
    },
    "wrong.account": {
        "en": "Exact Online has no account with code {code}.",
        "nl": "Exact Online heeft geen relatie met code {code}.",
    },
    # --- refusals -------------------------------------------------------------------------------------------
    "no.call_unknown": {
        "en": "This service does not know the call {call}.",
        "nl": "Deze service kent de aanroep {call} niet.",
    },
    "no.call_unknown.do": {"en": "Update the service.", "nl": "Werk de service bij."},
    "no.wrong_type": {"en": "{name} is missing or wrong.", "nl": "{name} ontbreekt of klopt niet."},
    "no.wrong_type.do": {"en": "Update the plugin.", "nl": "Werk de plug-in bij."},
    "no.return_url_refused": {
        "en": "The screen to come back to is not in this shop.",
        "nl": "Het scherm om naar terug te keren is niet van deze winkel.",
    },
    "no.return_url_refused.do": {
        "en": "If the shop has a new address, pair it again.",
        "nl": "Heeft de winkel een nieuw adres, koppel haar dan opnieuw.",
    },
    "no.division_unknown": {
        "en": "This administration cannot be used with the user who connected.",
        "nl": "Deze administratie kan niet gebruikt worden met de gebruiker die verbond.",
    },
    "no.division_unknown.do": {
        "en": "Choose another one, or connect with another user of Exact Online.",
        "nl": "Kies een andere, of verbind met een andere gebruiker van Exact Online.",
    },
    "no.licence_missing": {
        "en": "The user who connected may use neither sales orders, nor invoices, nor entries in this administration.",
        "nl": "Wie verbond mag in deze administratie geen verkooporders, -facturen of -boekingen gebruiken.",
    },
    "no.licence_missing.do": {
        "en": "Give that user the rights in Exact Online, or connect with another user.",
        "nl": "Geef die gebruiker de rechten in Exact Online, of verbind met een andere gebruiker.",
    },
    "no.order_unknown": {"en": "Order {id} is not known here.", "nl": "Bestelling {id} is hier niet bekend."},
    "no.order_unknown.do": {"en": "Push it to Exact.", "nl": "Verstuur haar naar Exact."},
    "no.pdf_unknown": {
        "en": "There is no PDF of this invoice.",
        "nl": "Er is geen pdf van deze factuur.",
    },
    "no.pdf_unknown.do": {
        "en": "Look in Exact Online whether the invoice is processed.",
        "nl": "Kijk in Exact Online of de factuur verwerkt is.",
    },
    "no.not_set_up": {
        "en": "No administration is chosen yet.",
        "nl": "Er is nog geen administratie gekozen.",
    },
    "no.not_set_up.do": {
        "en": "Connect Exact Online and choose the administration first.",
        "nl": "Verbind eerst Exact Online en kies de administratie.",
    },
    "no.exact_away": {
        "en": "Exact Online does not answer as it should at the moment. Nothing was changed.",
        "nl": "Exact Online antwoordt op dit moment niet zoals het hoort. Er is niets gewijzigd.",
    },
    "no.exact_away.do": {"en": "Try again in a minute.", "nl": "Probeer het over een minuut opnieuw."},
    # --- settlements ----------------------------------------------------------------------------------------
    "no.settlement_unknown": {
        "en": "This file is no settlement that is known here. {why}",
        "nl": "Dit bestand is geen afrekening die hier bekend is. {why}",
    },
    "no.settlement_unknown.do": {
        "en": "Use the CSV of Mollie (settlement), Stripe (payout reconciliation), PayPal (activity) or Adyen "
        "(settlement details).",
        "nl": "Gebruik de CSV van Mollie (uitbetaling), Stripe (payout reconciliation), PayPal (activiteiten) of Adyen "
        "(settlement details).",
    },
    "no.settlement_wrong": {"en": "The file cannot be read. {why}", "nl": "Het bestand is niet te lezen. {why}"},
    "no.settlement_wrong.do": {
        "en": "Download it again and do not open it in a spreadsheet in between. Nothing was kept.",
        "nl": "Download het opnieuw en open het niet tussendoor in een rekenblad. Er is niets bewaard.",
    },
    "no.settlement_empty": {"en": "No row in this file moved money.", "nl": "Geen regel in dit bestand is geld."},
    "no.settlement_empty.do": {"en": "Choose another period.", "nl": "Kies een andere periode."},
    "no.settlement_large": {"en": "The file is too large.", "nl": "Het bestand is te groot."},
    "no.settlement_large.do": {"en": "Choose a shorter period.", "nl": "Kies een kortere periode."},
    "no.settlement_journal": {
        "en": "It is not known in which journal payments of {provider} are booked.",
        "nl": "Het is niet bekend in welk dagboek betalingen van {provider} geboekt worden.",
    },
    "no.settlement_journal.do": {
        "en": "Choose the journal with the file, or under Payments received.",
        "nl": "Kies het dagboek bij het bestand, of onder Ontvangen betalingen.",
    },
    "no.settlement_gone": {"en": "This settlement is not known here.", "nl": "Deze afrekening is hier niet bekend."},
    "no.settlement_gone.do": {"en": "Read the file again.", "nl": "Lees het bestand opnieuw in."},
    "no.settlement_checking": {
        "en": "Exact Online did not answer in time; it is checked first whether the entry got there.",
        "nl": "Exact Online antwoordde niet op tijd; eerst wordt nagegaan of de boeking is aangekomen.",
    },
    "no.settlement_checking.do": {
        "en": "Try again in ten minutes; it is never booked twice.",
        "nl": "Probeer het over tien minuten opnieuw; er wordt nooit dubbel geboekt.",
    },
    "no.busy": {"en": "Orders are being booked at this moment.", "nl": "Er worden op dit moment bestellingen geboekt."},
    "no.busy.do": {"en": "Try again in a minute.", "nl": "Probeer het over een minuut opnieuw."},
    # --- refusals while pairing -----------------------------------------------------------------------------
    "no.code_wrong": {"en": "This pairing code is not known.", "nl": "Deze koppelcode is niet bekend."},
    "no.code_wrong.do": {
        "en": "Check what was typed, or ask the host of the service for a new code.",
        "nl": "Controleer wat er getypt is, of vraag de host van de service om een nieuwe code.",
    },
    "no.code_used": {
        "en": "This pairing code was used already, or tried too often.",
        "nl": "Deze koppelcode is al gebruikt, of te vaak geprobeerd.",
    },
    "no.code_used.do": {
        "en": "Ask the host of the service for a new code.",
        "nl": "Vraag de host van de service om een nieuwe code.",
    },
    "no.code_expired": {
        "en": "This pairing code is older than ten minutes.",
        "nl": "Deze koppelcode is ouder dan tien minuten.",
    },
    "no.code_expired.do": {
        "en": "Ask the host of the service for a new code.",
        "nl": "Vraag de host van de service om een nieuwe code.",
    },
    "no.shop_url_refused": {
        "en": "The shop's address cannot be used: {rule}.",
        "nl": "Het adres van de winkel kan niet gebruikt worden: {rule}.",
    },
    "no.shop_url_refused.do": {
        "en": "The shop needs a public https address. For a shop in development the host can set DEVELOPMENT_SHOPS.",
        "nl": "De winkel heeft een openbaar https-adres nodig. Voor een winkel in ontwikkeling kan de host "
        "DEVELOPMENT_SHOPS zetten.",
    },
    "no.shop_unreachable": {
        "en": "The service cannot reach the shop{how}.",
        "nl": "De service kan de winkel niet bereiken{how}.",
    },
    "no.shop_unreachable.do": {
        "en": "Check that the shop can be reached from the internet; the code can be used again.",
        "nl": "Controleer of de winkel vanaf internet bereikbaar is; de code kan opnieuw gebruikt worden.",
    },
    "no.shop_answers_wrong": {
        "en": "At the shop's address another answers than its own plugin{how}.",
        "nl": "Op het adres van de winkel antwoordt iets anders dan haar eigen plug-in{how}.",
    },
    "no.shop_answers_wrong.do": {
        "en": "Save Settings → Permalinks once, and let no security plugin or redirect stand before the REST API; the "
        "code can be used again.",
        "nl": "Sla Instellingen → Permalinks een keer op en laat geen beveiligingsplug-in of doorverwijzing voor de "
        "REST API staan; de code kan opnieuw gebruikt worden.",
    },
}

COUNTRIES: dict[str, tuple[str, str]] = {
    "AT": ("Austria", "Oostenrijk"),
    "BE": ("Belgium", "België"),
    "BG": ("Bulgaria", "Bulgarije"),
    "CY": ("Cyprus", "Cyprus"),
    "CZ": ("Czechia", "Tsjechië"),
    "DE": ("Germany", "Duitsland"),
    "DK": ("Denmark", "Denemarken"),
    "EE": ("Estonia", "Estland"),
    "ES": ("Spain", "Spanje"),
    "FI": ("Finland", "Finland"),
    "FR": ("France", "Frankrijk"),
    "GR": ("Greece", "Griekenland"),
    "HR": ("Croatia", "Kroatië"),
    "HU": ("Hungary", "Hongarije"),
    "IE": ("Ireland", "Ierland"),
    "IT": ("Italy", "Italië"),
    "LT": ("Lithuania", "Litouwen"),
    "LU": ("Luxembourg", "Luxemburg"),
    "LV": ("Latvia", "Letland"),
    "MT": ("Malta", "Malta"),
    "NL": ("Netherlands", "Nederland"),
    "PL": ("Poland", "Polen"),
    "PT": ("Portugal", "Portugal"),
    "RO": ("Romania", "Roemenië"),
    "SE": ("Sweden", "Zweden"),
    "SI": ("Slovenia", "Slovenië"),
    "SK": ("Slovakia", "Slowakije"),
}
