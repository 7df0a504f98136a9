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
}
