"""What Exact says when it says no, and what that means for a shop owner. Data only.

Exact answers in the language of the user who consented and gives no code (facts §3), so each entry lists what
was seen [I]/[C] in Dutch and English (facts §6) plus the obvious counterpart [A]. Patterns are matched against
one line at a time, without regard to case; group 1, where there is one, is the thing Exact names.
The first entry that fits wins, so the particular stands before the general.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ActionKind, Text, Who


@dataclass(frozen=True)
class Entry:
    code: str
    patterns: tuple[str, ...]
    what: Text
    why: Text
    do: Text
    who: Who = "owner"
    action: ActionKind = "retry"


def _t(en: str, nl: str) -> Text:
    return {"en": en, "nl": nl}


_NOTHING = _t("Exact Online refused it; nothing was booked.", "Exact Online weigerde dit; er is niets geboekt.")

SAYINGS: tuple[Entry, ...] = (
    # --- our own fault ----------------------------------------------------------------------------------------
    Entry(
        "filter_missing",
        (r"This endpoint has mandatory filtering applied.*",),
        _t("Exact Online did not understand the request.", "Exact Online begreep het verzoek niet."),
        _t(
            "It asks for a filter that Ledgerbridge did not give: a fault of Ledgerbridge. Nothing was booked.",
            "Het vraagt een filter dat Ledgerbridge niet gaf: een fout van Ledgerbridge. Er is niets geboekt.",
        ),
        _t(
            "Send the text below to whoever runs the service.",
            "Stuur de tekst hieronder aan de beheerder van de dienst.",
        ),
        who="host",
        action="none",
    ),
    # --- it is there already --------------------------------------------------------------------------------
    Entry(
        "already_exists",
        (
            r"(.*?):?\s*Gegeven bestaat reeds",
            r"(.*?):\s*Bestaat reeds",
            r"In gebruik:\s*(.*)",
            r"In use:\s*(.*)",
            r"(.*?):\s*Already exists",
            r"Already exists(?:\s*[-:]\s*(.*))?",
            r"Data already exists",
            r"Moet zijn:\s*Uniek\s*-?\s*(.*)",
            r"Must be:\s*Unique\s*-?\s*(.*)",
        ),
        _t(
            "This number or code is already used in Exact Online.",
            "Dit nummer of deze code bestaat al in Exact Online.",
        ),
        _t(
            "Another document or item there carries the same number or code, so nothing was booked twice.",
            "Een ander stuk of artikel daar heeft hetzelfde nummer of dezelfde code; er is niets dubbel geboekt.",
        ),
        _t(
            "Look it up in Exact Online. Is it another document, choose another start for the shop's own numbers.",
            "Zoek het op in Exact Online. Is het een ander stuk, kies dan een ander begin voor de eigen nummers.",
        ),
        action="open_exact",
    ),
    Entry(
        "already_processed",
        (r"Reeds verwerkt", r"Already processed"),
        _t("The document is already processed in Exact Online.", "Het stuk is in Exact Online al verwerkt."),
        _t(
            "A processed invoice is final and cannot be changed.",
            "Een verwerkte factuur is definitief en kan niet meer worden gewijzigd.",
        ),
        _t("Correct it in Exact Online with a credit note.", "Corrigeer het in Exact Online met een creditnota."),
        who="accountant",
        action="open_exact",
    ),
    # --- periods ------------------------------------------------------------------------------------------------
    Entry(
        "period_closed",
        (
            r"Periode is afgesloten:?\s*(.*)",
            r"(?:The )?period is closed:?\s*(.*)",
            r"(?:Afgesloten|Closed):\s*(?:Periode|Period)\s*(.*)",
        ),
        _t("The period of the booking date is closed.", "De periode van de boekdatum is afgesloten."),
        _t("Exact Online books nothing in a closed period.", "Exact Online boekt niets in een afgesloten periode."),
        _t(
            "Ask the bookkeeper to open the period, or choose another booking date in the settings.",
            "Vraag de boekhouder de periode te openen, of kies een andere boekdatum bij de instellingen.",
        ),
        who="accountant",
    ),
    Entry(
        "fiscal_year_missing",
        (
            r"(?:Unknown|Onbekend):\s*(?:Financial year|Boekjaar).*",
            r"(?:Invalid|Ongeldig):\s*(?:Financial year|Boekjaar).*",
            r"(?:Verplicht|Mandatory):\s*(?:Boekjaar|Financial year|Periode|Period)\b.*",
            r"(?:Ongeldige?|Invalid)(?: referentie| reference)?:\s*(?:Periode|Period)\b.*",
        ),
        _t("The financial year of the booking date does not exist.", "Het boekjaar van de boekdatum bestaat niet."),
        _t(
            "The periods of that year have not been made in Exact Online yet.",
            "De perioden van dat jaar zijn in Exact Online nog niet aangemaakt.",
        ),
        _t(
            "Ask the bookkeeper to make the financial year, then retry.",
            "Vraag de boekhouder het boekjaar aan te maken en probeer opnieuw.",
        ),
        who="accountant",
    ),
    # --- journal ------------------------------------------------------------------------------------------------
    Entry(
        "journal_blocked",
        (
            r"(?:Geblokkeerd|Blocked):\s*(?:Dagboek|Journal)\s*(.*)",
            r"(?:Dagboek|Journal)\s*(?:is)?\s*:?\s*(?:geblokkeerd|blocked)\s*(.*)",
        ),
        _t("The journal is blocked in Exact Online.", "Het dagboek is in Exact Online geblokkeerd."),
        _NOTHING,
        _t(
            "Unblock the journal in Exact Online, or choose another one in the settings.",
            "Deblokkeer het dagboek in Exact Online, of kies een ander dagboek bij de instellingen.",
        ),
        who="accountant",
        action="settings",
    ),
    Entry(
        "journal_without_vat",
        (r"(?:Niet toegestaan|Not allowed):\s*(?:Btw-?code|VAT code)",),
        _t("The journal does not take VAT.", "Het dagboek staat geen btw toe."),
        _t(
            "The chosen journal is set to book without VAT in Exact Online.",
            "Het gekozen dagboek is in Exact Online ingesteld op boeken zonder btw.",
        ),
        _t(
            "Choose a sales journal that allows VAT in the settings.",
            "Kies bij de instellingen een verkoopdagboek dat btw toestaat.",
        ),
        action="settings",
    ),
    Entry(
        "journal_unknown",
        (
            r"(?:Ongeldige referentie|Invalid reference):\s*(Dagboek|Journals?)\b.*",
            r"(?:Ongeldig|Invalid):\s*(Dagboek|Journal)\b.*",
            r"(?:Verplicht|Mandatory):\s*(Dagboek|Journal)\b.*",
        ),
        _t("Exact Online does not accept the journal.", "Exact Online accepteert het dagboek niet."),
        _t(
            "The journal of the settings does not exist there, or is not a sales journal.",
            "Het dagboek van de instellingen bestaat daar niet, of is geen verkoopdagboek.",
        ),
        _t("Choose a sales journal in the settings.", "Kies een verkoopdagboek bij de instellingen."),
        action="settings",
    ),
    # --- VAT ------------------------------------------------------------------------------------------------------
    Entry(
        "vat_amount_wrong",
        (
            r".*bedrag van de btw.*komt niet overeen.*",
            r".*VAT (?:amount|line).*(?:does not match|differs|is not equal|incorrect).*",
            r"(?:Ongeldig|Invalid):\s*(?:Btw-?bedrag|VAT amount)\b.*",
        ),
        _t("Exact Online does not accept the VAT amount.", "Exact Online accepteert het btw-bedrag niet."),
        _t(
            "The VAT code in Exact is set to amounts including VAT, or to another percentage, than the shop used.",
            "De btw-code staat in Exact op bedragen inclusief btw, of op een ander percentage dan de winkel gebruikte.",
        ),
        _t(
            "Choose a VAT code 'excluding' with the same percentage in the settings under VAT.",
            "Kies bij de instellingen onder Btw een btw-code 'exclusief' met hetzelfde percentage.",
        ),
        action="settings",
    ),
    Entry(
        "vat_amount_not_allowed",
        (r".*btw[ -]?bedrag is niet toegestaan.*", r".*VAT amount is not allowed.*"),
        _t("The VAT code takes no VAT amount.", "De btw-code staat geen btw-bedrag toe."),
        _t(
            "The chosen code is one without VAT, and the shop charged VAT.",
            "De gekozen code is er een zonder btw, en de winkel rekende btw.",
        ),
        _t(
            "Choose a VAT code with the shop's percentage in the settings under VAT.",
            "Kies bij de instellingen onder Btw een btw-code met het percentage van de winkel.",
        ),
        action="settings",
    ),
    Entry(
        "vat_percentage_invalid",
        (r"(?:Ongeldig|Invalid):\s*(?:Btw-?percentage|VAT percentage)\b.*",),
        _t("Exact Online does not accept the VAT percentage.", "Exact Online accepteert het btw-percentage niet."),
        _t(
            "The VAT code has no percentage on the booking date, or asks for a valid VAT number of the customer.",
            "De btw-code heeft op de boekdatum geen percentage, of vraagt een geldig btw-nummer van de klant.",
        ),
        _t(
            "Check the VAT code in Exact Online and the customer's VAT number.",
            "Controleer de btw-code in Exact Online en het btw-nummer van de klant.",
        ),
        action="settings",
    ),
    Entry(
        "vat_code_without_ledger",
        (r"(?:Ongeldig|Invalid):\s*Type \((?:Rekening af te dragen btw|.*VAT.*)\).*",),
        _t("The VAT code has no right ledger account.", "De btw-code heeft geen juiste grootboekrekening."),
        _t(
            "The account for VAT to pay of this code is missing or of another type.",
            "De rekening voor af te dragen btw van deze code ontbreekt of heeft een ander type.",
        ),
        _t(
            "Ask the bookkeeper to mend the VAT code in Exact Online.",
            "Vraag de boekhouder de btw-code in Exact Online te herstellen.",
        ),
        who="accountant",
    ),
    Entry(
        "vat_code_unknown",
        (
            r"(?:Ongeldige referentie|Invalid reference):\s*(Btw-?code|VAT code|VATCode).*",
            r"(?:Ongeldig|Invalid|Geblokkeerd|Blocked):\s*(Btw-?code|VAT code)\b.*",
            r"(?:Verplicht|Mandatory):\s*(Btw-?code|VAT code)\b.*",
        ),
        _t("Exact Online does not accept the VAT code.", "Exact Online accepteert de btw-code niet."),
        _t(
            "The code of the settings does not exist in this administration, or is blocked.",
            "De code van de instellingen bestaat niet in deze administratie, of is geblokkeerd.",
        ),
        _t(
            "Choose an existing VAT code in the settings under VAT.",
            "Kies bij de instellingen onder Btw een bestaande btw-code.",
        ),
        action="settings",
    ),
    # --- references -------------------------------------------------------------------------------------------
    Entry(
        "payment_condition_unknown",
        (
            r"(?:Ongeldige referentie|Invalid reference):\s*(Betalingsconditie|Payment ?condition)\b.*",
            r"(?:Ongeldig|Invalid|Verplicht|Mandatory):\s*(Betalingsconditie|Payment ?condition)\b.*",
        ),
        _t("Exact Online does not accept the payment condition.", "Exact Online accepteert de betalingsconditie niet."),
        _t(
            "It does not exist in this administration, or none was given and the customer has none.",
            "Zij bestaat niet in deze administratie, of er is geen gegeven en de klant heeft er geen.",
        ),
        _t("Choose a payment condition in the settings.", "Kies een betalingsconditie bij de instellingen."),
        action="settings",
    ),
    Entry(
        "not_a_customer",
        (
            r"(?:Ongeldig|Invalid):\s*(?:Klant|Customer|Debiteur|Debtor|Account) \(Type\).*",
            r"(?:Ongeldig|Invalid):\s*(?:Klant|Customer)\b.*",
        ),
        _t("The account in Exact Online is not a customer.", "De relatie in Exact Online is geen klant."),
        _t(
            "Its status there is not 'Customer', so nothing can be sold to it.",
            "De status daar is niet 'Klant', dus er kan niet aan verkocht worden.",
        ),
        _t(
            "Set the account's status to Customer in Exact Online, then retry.",
            "Zet de status van de relatie in Exact Online op Klant en probeer opnieuw.",
        ),
        action="open_exact",
    ),
    Entry(
        "account_unknown",
        (
            r"(?:Ongeldige referentie|Invalid reference):\s*(Klant|Relatie|Besteld door|Factuur voor|Leveren aan"
            r"|Customer|Account|Ordered by|Invoice to|Deliver to)\b.*",
            r"(?:Verplicht|Mandatory):\s*(Klant|Relatie|Besteld door|Factuur voor|Leveren aan"
            r"|Customer|Account|Ordered by|Invoice to|Deliver to)\b.*",
            r"(?:Geblokkeerd|Blocked):\s*(Klant|Relatie|Customer|Account)\b.*",
        ),
        _t(
            "Exact Online does not accept the customer's account.",
            "Exact Online accepteert de relatie van de klant niet.",
        ),
        _t(
            "The account was deleted, blocked, or belongs to another administration.",
            "De relatie is verwijderd, geblokkeerd, of hoort bij een andere administratie.",
        ),
        _t(
            "Look at the account in Exact Online; push the order again afterwards.",
            "Bekijk de relatie in Exact Online en verstuur de bestelling daarna opnieuw.",
        ),
        action="open_exact",
    ),
    Entry(
        "item_invalid",
        (
            r"(?:Ongeldige referentie|Invalid reference):\s*(Artikel|Item)\b.*",
            r"(?:Geblokkeerd|Blocked|Niet actief|Inactive|Niet leverbaar):\s*(?:Artikel|Item)\s*(.*)",
            r"(?:Ongeldig|Invalid|Verplicht|Mandatory):\s*(Artikel|Item)\b.*",
        ),
        _t(
            "Exact Online does not accept an item of the order.",
            "Exact Online accepteert een artikel van de bestelling niet.",
        ),
        _t(
            "The item was deleted, is no longer active, or is not a sales item.",
            "Het artikel is verwijderd, niet meer actief, of geen verkoopartikel.",
        ),
        _t("Look at the item in Exact Online, then retry.", "Bekijk het artikel in Exact Online en probeer opnieuw."),
        action="open_exact",
    ),
    Entry(
        "ledger_invalid",
        (
            r"(?:Ongeldig|Invalid):\s*(?:Grootboekrekeningtype|G/?L account type|Type of G/?L account)\b.*",
            r"(?:Ongeldige referentie|Invalid reference):\s*(Grootboekrekening|G/?L ?account)\b.*",
            r"(?:Geblokkeerd|Blocked|Ongeldig|Invalid|Verplicht|Mandatory):"
            r"\s*(?:Grootboekrekening|G/?L ?account)\s*(.*)",
        ),
        _t("Exact Online does not accept the ledger account.", "Exact Online accepteert de grootboekrekening niet."),
        _t(
            "It does not exist, is blocked, or is a debtors or VAT account.",
            "Zij bestaat niet, is geblokkeerd, of is een debiteuren- of btw-rekening.",
        ),
        _t("Choose a revenue account in the settings.", "Kies een omzetrekening bij de instellingen."),
        action="settings",
    ),
    Entry(
        "currency_not_allowed",
        (
            r"(?:Ongeldige? ?(?:referentie)?|Invalid ?(?:reference)?|Niet toegestaan|Not allowed):"
            r"\s*(?:Vreemde )?(?:Valuta|Currency|Foreign currency)\b.*",
        ),
        _t(
            "Exact Online does not accept the order's currency.",
            "Exact Online accepteert de valuta van de bestelling niet.",
        ),
        _t(
            "The currency is not active, or the journal does not take foreign currency.",
            "De valuta is niet actief, of het dagboek staat geen vreemde valuta toe.",
        ),
        _t(
            "Make the currency active and let the journal take it, in Exact Online.",
            "Maak de valuta actief en sta haar toe in het dagboek, in Exact Online.",
        ),
        who="accountant",
    ),
    # --- other data -------------------------------------------------------------------------------------------
    Entry(
        "out_of_balance",
        (r".*(?:niet in evenwicht|niet in balans).*", r".*(?:out of balance|not balanced|not in balance).*"),
        _t("The entry does not balance in Exact Online.", "De boeking is in Exact Online niet in evenwicht."),
        _t(
            "Exact works out a VAT amount that differs by a cent and has no account for such differences.",
            "Exact rekent een btw-bedrag uit dat een cent verschilt en heeft geen rekening voor zulke verschillen.",
        ),
        _t(
            "Ask the bookkeeper to set a ledger account for calculation differences in Exact Online, then retry.",
            "Vraag de boekhouder in Exact Online een rekening voor berekeningsverschillen in te stellen; "
            "probeer het dan opnieuw.",
        ),
        who="accountant",
    ),
    Entry(
        "email_invalid",
        (r"(?:Ongeldig|Invalid):\s*E-?mail.*",),
        _t("Exact Online does not accept the e-mail address.", "Exact Online accepteert het e-mailadres niet."),
        _t("The address on the order is not a valid one.", "Het adres op de bestelling is niet geldig."),
        _t("Correct the e-mail address on the order.", "Verbeter het e-mailadres op de bestelling."),
        action="open_order",
    ),
    Entry(
        "vat_number_invalid",
        (r"(?:Ongeldig|Invalid):\s*(?:Btw-?nummer|VAT number)\b.*",),
        _t("Exact Online does not accept the VAT number.", "Exact Online accepteert het btw-nummer niet."),
        _t(
            "It does not have the form that the customer's country uses.",
            "Het heeft niet de vorm die het land van de klant gebruikt.",
        ),
        _t("Correct the VAT number on the order.", "Verbeter het btw-nummer op de bestelling."),
        action="open_order",
    ),
    Entry(
        "reference_invalid",
        (
            r"Ongeldige referentie:\s*(.*)",
            r"Invalid reference:\s*(.*)",
            r"Niet herkende GUID-indeling\.?",
            r"Unrecognized Guid format\.?",
        ),
        _t(
            "Exact Online does not know something the order refers to.",
            "Exact Online kent iets niet waar de bestelling naar verwijst.",
        ),
        _t(
            "It was deleted there, or belongs to another administration.",
            "Het is daar verwijderd, of hoort bij een andere administratie.",
        ),
        _t(
            "Choose the administration again so that the lists are read anew, then retry.",
            "Kies de administratie opnieuw, zodat de lijsten opnieuw gelezen worden, en probeer opnieuw.",
        ),
        action="settings",
    ),
    Entry(
        "field_missing",
        (r"Verplicht:\s*(.*)", r"Mandatory:\s*(.*)"),
        _t("Exact Online misses a field.", "Exact Online mist een veld."),
        _t(
            "This administration asks for a field that the order does not have.",
            "Deze administratie vraagt een veld dat de bestelling niet heeft.",
        ),
        _t(
            "Fill it in on the order, or give it a default in Exact Online.",
            "Vul het in op de bestelling, of geef het een standaardwaarde in Exact Online.",
        ),
        action="open_order",
    ),
    Entry(
        "not_allowed",
        (r"Niet toegestaan:\s*(.*)", r"Not allowed:\s*(.*)", r"Document Type not allowed"),
        _t("Exact Online does not allow this.", "Exact Online staat dit niet toe."),
        _t(
            "The licence or a setting of the administration forbids it.",
            "De licentie of een instelling van de administratie verbiedt het.",
        ),
        _t(
            "Ask the bookkeeper to look at it in Exact Online.", "Vraag de boekhouder ernaar te kijken in Exact Online."
        ),
        who="accountant",
    ),
    Entry(
        "value_invalid",
        (r"Ongeldig:\s*(.*)", r"Invalid:\s*(.*)"),
        _t(
            "Exact Online does not accept a value of the order.",
            "Exact Online accepteert een waarde van de bestelling niet.",
        ),
        _t("The field it names holds something it refuses.", "Het veld dat het noemt bevat iets wat het weigert."),
        _t("Correct the field on the order, then retry.", "Verbeter het veld op de bestelling en probeer opnieuw."),
        action="open_order",
    ),
)

RIGHTS: tuple[Entry, ...] = (
    Entry(
        "licence_expired",
        (r"LicenseExpired", r".*license (?:has )?expired.*", r".*licentie.*verlopen.*"),
        _t("The licence for Exact Online has expired.", "De licentie van Exact Online is verlopen."),
        _t("Exact lets nothing be booked without a licence.", "Zonder licentie laat Exact niets boeken."),
        _t(
            "Renew the licence at Exact; the orders wait and go on by themselves.",
            "Verleng de licentie bij Exact; de bestellingen wachten en gaan vanzelf door.",
        ),
        action="open_exact",
    ),
    Entry(
        "no_division_access",
        (r"NoDivisionAccess", r".*no (?:access to )?(?:this )?division.*", r".*geen toegang tot.*administratie.*"),
        _t("Ledgerbridge may not enter this administration.", "Ledgerbridge mag niet in deze administratie."),
        _t(
            "The user who gave consent has no access to it any more, or left it out when giving consent.",
            "De gebruiker die toestemming gaf heeft er geen toegang meer toe, of heeft haar niet aangevinkt.",
        ),
        _t(
            "Connect again as a user with access and tick the administration.",
            "Verbind opnieuw als gebruiker met toegang en vink de administratie aan.",
        ),
        action="connect",
    ),
    Entry(
        "division_blocked",
        (r"DivisionBlocked",),
        _t("The administration is blocked.", "De administratie is geblokkeerd."),
        _t(
            "Exact is copying, restoring or converting it, or blocked it.",
            "Exact kopieert, herstelt of converteert haar, of heeft haar geblokkeerd.",
        ),
        _t("Wait until Exact frees it, or ask Exact.", "Wacht tot Exact haar vrijgeeft, of vraag het Exact."),
        action="open_exact",
    ),
    Entry(
        "customer_blocked",
        (r"BlockedCustomer",),
        _t("Exact has blocked the subscription.", "Exact heeft het abonnement geblokkeerd."),
        _t("The subscription's holder is blocked at Exact.", "De houder van het abonnement is bij Exact geblokkeerd."),
        _t("Ask Exact why; the orders wait.", "Vraag Exact waarom; de bestellingen wachten."),
        action="open_exact",
    ),
    Entry(
        "user_blocked",
        (r"BlockedUser", r"InactiveUser"),
        _t(
            "The user who gave consent is blocked in Exact Online.",
            "De gebruiker die toestemming gaf is in Exact Online geblokkeerd.",
        ),
        _t("Ledgerbridge works in that user's name.", "Ledgerbridge werkt op naam van die gebruiker."),
        _t(
            "Unblock the user, or connect again as another one.",
            "Deblokkeer de gebruiker, of verbind opnieuw als een andere.",
        ),
        action="connect",
    ),
    Entry(
        "scope_missing",
        (r".*Application Scope Violated\.?(.*)",),
        _t("The Exact app may not do this.", "De Exact-app mag dit niet."),
        _t(
            "The app's registration at Exact lacks a right (scope).",
            "De registratie van de app bij Exact mist een recht (scope).",
        ),
        _t(
            "Whoever registered the app adds the scope in the Exact App Center; connect again afterwards.",
            "Wie de app registreerde voegt het recht toe in het Exact App Center; verbind daarna opnieuw.",
        ),
        who="host",
        action="connect",
    ),
)

GENERIC = (
    r"A problem has occurred\. The cause of this issue will be investigated.*",
    r"Er is een probleem opgetreden.*",
    r"Object reference not set to an instance of an object.*",
    r"(?:An error has occurred|Er is een fout opgetreden)\.?",
)
"""Texts of a 500 that say nothing: a fault of Exact's, not of the data (facts §3)."""
