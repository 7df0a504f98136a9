"""What the overview and the activity say, in English and Dutch; part of ``texts.TEXTS``."""

from __future__ import annotations

from .errors import Text

TEXTS: dict[str, Text] = {
    # --- moments --------------------------------------------------------------------------------------------
    "overview.ago": {"en": "{length} ago ({at})", "nl": "{length} geleden ({at})"},
    "overview.moment": {"en": "less than a minute", "nl": "minder dan een minuut"},
    "overview.minute": {"en": "1 minute", "nl": "1 minuut"},
    "overview.minutes": {"en": "{count} minutes", "nl": "{count} minuten"},
    "overview.hour": {"en": "1 hour", "nl": "1 uur"},
    "overview.hours": {"en": "{count} hours", "nl": "{count} uur"},
    "overview.day": {"en": "1 day", "nl": "1 dag"},
    "overview.days": {"en": "{count} days", "nl": "{count} dagen"},
    # --- what needs a person --------------------------------------------------------------------------------
    "overview.fine": {"en": "Nothing needs your attention.", "nl": "Niets vraagt uw aandacht."},
    "overview.attention": {"en": "What needs attention", "nl": "Wat aandacht vraagt"},
    "overview.cause": {"en": "What is wrong", "nl": "Wat er mis is"},
    "overview.do": {"en": "What to do", "nl": "Wat te doen"},
    "overview.orders": {"en": "Orders", "nl": "Bestellingen"},
    "overview.newest": {"en": "Newest", "nl": "Nieuwste"},
    "overview.most_causes": {
        "en": "Only the {count} causes with the most orders are shown.",
        "nl": "Alleen de {count} oorzaken met de meeste bestellingen staan hier.",
    },
    # --- alive? ---------------------------------------------------------------------------------------------
    "overview.alive": {"en": "Is it alive?", "nl": "Leeft het?"},
    "overview.service": {"en": "The service works", "nl": "De dienst werkt"},
    "overview.worked": {"en": "It last looked for work {ago}.", "nl": "Zij zocht {ago} voor het laatst naar werk."},
    "overview.never_worked": {
        "en": "Its worker or clock was never started; the host must start them.",
        "nl": "Haar worker of klok is nooit gestart; de beheerder moet ze starten.",
    },
    "overview.still": {
        "en": "The service takes orders, but has booked nothing for {length}: its worker or clock stands still. Orders "
        "wait and are not lost. Ask the host of the service to start them.",
        "nl": "De dienst neemt bestellingen aan, maar boekt al {length} niets: haar worker of klok staat stil. "
        "Bestellingen wachten en gaan niet verloren. Vraag de beheerder van de dienst ze te starten.",
    },
    "overview.shop_to_service": {"en": "Shop → service", "nl": "Winkel → dienst"},
    "overview.service_to_shop": {"en": "Service → shop", "nl": "Dienst → winkel"},
    "overview.heard": {"en": "The service heard the shop {ago}.", "nl": "De dienst hoorde de winkel {ago}."},
    "overview.told": {"en": "The shop took news {ago}.", "nl": "De winkel nam {ago} nieuws aan."},
    "overview.never": {"en": "Not yet.", "nl": "Nog niet."},
    "overview.untold_one": {
        "en": "News of 1 order is still on its way.",
        "nl": "Nieuws van 1 bestelling is nog onderweg.",
    },
    "overview.untold": {
        "en": "News of {count} orders is still on its way.",
        "nl": "Nieuws van {count} bestellingen is nog onderweg.",
    },
    "overview.exact": {"en": "Exact Online", "nl": "Exact Online"},
    "overview.books_in": {"en": "Booked in {name} ({code}).", "nl": "Geboekt in {name} ({code})."},
    "overview.not_connected": {"en": "Not connected yet.", "nl": "Nog niet verbonden."},
    "overview.changes": {"en": "Changes in Exact", "nl": "Wijzigingen in Exact"},
    "overview.webhooks.new": {"en": "Not connected yet.", "nl": "Nog niet verbonden."},
    "overview.webhooks.listening": {"en": "Told by Exact at once.", "nl": "Exact meldt ze direct."},
    "overview.webhooks.polling": {"en": "Fetched every ten minutes.", "nl": "Elke tien minuten opgehaald."},
    "overview.last_heard": {"en": "Last heard {ago}.", "nl": "Laatst gehoord {ago}."},
    # --- today ----------------------------------------------------------------------------------------------
    "overview.today": {"en": "Booked today", "nl": "Vandaag geboekt"},
    "overview.nothing_today": {"en": "Nothing was booked today yet.", "nl": "Vandaag is nog niets geboekt."},
    "overview.kind": {"en": "Document", "nl": "Document"},
    "overview.count": {"en": "Number", "nl": "Aantal"},
    "overview.total": {"en": "Total incl. VAT", "nl": "Totaal incl. btw"},
    "overview.currency": {"en": "Currency", "nl": "Valuta"},
    "overview.kind.sales_order": {"en": "Sales orders", "nl": "Verkooporders"},
    "overview.kind.sales_order.credit": {"en": "Sales orders, returned", "nl": "Verkooporders, retour"},
    "overview.kind.sales_invoice": {"en": "Sales invoices", "nl": "Verkoopfacturen"},
    "overview.kind.sales_invoice.credit": {"en": "Credit notes", "nl": "Creditnota's"},
    "overview.kind.sales_entry": {"en": "Sales entries", "nl": "Verkoopboekingen"},
    "overview.kind.sales_entry.credit": {"en": "Credit entries", "nl": "Creditboekingen"},
    "overview.kind.order_invoice": {"en": "Invoices of sales orders", "nl": "Facturen van verkooporders"},
    "overview.kind.order_invoice.credit": {"en": "Credits of sales orders", "nl": "Creditnota's van verkooporders"},
    "overview.kind.day_entry": {"en": "Daily totals", "nl": "Dagtotalen"},
    "overview.kind.day_entry.credit": {"en": "Daily totals, credit", "nl": "Dagtotalen, credit"},
    # --- orders ---------------------------------------------------------------------------------------------
    "overview.orders_title": {"en": "Orders", "nl": "Bestellingen"},
    "overview.state": {"en": "State", "nl": "Status"},
    "overview.state.attention": {"en": "Needs attention", "nl": "Aandacht nodig"},
    "overview.state.parked": {"en": "Parked", "nl": "Geparkeerd"},
    "overview.state.waiting": {"en": "Waiting", "nl": "Wacht"},
    "overview.state.checking": {"en": "Checking", "nl": "Wordt nagekeken"},
    "overview.state.booked": {"en": "Booked", "nl": "Geboekt"},
    "overview.state.credited": {"en": "Credited", "nl": "Gecrediteerd"},
    "overview.state.skipped": {"en": "Skipped", "nl": "Overgeslagen"},
    "overview.backlog": {"en": "Waiting to be booked", "nl": "Wacht op boeken"},
    "overview.nothing_waits": {"en": "Nothing waits.", "nl": "Er wacht niets."},
    "overview.oldest": {"en": "The oldest has waited for {length}.", "nl": "De oudste wacht {length}."},
    "overview.done_one": {"en": "1 order, done by {at}.", "nl": "1 bestelling, klaar om {at}."},
    "overview.done": {
        "en": "{count} orders ({calls} calls), done by {at}.",
        "nl": "{count} bestellingen ({calls} aanroepen), klaar om {at}.",
    },
    "overview.over_midnight": {
        "en": "Exact allows no more calls today; the rest goes on after midnight UTC.",
        "nl": "Exact staat vandaag niet meer aanroepen toe; de rest gaat na middernacht UTC verder.",
    },
    # --- calls ----------------------------------------------------------------------------------------------
    "overview.budget_title": {"en": "Calls to Exact", "nl": "Aanroepen van Exact"},
    "overview.budget": {"en": "Left", "nl": "Over"},
    "overview.calls_left": {
        "en": "{minute_left} of {minute_limit} calls this minute, {day_left} of {day_limit} today.",
        "nl": "{minute_left} van {minute_limit} aanroepen deze minuut, {day_left} van {day_limit} vandaag.",
    },
    "overview.others": {
        "en": "Other apps take about {count} a minute; these are left to them.",
        "nl": "Andere apps gebruiken er ongeveer {count} per minuut; die worden aan hen gelaten.",
    },
    "overview.closed_title": {"en": "Closed by us for a while", "nl": "Door ons even gesloten"},
    "overview.closed": {"en": "{endpoint} until {at}.", "nl": "{endpoint} tot {at}."},
    "overview.closed_why": {
        "en": "Exact refused too much there; asking on would get the shop locked out for longer.",
        "nl": "Exact weigerde daar te veel; doorvragen zou de winkel langer buitensluiten.",
    },
    # --- activity -------------------------------------------------------------------------------------------
    "activity.title": {"en": "Attempts, newest first", "nl": "Pogingen, de nieuwste eerst"},
    "activity.none": {"en": "No attempt is like this.", "nl": "Er is geen poging die hieraan voldoet."},
    "activity.at": {"en": "When", "nl": "Wanneer"},
    "activity.order": {"en": "Order", "nl": "Bestelling"},
    "activity.outcome": {"en": "Came of it", "nl": "Uitkomst"},
    "activity.cause": {"en": "Cause", "nl": "Oorzaak"},
    "activity.document": {"en": "Document in Exact", "nl": "Document in Exact"},
    "activity.calls": {"en": "Calls", "nl": "Aanroepen"},
    "activity.reads_writes": {"en": "{reads} read, {writes} written", "nl": "{reads} gelezen, {writes} geschreven"},
    "activity.open": {"en": "Under way, or broken off", "nl": "Bezig, of afgebroken"},
    "activity.attempt": {"en": "Attempt", "nl": "Poging"},
    "activity.seconds": {"en": "Seconds", "nl": "Seconden"},
    "activity.order_id": {"en": "Order id", "nl": "Bestelling-id"},
    "activity.kind": {"en": "Kind", "nl": "Soort"},
    "activity.credit": {"en": "Credit", "nl": "Credit"},
    "activity.currency": {"en": "Currency", "nl": "Valuta"},
    "activity.gross": {"en": "Total incl. VAT", "nl": "Totaal incl. btw"},
    "activity.reads": {"en": "Read calls", "nl": "Leesaanroepen"},
    "activity.writes": {"en": "Write calls", "nl": "Schrijfaanroepen"},
}
