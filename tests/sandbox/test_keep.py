"""What survives a restart, and what is said on the command line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exact_sandbox import keep
from exact_sandbox.__main__ import main
from exact_sandbox.assumptions import Assumptions
from exact_sandbox.sandbox import Sandbox, SandboxConfig
from sandbox.goods import deliver, in_stock, order, statuses, stock_item


def test_the_books_survive_a_restart(exact, make, tmp_path):
    made = exact.entry({"AmountFC": Decimal("10.00"), "VATCode": "2"}, YourRef="1042").d
    exact.seed(closed_periods=[[2026, 3]])
    exact.advance(3600)
    keep.save(exact.sandbox, tmp_path / "books.json")
    again = make(signed_in=False)
    keep.load(again.sandbox, tmp_path / "books.json")
    again.tokens = exact.tokens
    assert again.books() == exact.books()
    assert (2026, 3) in again.sandbox.divisions[3000001].closed
    again.web.post("/_sandbox/clock", json={"advance": -3600})
    assert again.get(f"salesentry/SalesEntries(guid'{made['EntryID']}')").d["AmountFC"] == Decimal("12.1")
    assert again.entry({"AmountFC": 10}, EntryNumber=made["EntryNumber"]).error == "In gebruik: Boekstuknummer"


def test_an_order_goes_on_after_a_restart(exact, make, tmp_path):
    item = stock_item(exact, quantity=5)
    order_id = order(exact, (item, 3))["OrderID"]
    deliver(exact, order_id, 1)
    keep.save(exact.sandbox, tmp_path / "books.json")
    again = make(signed_in=False)
    keep.load(again.sandbox, tmp_path / "books.json")
    again.tokens = exact.tokens
    assert deliver(again, order_id, 2).status == 201
    assert statuses(again, order_id)[1] == 21 and in_stock(again, item)["InStock"] == 2
    assert again.get(f"logistics/Items(guid'{item}')").d["Stock"] == 2


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(ValueError, match="holds no sandbox"):
        keep.load(Sandbox(SandboxConfig()), tmp_path / "x.json")


def test_assumptions_are_played_by_name():
    played = Assumptions().override("count_me=true", "error_block_status=403", "price_precedence=NetPrice,AmountFC")
    assert (played.count_me, played.error_block_status) == (True, 403)
    assert played.price_precedence == ("NetPrice", "AmountFC")


def test_an_unknown_assumption_stops_the_start(capsys):
    with pytest.raises(SystemExit):
        main(["--assume", "moon=cheese"])
    assert "there is no assumption moon" in capsys.readouterr().err


def test_every_call_is_a_line_in_the_log_file(make, tmp_path):
    exact = make(log_file=tmp_path / "calls.jsonl")
    exact.get("vat/VATCodes")
    assert '"path": "/api/v1/3000001/vat/VATCodes"' in (tmp_path / "calls.jsonl").read_text()


def test_a_bookkeeping_licence_has_no_orders(make):
    exact = make(trade=False)
    assert exact.get("salesorder/SalesOrders", filter="OrderNumber eq 1").status == 403
