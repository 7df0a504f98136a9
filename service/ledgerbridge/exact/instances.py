"""One Exact Online per country, each with its own users, apps and administrations."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..config import Config
from ..errors import Refused

# nl, be, co.uk, fr seen in code and pages [C]; de, es, com listed by Exact, not confirmed [U] (facts §1).
COUNTRIES = ("nl", "be", "de", "co.uk", "fr", "es", "com")


def base_url(country: str, config: Config) -> str:
    """Exact's address for a country. A stand-in named by EXACT_URL serves every country.

    Raises Refused for a country without an Exact Online."""
    if country not in COUNTRIES:
        known = ", ".join(COUNTRIES)
        raise Refused(422, "country_unknown", f"Exact Online has no {country!r}; it has {known}.", "args.country")
    if not is_exact(config.exact_url):
        return config.exact_url
    return f"https://start.exactonline.{country}"


def is_exact(url: str) -> bool:
    """Is this one of Exact's own hosts, rather than the sandbox?"""
    host = urlsplit(url).hostname or ""
    return any(host == f"exactonline.{tld}" or host.endswith(f".exactonline.{tld}") for tld in COUNTRIES)
