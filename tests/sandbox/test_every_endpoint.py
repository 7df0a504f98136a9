"""Every endpoint the sandbox serves, by its definition: list, filter, select, page; read-only, mandatory, unknown."""

from __future__ import annotations

import pytest

from exact_sandbox.entities import all_entities

FUNCTIONS = {"current/Me", "read/sync/Sync/SyncTimestamp", "read/logistics/StockPosition"}  # parameters of their own
READ = sorted(path for path, one in all_entities().items() if "GET" in one.methods and path not in FUNCTIONS)
WRITTEN = sorted(path for path, one in all_entities().items() if "POST" in one.methods)
NESTED_ONLY = {path for path in WRITTEN if path.endswith("Lines")}
NOT_WORKED = {"salesorder/PrintedSalesOrders", "salesinvoice/SalesOrderID"}  # known by name, 403
EITHER = {"crm/Contacts": {"FirstName", "LastName"}}


@pytest.fixture(scope="module")
def full():
    """One sandbox with something of everything."""
    from exact_sandbox.server import SandboxConfig
    from sandbox.conftest import Exact
    from sandbox.goods import deliver, invoice, order, stock_item

    exact = Exact(SandboxConfig(minutely_limit=1_000_000, daily_limit=1_000_000))
    exact.sign_in()
    exact.sandbox.limits.errors_per_hour = 1_000_000
    exact.sandbox.webhooks.send = lambda url, body, timeout: 200
    item, customer = stock_item(exact), exact.customer(Email="a@example.nl")
    for _ in range(2):
        order_id = order(exact, (item, 2), OrderedBy=customer)["OrderID"]
        assert deliver(exact, order_id, 2).status == 201
        assert invoice(exact, order_id)["NumberOfCreatedInvoices"] == 1
    for one in exact.get("salesinvoice/SalesInvoices", filter="Type eq 8020").results:
        exact.post("salesinvoice/PrintedSalesInvoices", {"InvoiceID": one["InvoiceID"]})
        exact.seed(pay=[{"entry": one["InvoiceNumber"], "amount": "1.00"}])
    exact.entry({"AmountFC": 10, "VATCode": "2"}, Customer=customer)
    gone = exact.customer(Name="Weg")
    exact.call("DELETE", f"crm/Accounts(guid'{gone}')")
    exact.post("crm/Addresses", {"Account": customer, "Type": 4, "AddressLine1": "Dam 1", "City": "Amsterdam"})
    exact.post("crm/Contacts", {"Account": customer, "LastName": "Jansen"})
    exact.post("logistics/SalesItemPrices", {"Item": item, "Price": 12})
    return exact


def how(path):
    """What a list of this endpoint must be asked with."""
    entity = all_entities()[path]
    if path.startswith("sync/"):
        return {"filter": "Timestamp gt 1"}
    filters = {"filter": f"{entity.filter_keys[0]} ne null"} if entity.filter_keys else {}
    return filters | ({"select": entity.key} if path.startswith("bulk/") else {})


@pytest.mark.parametrize("path", READ)
def test_it_lists_selects_filters_and_pages(full, path):
    entity, asked = all_entities()[path], how(path)
    found = full.get(path, **{**asked, "select": entity.key, "inlinecount": "allpages"})
    assert found.status == 200, found.raw
    assert all(set(one) == {"__metadata", entity.key} for one in found.results)
    assert found.d["__count"] == str(len(found.results)) or "__next" in found.d
    assert full.get(f"{path}/$count", **asked).raw == found.d["__count"]
    if found.results:
        top = full.get(path, **{**asked, "select": entity.key, "top": "1"})
        assert [one[entity.key] for one in top.d] == [found.results[0][entity.key]]
        skipped = full.get(path, **{**asked, "select": entity.key, "skip": "1"})
        assert [one[entity.key] for one in skipped.results[:5]] == [one[entity.key] for one in found.results[1:6]]


@pytest.mark.parametrize("path", READ)
def test_it_refuses_what_it_does_not_know(full, path):
    asked = how(path)
    assert full.get(path, **{**asked, "select": "Nonsense"}).status == 400
    assert full.get(path, **{**asked, "orderby": "Nonsense"}).status == 400
    assert full.get(path, **{**asked, "filter": "Nonsense eq 1"}).status == 400
    if all_entities()[path].filter_keys or path.startswith("bulk/"):
        assert full.get(path).status == 400


@pytest.mark.parametrize("path", READ)
def test_a_verb_it_does_not_have_is_405(full, path):
    entity = all_entities()[path]
    key = "1" if entity.fields[entity.key].type != "Guid" else "11111111-1111-1111-1111-111111111111"
    for method in {"POST", "PUT", "DELETE"} - set(entity.methods):
        place = path if method == "POST" else f"{path}(guid'{key}')"
        assert full.call(method, place, {}).status == 405, method


@pytest.mark.parametrize("path", WRITTEN)
def test_an_unknown_property_is_400(full, path):
    refused = full.post(path, {"Nonsense": 1})
    if path in NESTED_ONLY | NOT_WORKED:
        assert refused.status == 403
    else:
        assert refused.status == 400 and "The property name 'Nonsense'" in refused.error


@pytest.mark.parametrize("path", [path for path in WRITTEN if path not in NESTED_ONLY | NOT_WORKED])
def test_all_mandatory_fields_that_are_missing_are_told(full, path):
    wanted = {name for name, one in all_entities()[path].fields.items() if one.mandatory} - EITHER.get(path, set())
    refused = full.post(path, {})
    if wanted:
        assert refused.status == 500, refused.raw
        told = refused.error.split("\r\n")
        assert len(told) == len(wanted) and all(one.startswith("Verplicht: ") for one in told)
    else:
        assert refused.status in (201, 500)


@pytest.mark.parametrize("strict", [False, True])
def test_read_only_fields_everywhere_are_ignored_or_refused(full, monkeypatch, strict):
    rules = full.sandbox.config.assumptions
    monkeypatch.setattr(rules, "read_only_strict", strict)
    for path in WRITTEN:
        fixed = [
            name for name, one in all_entities()[path].fields.items()
            if one.read_only and name not in ("Type", "Status") and not one.is_collection
        ]  # fmt: skip
        if path in NESTED_ONLY | NOT_WORKED or "CreatorFullName" not in fixed:
            continue
        refused = full.post(path, {"CreatorFullName": "x"})
        assert (refused.status == 400 and "read-only" in refused.error) == strict, path


@pytest.mark.parametrize("path", [path for path in READ if path.startswith("sync/")])
def test_a_feed_takes_only_timestamp(full, path):
    assert full.get(path, filter="Division eq 3000001").status == 400


def test_every_endpoint_of_the_definitions_is_here():
    assert len(all_entities()) == 113 and len(READ) > 80
