"""VAT of a line (facts 4, VAT maths): basis by the code's Type, percentage of the code, an explicit amount wins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..refusals import business
from ..store import Division, Record
from .context import Context

CENT, ZERO, ONE = Decimal("0.01"), Decimal(0), Decimal(1)


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Taxed:
    """A line's amounts: net, VAT, gross; the code and its fraction."""

    net: Decimal
    vat: Decimal
    code: str
    fraction: Decimal
    posted: Decimal = ZERO  # the amount as it was sent: gross for a code of type I
    inclusive: bool = False

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat


def tax(amount: Decimal, code: str | None, explicit: Any, division: Division, context: Context) -> Taxed:
    """``amount`` as posted: net for types E, B and N, gross for type I."""
    if not (code or "").strip():
        return Taxed(cents(amount), ZERO, "", ZERO, cents(amount))
    found = division.by_code("vat/VATCodes", str(code))
    if found is None or found.get("VATTransactionType") == "P":
        raise business(context.language, ("reference", "VATCode"))
    kind, fraction = found["Type"], found.get("Percentage") or ZERO
    if kind in ("N", "B") and explicit:  # N [I]; B [A]: dropping the amount would lose cents without a word
        raise business(context.language, ("no_vat_allowed", str(code).strip()))
    posted, own = cents(amount), found["Code"].strip()
    if kind in ("N", "B"):
        return Taxed(posted, ZERO, own, ZERO, posted)
    vat = cents(explicit) if explicit is not None else vat_of(posted, fraction, kind == "I")
    return Taxed(posted - vat if kind == "I" else posted, vat, own, fraction, posted, kind == "I")


def vat_of(posted: Decimal, fraction: Decimal, inclusive: bool) -> Decimal:
    return cents(posted - posted / (ONE + fraction)) if inclusive else cents(posted * fraction)


def document_rounding(lines: list[tuple[Taxed, bool]], context: Context) -> list[Taxed]:
    """Assumption "document_per_code": VAT that was not given explicitly is rounded once per code over the whole
    document; the difference lands on the code's last line."""
    taxed = [line for line, _ in lines]
    if context.assumptions.vat_rounding != "document_per_code":
        return taxed
    for code in {line.code for line, explicit in lines if not explicit}:
        places = [i for i, (line, explicit) in enumerate(lines) if line.code == code and not explicit]
        posted = sum((taxed[i].posted for i in places), ZERO)
        last = taxed[places[-1]]
        target = vat_of(posted, last.fraction, last.inclusive)
        vat = last.vat + target - sum((taxed[i].vat for i in places), ZERO)
        taxed[places[-1]] = replace(last, vat=vat, net=last.posted - vat if last.inclusive else last.net)
    return taxed


def per_code(lines: list[Record], net: str = "_net", vat: str = "_vat") -> list[dict[str, str]]:
    """Net, VAT and gross per VAT code, for the pages and the books."""
    sums: dict[str, list[Decimal]] = {}
    for line in lines:
        pair = sums.setdefault(str(line.get("VATCode") or "").strip(), [ZERO, ZERO])
        pair[0] += line[net]
        pair[1] += line[vat]
    return [
        {"code": code, "net": f"{n:.2f}", "vat": f"{v:.2f}", "gross": f"{n + v:.2f}"} for code, (n, v) in sums.items()
    ]
