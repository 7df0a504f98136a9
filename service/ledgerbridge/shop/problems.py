"""What the owner reads when the shop does not let the service speak to it."""

from __future__ import annotations

from ..errors import ActionKind, Problem, Text, Who

_UNTOLD: Text = {
    "en": "What was booked stands in Exact Online; only the orders in the shop do not show it yet.",
    "nl": "Wat geboekt is, staat in Exact Online; alleen de bestellingen in de winkel tonen het nog niet.",
}


def unreachable(how: str) -> Problem:
    return _problem(
        "shop_unreachable",
        {"en": "The shop does not answer.", "nl": "De winkel antwoordt niet."},
        {
            "en": "It is tried again by itself. If the shop is not in maintenance: check that it can be reached from "
            "the internet.",
            "nl": "Het wordt vanzelf opnieuw geprobeerd. Is de winkel niet in onderhoud: controleer of ze vanaf "
            "internet bereikbaar is.",
        },
        who="host",
        action="none",
        detail=how,
    )


def key_refused(status: int) -> Problem:
    return _problem(
        "shop_key_refused",
        {
            "en": "The shop no longer accepts the key of the service.",
            "nl": "De winkel accepteert de sleutel van de service niet meer.",
        },
        {
            "en": "Pair the shop again. If that does not help: the site must know that it is served over https (behind "
            "a proxy: X-Forwarded-Proto), and the user who paired must still be a shop manager.",
            "nl": "Koppel de winkel opnieuw. Helpt dat niet: de site moet weten dat ze via https draait (achter een "
            "proxy: X-Forwarded-Proto), en wie koppelde moet nog winkelmanager zijn.",
        },
        action="settings",
        detail=f"HTTP {status}",
    )


def no_plugin() -> Problem:
    return _problem(
        "shop_plugin_missing",
        {
            "en": "The shop is there, but the Ledgerbridge plugin does not answer.",
            "nl": "De winkel is er, maar de Ledgerbridge-plug-in antwoordt niet.",
        },
        {
            "en": "Activate the plugin. If it is active: save Settings → Permalinks once, and let no security plugin "
            "close the REST API.",
            "nl": "Activeer de plug-in. Is ze actief: sla Instellingen → Permalinks een keer op en laat geen "
            "beveiligingsplug-in de REST API sluiten.",
        },
        detail="HTTP 404",
    )


def redirects(status: int) -> Problem:
    return _problem(
        "shop_redirects",
        {
            "en": "The shop sends the service on to another address.",
            "nl": "De winkel stuurt de service door naar een ander adres.",
        },
        {
            "en": "If the shop moved (https, www), pair it again; otherwise wait until the redirect is gone.",
            "nl": "Is de winkel verhuisd (https, www), koppel haar dan opnieuw; wacht anders tot de doorverwijzing "
            "weg is.",
        },
        action="settings",
        detail=f"HTTP {status}",
    )


def answers_wrong(how: str) -> Problem:
    return _problem(
        "shop_answers_wrong",
        {
            "en": "The shop's answer cannot be read.",
            "nl": "Het antwoord van de winkel is niet te lezen.",
        },
        {
            "en": "It is tried again by itself. Often another plugin writes warnings into the answer: switch off "
            "WP_DEBUG_DISPLAY.",
            "nl": "Het wordt vanzelf opnieuw geprobeerd. Vaak schrijft een andere plug-in waarschuwingen in het "
            "antwoord: zet WP_DEBUG_DISPLAY uit.",
        },
        action="none",
        detail=how,
    )


def refused(status: int) -> Problem:
    return _problem(
        "shop_refused",
        {"en": "The shop refuses what the service says.", "nl": "De winkel weigert wat de service zegt."},
        {
            "en": "Update plugin and service to the same version; ask the host if it stays.",
            "nl": "Werk plug-in en service bij tot dezelfde versie; vraag de host als het zo blijft.",
        },
        who="host",
        detail=f"HTTP {status}",
    )


def address_forbidden(rule: str) -> Problem:
    return _problem(
        "shop_url_refused",
        {
            "en": "The address of the shop may not be called by the service.",
            "nl": "Het adres van de winkel mag door de service niet worden aangeroepen.",
        },
        {
            "en": "The shop needs a public https address. For a shop in development the host can set "
            "DEVELOPMENT_SHOPS.",
            "nl": "De winkel heeft een openbaar https-adres nodig. Voor een winkel in ontwikkeling kan de host "
            "DEVELOPMENT_SHOPS zetten.",
        },
        action="settings",
        detail=rule,
    )


def order_gone(order_ids: str) -> Problem:
    return Problem(
        code="order_gone",
        cause="order_gone",
        what={
            "en": "The shop no longer has this order.",
            "nl": "De winkel heeft deze bestelling niet meer.",
        },
        why={
            "en": "Its text was asked for again, to book it, and did not come.",
            "nl": "De tekst ervan is opnieuw opgevraagd om te boeken, en kwam niet.",
        },
        do={
            "en": "Nothing, if it was deleted on purpose; otherwise restore it and push it again.",
            "nl": "Niets, als ze met opzet is verwijderd; herstel haar anders en verstuur haar opnieuw.",
        },
        action="none",
        detail=order_ids,
    )


def _problem(
    code: str, what: Text, do: Text, who: Who = "owner", action: ActionKind = "retry", detail: str = ""
) -> Problem:
    return Problem(code=code, cause=code, what=what, why=_UNTOLD, do=do, who=who, action=action, detail=detail)
