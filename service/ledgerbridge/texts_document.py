"""What the settings as a document say, in English and Dutch; part of ``texts.TEXTS``."""

from __future__ import annotations

from .errors import Text

TEXTS: dict[str, Text] = {
    "document.title": {"en": "How this shop is booked", "nl": "Hoe deze winkel wordt geboekt"},
    "document.administration": {"en": "Administration in Exact Online", "nl": "Administratie in Exact Online"},
    "document.version": {"en": "Version", "nl": "Versie"},
    "document.by": {"en": "saved {when} by {who}", "nl": "opgeslagen {when} door {who}"},
    "document.yes": {"en": "Yes", "nl": "Ja"},
    "document.no": {"en": "No", "nl": "Nee"},
    "document.history": {"en": "Versions", "nl": "Versies"},
    "document.who": {"en": "Changed by", "nl": "Gewijzigd door"},
    "document.changed": {"en": "What changed", "nl": "Wat er veranderde"},
    "document.first": {"en": "The first settings, as proposed.", "nl": "De eerste instellingen, zoals voorgesteld."},
    "document.same": {"en": "Nothing changes.", "nl": "Er verandert niets."},
    "document.changes": {"en": "What changes", "nl": "Wat er verandert"},
    "document.wrong": {"en": "What cannot be taken over", "nl": "Wat niet kan worden overgenomen"},
    "document.setting": {"en": "Setting", "nl": "Instelling"},
    "document.before": {"en": "Now", "nl": "Nu"},
    "document.after": {"en": "After", "nl": "Straks"},
    "document.unreadable.large": {"en": "It is larger than settings can be.", "nl": "Het is te groot."},
    "document.unreadable.not_json": {"en": "It is not a JSON file.", "nl": "Het is geen JSON-bestand."},
    "document.unreadable.not_settings": {
        "en": "It holds no settings of this connector.",
        "nl": "Er staan geen instellingen van deze koppeling in.",
    },
    "document.unreadable.format": {
        "en": "It was written by another version (format {format}).",
        "nl": "Het is door een andere versie geschreven (formaat {format}).",
    },
    "document.unreadable.unknown": {
        "en": "It names settings that this version does not know: {names}.",
        "nl": "Er staan instellingen in die deze versie niet kent: {names}.",
    },
    "document.unreadable.values": {
        "en": "These settings have a value that cannot be: {names}.",
        "nl": "Deze instellingen hebben een waarde die niet kan: {names}.",
    },
    "no.settings_unreadable": {
        "en": "This file cannot be taken over. {why} Nothing was changed.",
        "nl": "Dit bestand kan niet worden overgenomen. {why} Er is niets gewijzigd.",
    },
    "no.settings_unreadable.do": {
        "en": "Choose a file that was exported here, or update the service.",
        "nl": "Kies een bestand dat hier is geëxporteerd, of werk de service bij.",
    },
    "no.version_unknown": {
        "en": "There is no version {version} of the settings.",
        "nl": "Versie {version} van de instellingen bestaat niet.",
    },
    "no.version_unknown.do": {"en": "Load the page again.", "nl": "Laad de pagina opnieuw."},
}
