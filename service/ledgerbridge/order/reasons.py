"""Every sentence of the plan, in English and Dutch: why it is so, what is wrong, what to do. Pure.

One function a sentence, named after what it says; codes group orders with the same cause.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ..errors import ActionKind, Problem, Text, Who
from ..money import plain
from .shapes import Snapshot, TaxRate, VatReason


def _t(en: str, nl: str) -> Text:
    return {"en": en, "nl": nl}


def _problem(
    code: str,
    what: Text,
    why: Text,
    do: Text,
    *,
    cause: str = "",
    who: Who = "owner",
    action: ActionKind = "retry",
    arithmetic: Sequence[str] = (),
) -> Problem:
    nothing = {"en": "Nothing is booked until this is settled.", "nl": "Tot dit is opgelost wordt er niets geboekt."}
    full = {language: f"{text} {nothing[language]}" for language, text in why.items()}
    return Problem(code, what, full, do, who, action, arithmetic=tuple(arithmetic), cause=cause or code)


# --- why nothing is booked --------------------------------------------------------------------------------------

TEST_PAYMENT = _t("Paid in the payment provider's test mode.", "Betaald in de testmodus van de betaaldienst.")
ZERO_TOTAL = _t("The order total is zero.", "Het totaal van de bestelling is nul.")
NOTHING_TO_BOOK = _t("No line of this order has an amount.", "Geen regel van deze bestelling heeft een bedrag.")
REFUNDED_UNPAID = _t(
    "Refunded without ever having been paid: there was no sale.",
    "Terugbetaald zonder ooit betaald te zijn: er was geen verkoop.",
)
REFUNDED = _t(
    "Sold and refunded: invoice and credit note both stand in the books.",
    "Verkocht en terugbetaald: factuur en creditnota staan allebei in de boeken.",
)
CARD_SOLD = _t(
    "A gift card was sold: a debt to its holder; VAT comes when it is spent.",
    "Er is een cadeaubon verkocht: een schuld aan de houder; de btw komt bij besteding.",
)
DAY_TOTAL = _t(
    "Waits for the total of its day, which is booked as one entry when the day is over.",
    "Wacht op het totaal van de dag, dat als één boeking wordt gemaakt als de dag voorbij is.",
)
CANCELLED_AND_CREDITED = _t("Cancelled; what was booked was credited.", "Geannuleerd; wat geboekt was is gecrediteerd.")

STATUSES = {
    "pending": ("awaiting payment", "wacht op betaling"),
    "on-hold": ("on hold", "in de wacht"),
    "processing": ("processing", "in behandeling"),
    "completed": ("completed", "afgerond"),
    "cancelled": ("cancelled", "geannuleerd"),
    "failed": ("failed", "mislukt"),
    "trash": ("in the bin", "in de prullenbak"),
    "refunded": ("refunded", "terugbetaald"),
}


def _status(status: str, language: int) -> str:
    return STATUSES.get(status, (status, status))[language]


def status_no_sale(status: str) -> Text:
    return _t(
        f"The order is {_status(status, 0)}: there is no sale.",
        f"De bestelling is {_status(status, 1)}: er is geen verkoop.",
    )


def status_not_booked(status: str, chosen: Sequence[str]) -> Text:
    return _t(
        f"The order is {_status(status, 0)}; the settings book orders that are "
        f"{' or '.join(_status(one, 0) for one in chosen)}.",
        f"De bestelling is {_status(status, 1)}; volgens de instellingen wordt geboekt bij "
        f"{' of '.join(_status(one, 1) for one in chosen)}.",
    )


def sub_order(parent: int) -> Text:
    return _t(
        f"A part of order {parent}, which is booked whole.",
        f"Deel van bestelling {parent}, die heel geboekt wordt.",
    )


# --- why it is booked so ----------------------------------------------------------------------------------------

COLLECTIVE = _t(
    "Consumers are booked on one collective account.", "Particulieren worden op een verzamelrelatie geboekt."
)
OWN_COMPANY = _t("A company: booked on its own account.", "Een bedrijf: op de eigen relatie geboekt.")
OWN_CONSUMER = _t("Every customer has an account.", "Elke klant heeft een eigen relatie.")
SPLIT_OVER_RATES = _t(
    "The shop refunded an amount without lines; it is split over the VAT rates that were invoiced.",
    "De winkel betaalde een bedrag terug zonder regels; het is verdeeld over de gefactureerde btw-tarieven.",
)
NO_MONEY_MOVED = _t(
    "The shop says that no money went back through the payment provider.",
    "De winkel zegt dat er geen geld via de betaaldienst is teruggegaan.",
)


REVERSAL = _t(
    "Takes back what was left of the invoice, with its own VAT codes.",
    "Draait terug wat er van de factuur over was, met haar eigen btw-codes.",
)
RESTORED = _t(
    "The refund was deleted in the shop: its credit note is taken back.",
    "De terugbetaling is in de winkel verwijderd: de creditnota is teruggedraaid.",
)
CANCELLED = _t(
    "The order was cancelled after it was booked; what stood is credited.",
    "De bestelling is geannuleerd nadat zij geboekt was; wat er stond is gecrediteerd.",
)
CHARGED_BACK = _t(
    "The customer's bank took the payment back. The invoice stays and is open again.",
    "De bank van de klant heeft de betaling teruggehaald. De factuur blijft staan en is weer open.",
)


def capped(over: Decimal) -> Text:
    return _t(
        f"The shop refunded {plain(over)} more than was sold; the credit note stops at what was invoiced.",
        f"De winkel betaalde {plain(over)} meer terug dan verkocht; de creditnota stopt bij wat gefactureerd was.",
    )


def back_on_card(amount: Decimal, currency: str) -> Text:
    return _t(
        f"{plain(amount)} {currency} of this went back to a gift card or credit, not to the customer's account.",
        f"{plain(amount)} {currency} hiervan ging terug naar een cadeaubon of tegoed, niet naar de rekening.",
    )


ROUNDING = "Afronding"
PARTIAL_REFUND = "Gedeeltelijke terugbetaling"


def rounding_why(amount: Decimal) -> Text:
    return _t(
        f"The shop's lines and its total differ by {plain(amount)}; that is booked as rounding.",
        f"De regels en het totaal van de winkel verschillen {plain(amount)}; dat is als afronding geboekt.",
    )


def tender_flag(amount: Decimal, currency: str) -> Text:
    return _t(
        f"{plain(amount)} {currency} was paid with a gift card or credit: booked as a sale, paid by other means.",
        f"{plain(amount)} {currency} is betaald met een cadeaubon of tegoed: als verkoop geboekt, anders betaald.",
    )


def vat(reason: VatReason, country: str, percent: Decimal, number: str) -> Text:
    share = f"{percent.normalize():f} %"
    known = {
        "domestic": _t(f"Sold in {country} at {share}.", f"Verkocht in {country} tegen {share}."),
        "zero": _t(f"Sold in {country} at the zero rate.", f"Verkocht in {country} tegen het nultarief."),
        "exempt": _t("The shop charged no VAT on this line.", "De winkel rekende geen btw op deze regel."),
        "oss": _t(
            f"Sold to a consumer in {country} at {share} (One Stop Shop).",
            f"Verkocht aan een particulier in {country} tegen {share} (éénloketsysteem).",
        ),
        "reverse_charge": _t(
            f"Sold to a company in {country} with VAT number {number}: reverse charged.",
            f"Verkocht aan een bedrijf in {country} met btw-nummer {number}: btw verlegd.",
        ),
        "reverse_charge_services": _t(
            f"Service to a company in {country} with VAT number {number}: reverse charged.",
            f"Dienst aan een bedrijf in {country} met btw-nummer {number}: btw verlegd.",
        ),
        "reverse_charge_home": _t(
            f"Sold to a company with VAT number {number}, which pays the VAT: reverse charged at home.",
            f"Verkocht aan een bedrijf met btw-nummer {number}, dat de btw afdraagt: binnenlands verlegd.",
        ),
        "export": _t(f"Exported to {country}.", f"Uitgevoerd naar {country}."),
        "export_services": _t(
            f"Service to a customer in {country}, outside the EU.", f"Dienst aan een klant in {country}, buiten de EU."
        ),
    }
    return known.get(reason, _t("No VAT.", "Geen btw."))


def description(number: str) -> str:
    return f"Webshop {number}"


def credit_description(number: str) -> str:
    return f"Credit webshop {number}"


def reversal_description(number: str) -> str:
    return f"Reversal of order {number}"


def restored_description(number: str) -> str:
    return f"Refund undone, order {number}"


def again_flag(was: date) -> Text:
    return _t(
        f"Booked anew after a change; the order itself is of {was.isoformat()}.",
        f"Opnieuw geboekt na een wijziging; de bestelling zelf is van {was.isoformat()}.",
    )


def moved_description(text: str, was: date) -> str:
    return f"{text} d.d. {was:%d-%m-%Y}"


def moved_flag(was: date, on: date) -> Text:
    return _t(
        f"Dated {on:%d-%m-%Y} instead of {was:%d-%m-%Y}: that period is closed in Exact Online.",
        f"Geboekt op {on:%d-%m-%Y} in plaats van {was:%d-%m-%Y}: die periode is in Exact Online afgesloten.",
    )


# --- the sum ------------------------------------------------------------------------------------------------------


def sum_row(net: Decimal, tax: Decimal, name: str) -> str:
    return f"{net} + {tax} VAT = {net + tax}  {name}"


def tender_row(amount: Decimal, code: str) -> str:
    return f"− {plain(amount)}  paid with {code or 'credit'}"


def total_row(total: Decimal, worked_out: Decimal) -> str:
    return f"order total {total}, difference {total - worked_out}"


# --- what a person must do ----------------------------------------------------------------------------------------


def does_not_add_up(order: Snapshot, sum_shown: Sequence[str], remainder: Decimal) -> Problem:
    return _problem(
        "total_does_not_add_up",
        _t(
            f"The lines of order {order.number} do not add up to its total: {plain(remainder)} is unexplained.",
            f"De regels van bestelling {order.number} tellen niet op tot het totaal: {plain(remainder)} is niet "
            "verklaard.",
        ),
        _t(
            "It is more than a rounding difference, so something of the order is missing, for example a gift card or "
            "a discount of another plugin.",
            "Het is meer dan een afrondingsverschil; er ontbreekt dus iets van de bestelling, bijvoorbeeld een "
            "cadeaubon of een korting van een andere plugin.",
        ),
        _t(
            "Open the order, press Recalculate or correct the lines, and save it; it is tried again by itself.",
            "Open de bestelling, klik op Herberekenen of verbeter de regels en sla op; zij gaat vanzelf opnieuw.",
        ),
        action="open_order",
        arithmetic=sum_shown,
    )


def vat_rule_missing(reason: str, country: str, percent: Decimal) -> Problem:
    rate = f"{percent.normalize():f} %" + (f" {country}" if country else "")
    named = {
        "reverse_charge": ("reverse charge within the EU", "btw verlegd binnen de EU"),
        "reverse_charge_home": ("reverse charge in the shop's own country", "btw verlegd binnen het eigen land"),
        "export": ("export outside the EU", "uitvoer buiten de EU"),
        "exempt": ("no VAT", "geen btw"),
        "none": ("rounding without VAT", "afronding zonder btw"),
    }.get(reason, (rate, rate))
    return _problem(
        "vat_rule_missing",
        _t(f"No VAT code is chosen for {named[0]}.", f"Er is geen btw-code gekozen voor {named[1]}."),
        _t(
            f"The shop charged {rate} ({reason}), and the settings do not say which VAT code of Exact that is.",
            f"De winkel rekende {rate} ({reason}) en de instellingen zeggen niet welke btw-code van Exact dat is.",
        ),
        _t(
            "Choose the code in the settings under VAT; all orders that wait for it then go on by themselves.",
            "Kies de code bij de instellingen onder Btw; alle bestellingen die erop wachten gaan dan vanzelf.",
        ),
        cause=f"vat_rule_missing:{reason}:{country}:{percent.normalize():f}",
        action="settings",
    )


def rate_unknown(rate: TaxRate) -> Problem:
    return _problem(
        "vat_rate_unknown",
        _t(
            f"The percentage of the tax rate “{rate.label}” is not known.",
            f"Het percentage van het btw-tarief “{rate.label}” is niet bekend.",
        ),
        _t(
            "The order does not say it and the rate no longer stands in the shop's tax table.",
            "De bestelling zegt het niet en het tarief staat niet meer in de btw-tabel van de winkel.",
        ),
        _t(
            "Open the order and press Recalculate, or put the rate back in the tax table; then push again.",
            "Open de bestelling en klik op Herberekenen, of zet het tarief terug in de btw-tabel; verstuur opnieuw.",
        ),
        cause=f"vat_rate_unknown:{rate.rate_id}",
        action="open_order",
    )


def rate_without_country(rate: TaxRate, home: str, there: str) -> Problem:
    percent = f"{(rate.percent or Decimal(0)).normalize():f} %"
    return _problem(
        "vat_country_unknown",
        _t(
            f"The rate “{rate.label}” ({percent}) names no country: is it VAT of {home} or of {there}?",
            f"Het tarief “{rate.label}” ({percent}) noemt geen land: is het btw van {home} of van {there}?",
        ),
        _t(
            f"Both countries have {percent}, and the VAT goes to one of them.",
            f"Beide landen kennen {percent}, en de btw is voor een van beide.",
        ),
        _t(
            "Give the rate a country in the shop's tax table, then push the order again.",
            "Geef het tarief een land in de btw-tabel van de winkel en verstuur de bestelling opnieuw.",
        ),
        cause=f"vat_country_unknown:{rate.rate_id}",
        action="retry",
    )


def stacked_taxes(name: str, labels: Sequence[str]) -> Problem:
    both = " + ".join(labels)
    return _problem(
        "taxes_stacked",
        _t(
            f"Line “{name}” carries several taxes on the same amount ({both}).",
            f"Regel “{name}” bevat meerdere belastingen over hetzelfde bedrag ({both}).",
        ),
        _t(
            "A line in Exact Online has one VAT code; two taxes on one amount do not fit.",
            "Een regel in Exact Online heeft een btw-code; twee belastingen over een bedrag passen niet.",
        ),
        _t(
            "Correct the shop's tax table, press Recalculate in the order and save it; or book it by hand.",
            "Verbeter de btw-tabel van de winkel, klik in de bestelling op Herberekenen en sla op; of boek handmatig.",
        ),
        who="accountant",
        action="open_order",
    )


def foreign_vat(country: str, percent: Decimal) -> Problem:
    return _problem(
        "vat_outside_eu",
        _t(
            f"The shop charged {percent.normalize():f} % VAT of {country}, which lies outside the EU.",
            f"De winkel rekende {percent.normalize():f} % btw van {country}, dat buiten de EU ligt.",
        ),
        _t(
            "Sales outside the EU are booked as export without VAT.",
            "Verkoop buiten de EU wordt als uitvoer zonder btw geboekt.",
        ),
        _t(
            "If the shop is registered for VAT there, ask your accountant how to book it; else correct the shop's "
            "tax table.",
            "Is de winkel daar geregistreerd voor de btw, vraag dan de boekhouder hoe dit te boeken; verbeter anders "
            "de btw-tabel van de winkel.",
        ),
        cause=f"vat_outside_eu:{country}",
        who="accountant",
        action="open_order",
    )


def _number_told(number: str) -> tuple[str, str]:
    if not number:
        return "there is no VAT number", "er is geen btw-nummer"
    return f"the VAT number {number} is not a valid one", f"het btw-nummer {number} is niet geldig"


def reverse_charge_without_number(number: str) -> Problem:
    told = _number_told(number)
    return _problem(
        "reverse_charge_without_number",
        _t(f"Sold at home with VAT reverse charged, but {told[0]}.", f"Binnenlands verlegd verkocht, maar {told[1]}."),
        _t(
            "The customer pays the VAT in the shop's place only where it is a company with a VAT number.",
            "De klant draagt de btw alleen zelf af als het een bedrijf met een btw-nummer is.",
        ),
        _t(
            "Correct the VAT number in the order, or charge VAT and save the order; it is tried again by itself.",
            "Verbeter het btw-nummer in de bestelling, of reken btw en sla op; zij gaat vanzelf opnieuw.",
        ),
        action="open_order",
    )


def eu_sale_without_vat(country: str, number: str) -> Problem:
    told = _number_told(number)
    return _problem(
        "eu_sale_without_vat",
        _t(f"Sold to {country} without VAT, but {told[0]}.", f"Verkocht aan {country} zonder btw, maar {told[1]}."),
        _t(
            "VAT can be reverse charged only to a company with a valid VAT number of another EU country.",
            "Btw kan alleen verlegd worden naar een bedrijf met een geldig btw-nummer van een ander EU-land.",
        ),
        _t(
            "Correct the VAT number in the order, or charge VAT and save the order; it is tried again by itself.",
            "Verbeter het btw-nummer in de bestelling, of reken btw en sla op; zij gaat vanzelf opnieuw.",
        ),
        action="open_order",
    )


def pickup_without_vat(country: str) -> Problem:
    return _problem(
        "pickup_without_vat",
        _t(
            f"Collected at the shop by a customer from {country}, and sold without VAT.",
            f"Afgehaald in de winkel door een klant uit {country}, en verkocht zonder btw.",
        ),
        _t(
            "Goods that do not leave the country by the sale are taxed at home, also for a company from abroad.",
            "Goederen die door de verkoop het land niet verlaten zijn hier belast, ook voor een bedrijf van elders.",
        ),
        _t(
            "Charge VAT and save the order. Were the goods sent after all, correct the shipping method.",
            "Reken btw en sla de bestelling op. Zijn de goederen toch verzonden, verbeter dan de verzendmethode.",
        ),
        action="open_order",
    )


def vat_on_zero_rate(name: str, tax: Decimal) -> Problem:
    return _problem(
        "vat_without_rate",
        _t(
            f"Line “{name}” carries {plain(tax)} VAT, but no VAT rate.",
            f"Regel “{name}” bevat {plain(tax)} btw, maar geen btw-tarief.",
        ),
        _t("It is not known to which rate the VAT belongs.", "Het is niet bekend bij welk tarief de btw hoort."),
        _t(
            "Open the order, press Recalculate and save it; it is tried again by itself.",
            "Open de bestelling, klik op Herberekenen en sla op; zij gaat vanzelf opnieuw.",
        ),
        action="open_order",
    )


# --- orders that contradict themselves (contradictions.py)

RECALCULATE = _t(
    "Open the order, press Recalculate or correct it, and save; it is tried again by itself.",
    "Open de bestelling, klik op Herberekenen of verbeter haar, en sla op; zij gaat vanzelf opnieuw.",
)


def vat_does_not_add_up(order: Snapshot, of_lines: Decimal, sum_shown: Sequence[str]) -> Problem:
    told, added = plain(order.total_tax), plain(of_lines)
    return _problem(
        "vat_does_not_add_up",
        _t(
            f"Order {order.number} says {told} VAT, and its lines come to {added}.",
            f"Bestelling {order.number} noemt {told} btw en haar regels komen op {added}.",
        ),
        _t("It cannot be told which of the two is right.", "Er is niet te zeggen welke van de twee klopt."),
        RECALCULATE,
        action="open_order",
        arithmetic=sum_shown,
    )


def line_contradicts_itself(order: Snapshot, name: str, sum_shown: Sequence[str]) -> Problem:
    return _problem(
        "line_contradicts_itself",
        _t(
            f"The VAT of line “{name}” of order {order.number} contradicts its own amounts.",
            f"De btw van regel “{name}” van bestelling {order.number} spreekt haar eigen bedragen tegen.",
        ),
        _t(
            "It goes the other way than the price, or is not what the line lists per rate.",
            "Zij gaat de andere kant op dan de prijs, of is niet wat de regel per tarief noemt.",
        ),
        RECALCULATE,
        action="open_order",
        arithmetic=sum_shown,
    )


def negative_quantity(order: Snapshot, name: str, quantity: Decimal, gross: Decimal) -> Problem:
    return _problem(
        "negative_quantity",
        _t(
            f"Line “{name}” of order {order.number} sells {plain(quantity)} pieces for {plain(gross)}.",
            f"Regel “{name}” van bestelling {order.number} verkoopt {plain(quantity)} stuks voor {plain(gross)}.",
        ),
        _t(
            "What comes back is a refund of the order it was sold with, so that stock and VAT follow.",
            "Wat terugkomt is een terugbetaling op de bestelling waarmee het verkocht is; dan volgen voorraad en btw.",
        ),
        _t(
            "Correct the quantity and save the order, or take the line out and make a refund; it is tried again by "
            "itself.",
            "Verbeter het aantal en sla op, of maak er een terugbetaling van; zij gaat vanzelf opnieuw.",
        ),
        action="open_order",
        arithmetic=(f"{plain(quantity)} × = {plain(gross)}  {name}",),
    )


def negative_amount(order: Snapshot, amount: Decimal, en: str, nl: str) -> Problem:
    return _problem(
        "negative_amount",
        _t(
            f"The {en} of order {order.number} is below zero: {plain(amount)}.",
            f"Het bedrag ({nl}) van bestelling {order.number} is negatief: {plain(amount)}.",
        ),
        _t("A sale is never less than nothing.", "Een verkoop is nooit minder dan niets."),
        RECALCULATE,
        action="open_order",
        arithmetic=(f"{plain(amount)}  {en}",),
    )


def listed_twice(order: Snapshot, en: str, nl: str, id: int) -> Problem:
    return _problem(
        "listed_twice",
        _t(
            f"Order {order.number} lists {en} {id} twice.",
            f"Bestelling {order.number} noemt {nl} {id} twee keer.",
        ),
        _t(
            "Booked so, it could count double.",
            "Zo geboekt kan het dubbel tellen.",
        ),
        _t(
            "Save the order again; if it stays, look for a plugin that alters what WooCommerce says of its orders.",
            "Sla de bestelling opnieuw op; blijft het, zoek dan een plugin die WooCommerce's eigen gegevens wijzigt.",
        ),
        action="open_order",
        arithmetic=(f"{en} {id}", f"{en} {id}"),
    )


SETTINGS = {
    "journal": ("the sales journal", "het verkoopboek"),
    "revenue_ledger": ("the revenue account", "de omzetrekening"),
    "gift_card_ledger": ("the account of gift cards that were sold", "de rekening van verkochte cadeaubonnen"),
    "collective_account": ("the collective account for consumers", "de verzamelrelatie voor particulieren"),
}


def setting_missing(name: str) -> Problem:
    en, nl = SETTINGS[name]
    return _not_set(en, nl, f"setting_missing:{name}")


def _not_set(en: str, nl: str, cause: str) -> Problem:
    return _problem(
        "setting_missing",
        _t(f"The settings do not say {en}.", f"De instellingen noemen {nl} niet."),
        _t("Without it nothing can be booked in this style.", "Zonder dat kan op deze wijze niets geboekt worden."),
        _t(
            f"Choose {en} in the settings; all waiting orders then go on by themselves.",
            f"Kies {nl} bij de instellingen; alle wachtende bestellingen gaan dan vanzelf.",
        ),
        cause=cause,
        action="settings",
    )


PLACES = {
    "shipping": ("the item for shipping", "het artikel voor verzendkosten"),
    "fee": ("the item for surcharges", "het artikel voor toeslagen"),
    "rounding": ("the item for rounding differences", "het artikel voor afrondingsverschillen"),
}


def place_missing(kind: str, style: str) -> Problem:
    """A line that has no item (or account) to be booked on."""
    entry = style in ("entry", "daily")
    if entry and kind == "gift_card":
        return setting_missing("gift_card_ledger")
    fallback = SETTINGS["revenue_ledger"] if entry else ("the general item", "het algemene artikel")
    en, nl = fallback if entry else PLACES.get(kind, fallback)
    return _not_set(en, nl, f"setting_missing:{kind}")


def three_decimals(currency: str) -> Problem:
    return _problem(
        "currency_not_supported",
        _t(
            f"Orders in {currency} cannot be booked: it has three decimals.",
            f"Bestellingen in {currency} kunnen niet geboekt worden: die munt heeft drie decimalen.",
        ),
        _t("The books have two.", "De boeken hebben er twee."),
        _t("Book the order by hand.", "Boek de bestelling met de hand."),
        cause=f"currency_not_supported:{currency}",
        who="accountant",
        action="none",
    )


def refunds_missing(order: Snapshot, refunded: Decimal) -> Problem:
    return _problem(
        "refunds_missing",
        _t(
            f"Order {order.number} is refunded, but its refunds come to {plain(refunded)} only.",
            f"Bestelling {order.number} is terugbetaald, maar de terugbetalingen komen maar op {plain(refunded)}.",
        ),
        _t(
            f"The order total is {plain(order.total)}; a refund was deleted, or never made.",
            f"Het totaal is {plain(order.total)}; een terugbetaling is verwijderd of nooit gemaakt.",
        ),
        _t(
            "Add the missing refund in the order, or give it another status.",
            "Voeg de ontbrekende terugbetaling toe aan de bestelling, of geef haar een andere status.",
        ),
        action="open_order",
        arithmetic=(
            f"{plain(order.total)}  order total",
            *(f"− {plain(refund.amount)}  refund {refund.id}" for refund in order.refunds),
            f"= {plain(order.total - refunded)}",
        ),
    )


def deposit(order: Snapshot) -> Problem:
    return _problem(
        "deposit",
        _t(
            f"Order {order.number} was paid with a deposit; the rest is still to come.",
            f"Bestelling {order.number} is aanbetaald; de rest volgt nog.",
        ),
        _t(
            "Its total can be rewritten when the rest is paid, so it is not booked before.",
            "Het totaal kan nog herschreven worden als de rest betaald wordt; eerder wordt niet geboekt.",
        ),
        _t(
            "Nothing: when it is paid in full it is tried again by itself. Book the deposit by hand if you must.",
            "Niets: als alles betaald is gaat zij vanzelf opnieuw. Boek de aanbetaling zo nodig met de hand.",
        ),
        action="none",
    )


def refunded_too_much(order: Snapshot, invoiced: Decimal, over: Decimal) -> Problem:
    return _problem(
        "refunded_too_much",
        _t(
            f"More was refunded on order {order.number} than was sold: {plain(over)} too much.",
            f"Op bestelling {order.number} is meer terugbetaald dan verkocht: {plain(over)} te veel.",
        ),
        _t("A credit note cannot exceed its invoice.", "Een creditnota kan niet hoger zijn dan de factuur."),
        _t(
            "Delete the wrong refund in the order; it is tried again by itself.",
            "Verwijder de verkeerde terugbetaling in de bestelling; zij gaat vanzelf opnieuw.",
        ),
        action="open_order",
        arithmetic=(
            f"{plain(invoiced)}  sold",
            *(f"− {plain(refund.amount)}  refund {refund.id}" for refund in order.refunds),
            f"= {plain(-over)}",
        ),
    )


def changed_after_booking(order: Snapshot, key: str, was: Sequence[str], now: Sequence[str]) -> Problem:
    return Problem(
        code="changed_after_booking",
        cause="changed_after_booking",
        what=_t(
            f"Order {order.number} was changed after it was booked.",
            f"Bestelling {order.number} is gewijzigd nadat zij geboekt was.",
        ),
        why=_t(
            f"What stands in Exact Online ({key}) is no longer what the order says. What was booked is never changed "
            "silently.",
            f"Wat in Exact Online staat ({key}) is niet meer wat de bestelling zegt. Wat geboekt is wordt nooit "
            "stilletjes gewijzigd.",
        ),
        do=_t(
            "Press the button below: what stands is credited, and the order is booked anew as it is now. Or put the "
            "order back as it was.",
            "Klik op de knop hieronder: wat er staat wordt gecrediteerd en de bestelling wordt opnieuw geboekt zoals "
            "zij nu is. Of zet de bestelling terug zoals zij was.",
        ),
        action="reverse",
        arithmetic=("booked", *was, "order now", *now),
    )


def refund_deleted(order: Snapshot, key: str, gross: str) -> Problem:
    return Problem(
        code="refund_deleted",
        cause="refund_deleted",
        what=_t(
            f"A refund of order {order.number} was deleted after it was credited.",
            f"Een terugbetaling van bestelling {order.number} is verwijderd nadat zij gecrediteerd was.",
        ),
        why=_t(
            f"The credit note ({key}, {gross}) still stands in Exact Online.",
            f"De creditnota ({key}, {gross}) staat nog in Exact Online.",
        ),
        do=_t(
            "Press the button below: the credit note is taken back by an invoice of the same lines. Or make the refund "
            "again in the shop.",
            "Klik op de knop hieronder: de creditnota wordt teruggedraaid met een factuur van dezelfde regels. Of maak "
            "de terugbetaling opnieuw in de winkel.",
        ),
        action="reverse",
    )


def cancelled_after_booking(order: Snapshot, keys: Sequence[str]) -> Problem:
    return Problem(
        code="cancelled_after_booking",
        cause="cancelled_after_booking",
        what=_t(
            f"Order {order.number} is {_status(order.status, 0)}, but stands in Exact Online.",
            f"Bestelling {order.number} is {_status(order.status, 1)}, maar staat in Exact Online.",
        ),
        why=_t(
            f"Booked: {', '.join(keys)}. A booked sale is credited, never deleted.",
            f"Geboekt: {', '.join(keys)}. Een geboekte verkoop wordt gecrediteerd, nooit verwijderd.",
        ),
        do=_t(
            "Press the button below: what stands is credited. Or refund the order in the shop (also when no money "
            "moved): the credit note then follows by itself.",
            "Klik op de knop hieronder: wat er staat wordt gecrediteerd. Of betaal de bestelling in de winkel terug "
            "(ook als er geen geld ging): de creditnota volgt dan vanzelf.",
        ),
        action="reverse",
    )
