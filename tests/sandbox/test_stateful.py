"""Random traffic, refusals included: books balance, open items are what debtors owe, stock is its movements."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from exact_sandbox.books import ledger, stock
from exact_sandbox.server import SandboxConfig
from sandbox.conftest import Exact
from sandbox.goods import today

D = Decimal
OK, REFUSED = (201, 204), (400, 403, 404, 500)
cents = st.integers(-50_000, 50_000).map(lambda n: D(n) / 100)
quantities = st.integers(-2, 9)
codes = st.sampled_from(["0", "1", "2", "4", "N", "O1"])
currencies = st.sampled_from(["EUR", "EUR", "EUR", "USD"])
prices = st.integers(0, 9_999).map(lambda n: D(n) / 100)


class Traffic(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.exact = Exact(SandboxConfig(minutely_limit=1_000_000, daily_limit=1_000_000))
        self.exact.sign_in()
        self.exact.sandbox.limits.errors_per_hour = 1_000_000  # refusals are part of the traffic
        self.here = self.exact.sandbox.divisions[3000001]
        self.customers = [self.exact.customer(), self.exact.customer(Name="Pietersen")]
        self.items = [
            self.exact.item("DIENST"), self.exact.item("THEE", IsStockItem=True, CostPriceStandard=D("1.33")),
            self.exact.item("KOPJE", IsStockItem=True),
        ]  # fmt: skip
        self.second = self.post("inventory/Warehouses", {"Code": "2", "Description": "Zolder"}).d["ID"]
        self.exact.seed(stock=[{"item": "THEE", "quantity": "20"}])
        self.done = 0

    def post(self, path, body):
        answer = self.exact.post(path, body)
        assert answer.status in (*OK, *REFUSED), answer.raw
        return answer

    def pick(self, data, path, key):
        found = [one[key] for one in self.here.all(path)]
        return data.draw(st.sampled_from(found)) if found else None

    @rule(who=st.integers(0, 1), what=st.lists(st.tuples(st.integers(0, 2), quantities, prices, codes), min_size=1,
          max_size=3), currency=currencies, second=st.booleans())  # fmt: skip
    def order(self, who, what, currency, second):
        lines = [{"Item": self.items[i], "Quantity": q, "NetPrice": p, "VATCode": c} for i, q, p, c in what]
        house = {"WarehouseID": self.second} if second else {}
        self.post("salesorder/SalesOrders", {
            "OrderedBy": self.customers[who], "Currency": currency, "SalesOrderLines": lines, **house,
        })  # fmt: skip

    @precondition(lambda self: self.here.all("salesorder/SalesOrders"))
    @rule(data=st.data(), odd=st.sampled_from([0, 0, 0, 1, -1]))
    def deliver(self, data, odd):
        """What is open of one line, or one too many or too few."""
        order = data.draw(st.sampled_from(self.here.all("salesorder/SalesOrders")))
        line = data.draw(st.sampled_from(order["SalesOrderLines"]))
        quantity = line["Quantity"] - line["QuantityDelivered"] + odd
        lines = [{"SalesOrderLineID": line["ID"], "QuantityDelivered": quantity}]
        self.post("salesorder/GoodsDeliveries", {"DeliveryDate": today(self.exact), "GoodsDeliveryLines": lines})

    @rule(data=st.data())
    def delete_invoice(self, data):
        invoice_id = self.pick(data, "salesinvoice/SalesInvoices", "InvoiceID")
        if invoice_id:
            gone = self.exact.call("DELETE", f"salesinvoice/SalesInvoices(guid'{invoice_id}')")
            assert gone.status in (204, 500)

    @precondition(lambda self: self.here.all("salesorder/SalesOrders"))
    @rule(data=st.data(), create=st.integers(0, 1), mode=st.integers(0, 2))
    def invoice_orders(self, data, create, mode):
        ids = [{"ID": one["OrderID"]} for one in self.here.all("salesorder/SalesOrders")]
        some = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique_by=lambda one: one["ID"]))
        asked = {"CreateMode": create, "InvoiceMode": mode, "JournalCode": "70", "SalesOrderIDs": some}
        self.post("salesinvoice/InvoiceSalesOrders", asked)

    @rule(who=st.integers(0, 1), item=st.integers(0, 2), amount=cents, code=codes, currency=currencies,
          kind=st.sampled_from([8020, 8021]))  # fmt: skip
    def invoice(self, who, item, amount, code, currency, kind):
        lines = [{"Item": self.items[item], "Quantity": 1, "AmountFC": amount, "VATCode": code}]
        self.post("salesinvoice/SalesInvoices", {
            "OrderedBy": self.customers[who], "Journal": "70", "Currency": currency, "Type": kind,
            "SalesInvoiceLines": lines,
        })  # fmt: skip

    @rule(data=st.data())
    def print_invoice(self, data):
        invoice_id = self.pick(data, "salesinvoice/SalesInvoices", "InvoiceID")
        if invoice_id:
            self.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": invoice_id})

    @rule(who=st.integers(0, 1), amounts=st.lists(st.tuples(cents, codes), min_size=1, max_size=3), currency=currencies,
          closed=st.sampled_from([False, False, False, True]))  # fmt: skip
    def entry(self, who, amounts, currency, closed):
        year = self.exact.sandbox.clock.now().year - closed
        self.exact.entry(
            *({"AmountFC": amount, "VATCode": code} for amount, code in amounts), Customer=self.customers[who],
            Currency=currency, EntryDate=f"{year}-05-05",
        )  # fmt: skip

    @rule(data=st.data(), share=st.sampled_from([D(1), D(1), D("0.5"), D(2), D(-1)]), bank=st.booleans(),
          known=st.sampled_from([True, True, False]))  # fmt: skip
    def pay(self, data, share, bank, known):
        items = self.here.all("cashflow/Receivables")
        one = data.draw(st.sampled_from(items)) if items else None
        line = {
            "GLAccount": self.exact.ledger("1300"), "Account": one["Account"] if one else self.customers[0],
            "AmountFC": (one["AmountDC"] * share).quantize(D("0.01")) if one else D(5),
            "OurRef": one["InvoiceNumber"] if one and known else 1,
        }  # fmt: skip
        kind, journal = ("Bank", "20") if bank else ("Cash", "10")
        self.post(f"financialtransaction/{kind}Entries", {"JournalCode": journal, f"{kind}EntryLines": [line]})

    @rule(amount=cents, code=codes, ledger_code=st.sampled_from(["4990", "8100", "1100", "1300"]))
    def costs(self, amount, code, ledger_code):
        line = {"GLAccount": self.exact.ledger(ledger_code), "AmountFC": amount, "VATCode": code}
        self.post("financialtransaction/BankEntries", {"JournalCode": "20", "BankEntryLines": [line]})

    @rule(amount=cents, difference=st.sampled_from([D(0), D(0), D("0.01")]), who=st.integers(0, 1), currency=currencies)
    def general(self, amount, difference, who, currency):
        lines = [
            {"GLAccount": self.exact.ledger("1300"), "Account": self.customers[who], "AmountFC": amount},
            {"GLAccount": self.exact.ledger("4990"), "AmountFC": -amount - difference},
        ]  # fmt: skip
        answer = self.post("generaljournalentry/GeneralJournalEntries", {
            "JournalCode": "90", "Currency": currency, "GeneralJournalEntryLines": lines,
        })  # fmt: skip
        assert (answer.status == 201) == (difference == 0), answer.raw

    @rule(item=st.integers(0, 2), new=st.integers(-1, 50), by=st.booleans(), status=st.sampled_from([12, 21]),
          second=st.booleans())  # fmt: skip
    def count(self, item, new, by, status, second):
        house = self.second if second else self.here.all("inventory/Warehouses")[0]["ID"]
        line = {"Item": self.items[item], "QuantityDifference" if by else "QuantityNew": new}
        self.post("inventory/StockCounts", {
            "StockCountDate": today(self.exact), "Warehouse": house, "Status": status, "StockCountLines": [line],
        })  # fmt: skip

    @rule(data=st.data())
    def process_count(self, data):
        count_id = self.pick(data, "inventory/StockCounts", "StockCountID")
        if count_id:
            assert self.exact.put(f"inventory/StockCounts(guid'{count_id}')", {"Status": 21}).status in (204, 500)

    @rule(data=st.data(), where=st.sampled_from([
        ("salesentry/SalesEntries", "EntryID"), ("salesinvoice/SalesInvoices", "InvoiceID"),
        ("salesorder/SalesOrders", "OrderID"), ("financialtransaction/BankEntries", "EntryID"),
        ("financialtransaction/CashEntries", "EntryID"), ("generaljournalentry/GeneralJournalEntries", "EntryID"),
        ("inventory/StockCounts", "StockCountID"), ("documents/Documents", "ID"), ("logistics/Items", "ID"),
        ("crm/Accounts", "ID"), ("inventory/Warehouses", "ID"), ("financial/GLAccounts", "ID"),
    ]))  # fmt: skip
    def delete(self, data, where):
        path, key = where
        exact_id = self.pick(data, path, key)
        if exact_id and exact_id not in (*self.items, *self.customers, self.second) and path != "financial/GLAccounts":
            assert self.exact.call("DELETE", f"{path}(guid'{exact_id}')").status in (204, 500)

    @precondition(lambda self: self.here.all("salesorder/SalesOrders"))
    @rule(data=st.data(), delivery=st.booleans(), invoice=st.booleans())
    def complete(self, data, delivery, invoice):
        order_id = self.pick(data, "salesorder/SalesOrders", "OrderID")
        self.post("salesorder/CompleteSalesOrder", {
            "OrderID": order_id, "CompleteDelivery": delivery, "CompleteInvoice": invoice,
        })  # fmt: skip

    @invariant()
    def the_trial_balance_is_zero(self):
        for division in self.exact.sandbox.divisions.values():
            assert ledger.balance(division) == 0
        entries: dict[str, Decimal] = {}
        for line in self.here.all("financialtransaction/TransactionLines"):
            entries[line["EntryID"]] = entries.get(line["EntryID"], D(0)) + line["AmountDC"]
        assert not any(entries.values())

    @invariant()
    def open_items_are_what_the_debtors_account_says(self):
        lines = self.here.all("financialtransaction/TransactionLines")
        owed = sum((line["AmountDC"] for line in lines if line["GLAccountCode"] == "1300"), D(0))
        assert sum((one["AmountDC"] for one in ledger.open_items(self.here)), D(0)) == owed

    @invariant()
    def stock_is_the_sum_of_its_movements(self):
        moved: dict[tuple[str, str], Decimal] = {}
        for one in self.here.all(stock.MOVEMENTS):
            place = (one["Item"], one["Warehouse"])
            moved[place] = moved.get(place, D(0)) + one["Quantity"]
        planned: dict[tuple[str, str], Decimal] = {}
        for order in self.here.all("salesorder/SalesOrders"):
            for line in order["SalesOrderLines"]:
                if stock.live(line, self.here).get("IsStockItem") and not line.get("_delivery_done"):
                    place = (line["Item"], order["WarehouseID"])
                    left = line["Quantity"] - line["QuantityDelivered"]
                    planned[place] = planned.get(place, D(0)) + left
        for one in self.here.all(stock.POSITIONS):
            place = (one["ItemId"], one["Warehouse"])
            assert one["CurrentStock"] == moved.pop(place, D(0))
            assert one["PlanningOut"] == planned.pop(place, D(0))
        assert not any(moved.values()) and not any(planned.values())
        for item in self.items:
            found = self.here.find("logistics/Items", "ID", item)
            rows = [one for one in self.here.all(stock.POSITIONS) if one["ItemId"] == item]
            assert found["Stock"] == sum((one["CurrentStock"] for one in rows), D(0))

    @invariant()
    def what_orders_say_is_what_happened(self):
        invoiced: dict[str, Decimal] = {}
        for one in self.here.all("salesinvoice/SalesInvoices"):
            for line in one["SalesInvoiceLines"]:
                if line.get("SalesOrderLine"):
                    key = line["SalesOrderLine"]
                    invoiced[key] = invoiced.get(key, D(0)) + line["_quantity"]
        delivered: dict[str, Decimal] = {}
        for one in self.here.all("salesorder/GoodsDeliveries"):
            for line in one["GoodsDeliveryLines"]:
                key = line["SalesOrderLineID"]
                delivered[key] = delivered.get(key, D(0)) + line["QuantityDelivered"]
        for order in self.here.all("salesorder/SalesOrders"):
            for line in order["SalesOrderLines"]:
                assert line["QuantityInvoiced"] == invoiced.get(line["ID"], D(0))
                assert line["QuantityDelivered"] == delivered.get(line["ID"], D(0))


TestTraffic = pytest.mark.long(Traffic.TestCase)
TestTraffic.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
