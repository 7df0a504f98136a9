"""Every named call, every kind of failure and the limits, over HTTP against the sandbox."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from exact_samples import SHOP
from exact_sandbox.assumptions import Assumptions
from exact_sandbox.control import plant
from exact_sandbox.server import SandboxConfig, SandboxServer
from ledgerbridge.demo import consent
from ledgerbridge.errors import BudgetSpent, LostAnswer, Parked, Permanent, Temporary
from ledgerbridge.exact import calls, login
from ledgerbridge.exact.calls import MODULES, NOBODY

LACKS = dict.fromkeys(("orders", "invoices", "deliveries", "stock"), False)  # what a bookkeeping licence lacks
pytestmark = pytest.mark.server

TRADE, BOOKKEEPING = 3000001, 3000002
ENTRIES = "salesentry/SalesEntries"


class SandboxClock:
    """The sandbox's own time; waiting makes it pass."""

    def __init__(self, sandbox):
        self.sandbox = sandbox

    def now(self):
        return self.sandbox.clock.now().replace(tzinfo=UTC)

    def sleep(self, seconds):
        self.sandbox.clock.advance(seconds)


class Place:
    """A sandbox, a shop connected to it, and what stands in its books."""

    def __init__(self, server, db, vault, config):
        self.server, self.sandbox = server, server.sandbox
        self.clock = SandboxClock(server.sandbox)
        self.parts = db, vault, self.clock, config
        url = login.authorize_url(SHOP, "nl", "https://winkel.example.nl/", *self.parts)
        query = parse_qs(urlsplit(consent.give(url, config.url)).query)
        login.finish(query["state"][0], query["code"][0], *self.parts)

    def open(self, division=TRADE, **how):
        return calls.open_exact(SHOP, *self.parts, division=division, **how)

    def books(self, path, division=TRADE):
        return self.sandbox.divisions[division].all(path)

    def statuses(self):
        return [call["status"] for call in self.sandbox.log if call["path"].startswith("/api/v1")]

    def fault(self, name, method="POST", path=ENTRIES, **more):
        self.sandbox.faults.plan({"fault": name, "match": {"method": method, "path": path}, **more})

    def seed(self, **what):
        plant(self.sandbox, self.sandbox.divisions[TRADE], what)


@pytest.fixture
def make_place(db, vault, config):
    running = []

    def make(**settings):
        server = SandboxServer(SandboxConfig(**settings))
        running.append(server.__enter__())
        app = {"exact_client_id": "sandbox-client", "exact_client_secret": "sandbox-secret"}
        return Place(server, db, vault, dataclasses.replace(config, exact_url=server.url, **app))

    yield make
    for server in running:
        server.stop()


@pytest.fixture
def place(make_place):
    return make_place(minutely_limit=6000)


@pytest.fixture
def exact(place):
    with place.open() as opened:
        yield opened


def ledger(exact, code="8000"):
    return next(one.exact_id for one in exact.ledgers() if one.code == code)


def account(exact, **fields):
    return exact.create_account({"Name": "Jo de Vries", "Status": "C", **fields})


def entry(exact, *lines, **fields):
    """An entry's body; lines are (net, VAT, code)."""
    gl = ledger(exact)
    return {
        "Customer": account(exact),
        "Journal": "70",
        "YourRef": "1042",
        "Description": "1042 [ab12-1042]",
        "SalesEntryLines": [
            {"GLAccount": gl, "AmountFC": Decimal(net), "VATAmountFC": Decimal(vat), "VATCode": code}
            for net, vat, code in lines or [("100.00", "21.00", "2")]
        ],
        **fields,
    }


# --- calls --------------------------------------------------------------------------------------------------


def test_before_an_administration_is_chosen_one_can_look_round(place):
    with place.open(division=0) as exact:
        assert exact.me().user_name == "Demo Gebruiker"
        assert {one.code: one.usable for one in exact.divisions()} == {TRADE: True, BOOKKEEPING: True}


def test_the_licence_says_what_can_be_booked(place):
    everything = dict.fromkeys(MODULES, True)
    assert place.open().modules() == everything
    assert place.open(BOOKKEEPING).modules() == everything | LACKS


def test_a_part_outside_the_licence_may_also_be_told_with_404(make_place):
    place = make_place(assumptions=Assumptions(not_in_licence_status=404))
    assert place.open(BOOKKEEPING).modules() == dict.fromkeys(MODULES, True) | LACKS


def test_choices_are_read_whole_and_trimmed(exact):
    vat = {code.code: code for code in exact.vat_codes()}
    assert (vat["2"].percent, vat["2"].type, vat["5"].transaction) == (Decimal(21), "E", "P")
    assert (vat["O4"].country, vat["O4"].percent) == ("FR", Decimal("5.5"))
    assert vat["7"].eu_listing == "L" and vat["6"].charged and vat["X"].blocked
    journals = {journal.code: journal for journal in exact.journals()}
    assert (journals["70"].type, journals["71"].type, journals["75"].blocked) == (20, 21, True)
    assert {"1300", "1500", "8000", "8990"} <= {one.code for one in exact.ledgers()}
    assert {"00", "14", "30"} <= {one.code for one in exact.payment_conditions()}
    assert [group.default for group in exact.item_groups()] == [True]
    assert next(unit.code for unit in exact.units() if unit.default) == "stuk"


def test_more_than_a_page_of_items_is_found_in_portions(place, exact):
    place.seed(items=[{"Code": f"SKU-{number:03}", "Description": "x"} for number in range(130)])
    wanted = [f"SKU-{number:03}" for number in range(120)] + ["NIET-DAAR"]
    assert [item.code for item in exact.items_by_code(wanted)] == wanted[:-1]
    assert exact.reads == 5


def test_a_list_of_several_pages_is_followed(place, exact):
    place.seed(
        accounts=[{"Name": f"Klant {number}", "Status": "C", "Email": "zelfde@example.nl"} for number in range(130)]
    )
    assert len(exact.find_accounts(email="zelfde@example.nl")) == 130
    assert exact.reads == 3


def test_an_item_is_made_once(exact):
    made = exact.create_item("MOK-'001", "Mok", vat_code="2", unit="stuk")
    (there,) = exact.items_by_code(["MOK-'001"])
    assert (there.exact_id, there.sales, there.vat_code, there.unit) == (made, True, "2", "stuk")
    with pytest.raises(Permanent) as no:
        exact.create_item("MOK-'001", "Mok")
    assert no.value.problem.code == "already_exists"


def test_an_account_is_found_by_mail_vat_number_code_and_marker(exact):
    made = account(exact, Email="jo@example.nl", VATNumber="NL000099998B57", SearchCode="LB-AB12-17")
    (by_mail,) = exact.find_accounts(email="jo@example.nl")
    (by_vat,) = exact.find_accounts(vat_number="NL000099998B57", email="iemand@example.nl")
    by_code, by_marker = exact.account_by_code(by_mail.code), exact.account_by_marker("LB-AB12-17")
    assert by_code is not None and by_marker is not None
    assert {made} == {by_mail.exact_id, by_vat.exact_id, by_code.exact_id, by_marker.exact_id}
    exact.update_account(made, {"Name": "Jo Jansen", "Code": by_mail.code})
    assert exact.find_accounts(email="jo@example.nl")[0].name == "Jo Jansen"
    assert exact.account_by_marker("LB-AB12-18") is None


def test_an_entry_is_posted_found_and_read_back_to_the_cent(exact, place):
    today = place.clock.now().date()
    lines = ("82.64", "17.36", "2"), ("9.17", "0.83", "1"), ("0.01", "0.00", "0")
    posted = exact.create_sales_entry(entry(exact, *lines, EntryNumber=26001042, EntryDate=today.isoformat()))
    assert (posted.number, posted.net, posted.vat, posted.gross) == (
        "26001042", Decimal("91.82"), Decimal("18.19"), Decimal("110.01"),
    )  # fmt: skip
    (by_number,) = exact.find_sales_entries(number=26001042, journal="70")
    (by_day,) = exact.find_sales_entries(entry_date=today, journal="70")
    assert by_number == by_day
    assert (by_number.your_ref, by_number.description, by_number.gross) == (
        "1042",
        "1042 [ab12-1042]",
        Decimal("110.01"),
    )
    assert exact.find_sales_entries(entry_date=today + timedelta(days=1), journal="70") == []
    (read,) = exact.read_documents("sales_entry", [posted.exact_id, NOBODY])
    assert (read.net, read.vat, read.gross, read.credit) == (
        Decimal("91.82"), Decimal("18.19"), Decimal("110.01"), False,
    )  # fmt: skip
    assert read.per_code == {code: (Decimal(net), Decimal(vat)) for net, vat, code in lines}


def test_an_entry_with_a_code_including_vat_reads_back_the_same(exact):
    posted = exact.create_sales_entry(entry(exact, ("121.00", "21.00", "4")))
    (read,) = exact.read_documents("sales_entry", [posted.exact_id])
    assert (read.net, read.vat, read.gross) == (Decimal("100.00"), Decimal("21.00"), Decimal("121.00"))
    assert read.per_code == {"4": (Decimal("100.00"), Decimal("21.00"))}


def test_a_credit_entry_reads_back_positive(exact):
    posted = exact.create_sales_entry(entry(exact, ("-100.00", "-21.00", "2"), Type=21))
    (found,) = exact.find_sales_entries(number=int(posted.number), journal="70")
    (read,) = exact.read_documents("sales_entry", [posted.exact_id])
    assert (posted.gross, found.gross, found.credit) == (Decimal("121.00"), Decimal("121.00"), True)
    assert (read.net, read.vat, read.gross, read.credit) == (Decimal("100"), Decimal("21"), Decimal("121"), True)
    assert read.per_code == {"2": (Decimal("100.00"), Decimal("21.00"))}


def goods(exact, lines, vat_field):
    item = exact.create_item("MOK-001", "Mok", vat_code="2")
    return {
        "OrderedBy": account(exact),
        "YourRef": "1042",
        "Description": "1042 [ab12-1042]",
        lines: [{"Item": item, "Quantity": 2, "NetPrice": Decimal("41.32"), "AmountFC": Decimal("82.64"),
                 vat_field: Decimal("17.36"), "VATCode": "2"}],
    }  # fmt: skip


def test_an_order_is_posted_found_and_read_back(exact):
    body = goods(exact, "SalesOrderLines", "VATAmount") | {"OrderNumber": 1042}
    posted = exact.create_sales_order(body)
    assert (posted.number, posted.gross) == ("1042", Decimal("100.00"))
    (by_number,), (by_reference,) = exact.find_sales_orders(number=1042), exact.find_sales_orders(your_ref="1042")
    assert by_number == by_reference
    assert by_number.customer == body["OrderedBy"]
    (read,) = exact.read_documents("sales_order", [posted.exact_id])
    assert (read.net, read.vat, read.gross) == (Decimal("82.64"), Decimal("17.36"), Decimal("100.00"))
    assert read.per_code == {"2": (Decimal("82.64"), Decimal("17.36"))}
    with pytest.raises(Permanent) as no:
        exact.create_sales_order(body)
    assert no.value.problem.code == "already_exists"


@pytest.mark.parametrize("negative", [True, False])
@pytest.mark.parametrize("kind", [8020, 8021])
def test_an_invoice_reads_back_positive_whichever_sign_exact_uses(make_place, kind, negative):
    place = make_place(minutely_limit=6000, assumptions=Assumptions(invoice_credit_negative=negative))
    exact = place.open()
    body = goods(exact, "SalesInvoiceLines", "VATAmountFC") | {"Journal": "70", "Type": kind}
    posted = exact.create_sales_invoice(body)
    (found,) = exact.find_sales_invoices(your_ref="1042")
    (read,) = exact.read_documents("sales_invoice", [posted.exact_id])
    assert (found.exact_id, found.credit, found.gross) == (posted.exact_id, kind == 8021, Decimal("100.00"))
    assert (posted.gross, read.gross, read.vat, read.credit) == (
        Decimal("100.00"), Decimal("100.00"), Decimal("17.36"), kind == 8021,
    )  # fmt: skip
    assert read.per_code == {"2": (Decimal("82.64"), Decimal("17.36"))}


def test_twenty_documents_are_proved_with_one_read(exact):
    body = entry(exact)
    ids = [exact.create_sales_entry(body | {"EntryNumber": 26000000 + number}).exact_id for number in range(25)]
    before = exact.reads
    assert [one.exact_id for one in exact.read_documents("sales_entry", ids)] == ids
    assert exact.reads - before == 2


# --- refusals -----------------------------------------------------------------------------------------------


THIS_YEAR = datetime.now(UTC).year  # the sandbox closes last year and knows the next

REFUSED = [
    ({"EntryDate": f"{THIS_YEAR - 1}-06-30"}, "period_closed"),
    ({"EntryDate": f"{THIS_YEAR + 5}-06-30"}, "fiscal_year_missing"),
    ({"Journal": "75"}, "journal_blocked"),
    ({"Journal": "20"}, "journal_unknown"),
    ({"Journal": "99"}, "journal_unknown"),
    ({"Customer": NOBODY}, "account_unknown"),
    ({"PaymentCondition": "QQ"}, "payment_condition_unknown"),
    ({"YourRef": "x" * 31}, "value_invalid"),
]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("change", "code"), REFUSED)
def test_a_refused_entry_is_explained_in_either_language(make_place, language, change, code):
    place = make_place(minutely_limit=6000, language=language)
    exact = place.open()
    with pytest.raises(Permanent) as no:
        exact.create_sales_entry(entry(exact) | change)
    assert no.value.problem.code == code
    assert no.value.problem.detail
    assert not exact.unknown
    assert place.books(ENTRIES) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_refused_lines_are_explained_in_either_language(make_place, language):
    place = make_place(minutely_limit=6000, language=language)
    exact = place.open()
    found = {}
    for vat, code in (("0", "QQ"), ("0.21", "5"), ("0.21", "N")):
        with pytest.raises(Permanent) as no:
            exact.create_sales_entry(entry(exact, ("1", vat, code)))
        found[code] = no.value.problem.code
    assert found == {"QQ": "vat_code_unknown", "5": "vat_code_unknown", "N": "vat_amount_not_allowed"}
    with pytest.raises(Permanent) as no:
        exact.create_sales_entry(
            entry(exact) | {"SalesEntryLines": [{"GLAccount": ledger(exact, "1300"), "AmountFC": 1, "VATCode": "2"}]}
        )
    assert no.value.problem.code == "ledger_invalid"
    with pytest.raises(Permanent) as no:
        exact.create_sales_entry(entry(exact, Customer=exact.create_account({"Name": "Prospect"})))
    assert no.value.problem.code == "not_a_customer"
    with pytest.raises(Permanent) as no:
        exact.create_account({"Name": "Jo", "Email": "geen adres"})
    assert no.value.problem.code == "email_invalid"


def test_a_field_that_exact_does_not_know_is_our_own_fault(exact):
    with pytest.raises(Permanent) as no:
        exact.create_sales_entry(entry(exact) | {"Bestelnummer": 1})
    assert (no.value.problem.code, no.value.problem.who) == ("exact_refused_request", "host")


# --- faults -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "stands"),
    [
        ("answer_lost_after_commit", True),
        ("answer_lost_before_commit", False),
        ("truncate_body", True),
        ("status_503_html", False),
        ("status_408", False),
        ("status_599", False),
        ("status_500_generic", False),
    ],
)
def test_a_write_without_a_clear_answer_is_lost_and_looked_for_by_number(place, exact, fault, stands):
    body = entry(exact, EntryNumber=26001042)
    place.fault(fault)
    with pytest.raises(LostAnswer):
        exact.create_sales_entry(body)
    assert bool(exact.find_sales_entries(number=26001042, journal="70")) is stands


@pytest.mark.parametrize(
    "fault", ["answer_lost_before_commit", "truncate_body", "status_503_html", "status_408", "status_500_generic"]
)
def test_a_read_without_an_answer_is_only_late(place, exact, fault):
    place.fault(fault, method="GET", path="vat/VATCodes")
    with pytest.raises(Temporary) as late:
        exact.vat_codes()
    assert not isinstance(late.value, LostAnswer)
    assert exact.vat_codes()


@pytest.mark.parametrize(
    ("reason", "code"), [("NoDivisionAccess", "no_division_access"), ("LicenseExpired", "licence_expired")]
)
def test_a_closed_administration_parks_the_shop(place, exact, reason, code):
    place.fault("forbidden", method="GET", path="vat/VATCodes", reason=reason)
    with pytest.raises(Parked) as parked:
        exact.vat_codes()
    assert parked.value.problem.code == code


def test_a_missing_scope_concerns_one_endpoint(place, exact):
    place.fault("scope_violation", method="GET", path="vat/VATCodes")
    with pytest.raises(Permanent) as no:
        exact.vat_codes()
    assert no.value.problem.code == "scope_missing"
    assert exact.journals()


def test_a_token_that_died_early_waits_for_the_next_one_and_goes_on(place, exact):
    chain = place.sandbox.oauth.chains[0]
    chain.access.clear()
    with pytest.raises(Temporary) as early:
        exact.vat_codes()
    assert not isinstance(early.value, Parked)
    assert place.statuses()[-1] == 401
    place.clock.sleep(572)
    assert exact.vat_codes()
    assert place.statuses().count(401) == 1


# --- limits -------------------------------------------------------------------------------------------------


def test_three_minutes_of_work_earn_no_429_and_waste_little(make_place):
    place = make_place(minutely_limit=60)
    exact = place.open(patience=61)
    started = place.clock.now()
    for _ in range(180):
        exact.units()
    assert place.statuses() == [200] * 180
    assert place.clock.now() - started <= timedelta(seconds=200)


def test_another_apps_calls_are_noticed_in_the_headers(make_place):
    place = make_place(minutely_limit=60)
    exact = place.open(patience=61)
    for _ in range(60):
        exact.units()
        now = place.sandbox.clock.seconds()
        place.sandbox.limits.take("sandbox-client", TRADE, now)
    assert place.statuses() == [200] * 60


def test_a_429_says_until_when_and_is_not_earned_twice(place, exact):
    place.fault("status_429_minutely", method="GET", path="logistics/Units")
    with pytest.raises(BudgetSpent) as spent:
        exact.units()
    with pytest.raises(BudgetSpent):
        exact.vat_codes()
    assert place.statuses().count(429) == 1
    assert timedelta(0) < spent.value.until - place.clock.now() <= timedelta(seconds=62)
    place.clock.sleep((spent.value.until - place.clock.now()).total_seconds() + 0.01)
    assert exact.units()


def test_a_spent_day_holds_until_midnight(place, exact):
    place.fault("status_429_daily", method="GET", path="logistics/Units")
    with pytest.raises(BudgetSpent) as spent:
        exact.units()
    midnight = (place.clock.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert abs(spent.value.until - midnight) < timedelta(seconds=4)


def test_refused_calls_stop_before_exact_closes_the_endpoint(place, exact):
    for _ in range(8):
        place.fault("scope_violation", method="GET", path="vat/VATCodes")
        with pytest.raises((Permanent, BudgetSpent)):
            exact.vat_codes()
    assert place.statuses().count(403) == 5
    place.sandbox.faults.clear()
    place.clock.sleep(3601)
    assert exact.vat_codes()
