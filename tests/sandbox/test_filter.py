"""$filter as Exact takes it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from exact_sandbox.odata.filter import SyntaxWrong, parse

RECORD = {
    "ID": "0a1b2c3d-0000-0000-0000-000000000001", "Code": "              1001", "Name": "Bakkerij 't Hoekje",
    "VATCode": "2  ", "Amount": Decimal("12.50"), "Blocked": False, "Modified": datetime(2026, 11, 1, 12),
    "Email": None, "OrderNumber": 100123,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OrderNumber eq 100123", True),
        ("OrderNumber eq 100123L", True),
        ("OrderNumber ne 100123", False),
        ("Amount gt 12.49 and Amount le 12.5", True),
        ("Amount lt 12.5 or OrderNumber ge 100123", True),
        ("not (Amount lt 12.5)", True),
        ("not Blocked", True),
        ("Blocked eq false", True),
        ("Email eq null", True),
        ("Email ne null", False),
        ("Name eq 'Bakkerij ''t Hoekje'", True),
        ("substringof('hoek', Name) eq true", True),
        ("startswith(Name, 'Bakkerij')", True),
        ("startswith(Name, 'Slager') eq true", False),
        ("trim(Code) eq '1001'", True),
        ("Code eq '1001'", False),  # leading blanks count [D]
        ("Code eq '              1001'", True),
        ("VATCode eq '2'", True),  # trailing ones do not [A]
        ("ID eq guid'0A1B2C3D-0000-0000-0000-000000000001'", True),
        ("Modified ge datetime'2026-11-01T12:00:00'", True),
        ("Modified gt datetime'2026-11-01T12:00:00'", False),
        ("Modified lt datetime'2026-11-02'", True),
        ("Amount eq 1 or Amount eq 2 or (Amount eq 12.50 and (Blocked eq false))", True),
        ("Amount eq 12.5 and Blocked eq true or OrderNumber eq 100123", True),  # and binds tighter
    ],
)
def test_filters_that_exact_takes(text, expected):
    predicate, _ = parse(text, set(RECORD))
    assert predicate(RECORD) is expected


@pytest.mark.parametrize(
    "text",
    ["Nonsense eq 1", "Amount eq", "Amount 12", "(Amount eq 1", "Amount eq 'x", "length(Name) eq 3", "Amount eq 1)",
     "and", "Modified gt datetime'yesterday'", "Amount = 1"],
)  # fmt: skip
def test_filters_that_are_refused(text):
    with pytest.raises(SyntaxWrong):
        predicate, _ = parse(text, set(RECORD))
        predicate(RECORD)


def test_the_fields_asked_about_are_told():
    assert parse("Name eq 'x' and (Code eq 'y' or not Blocked)", set(RECORD))[1] == {"Name", "Code", "Blocked"}
