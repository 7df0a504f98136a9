"""Stock, prices, pictures, documents."""

from __future__ import annotations

import base64
from decimal import Decimal

import pytest

from sandbox.goods import in_stock, stock_item, today

D = Decimal


def count(exact, item, **more):
    house = exact.get("inventory/Warehouses", filter="Main eq 1").results[0]["ID"]
    body = {"StockCountDate": today(exact), "Warehouse": house, "StockCountLines": [{"Item": item, **more}]}
    return exact.post("inventory/StockCounts", body)


def test_a_count_moves_stock_by_the_difference(exact):
    item = stock_item(exact, quantity=10)
    assert count(exact, item, QuantityNew=7).d["Status"] == 21
    assert in_stock(exact, item)["InStock"] == 7
    count(exact, item, QuantityDifference=2)
    assert in_stock(exact, item)["InStock"] == 9
    assert exact.get(f"logistics/Items(guid'{item}')").d["Stock"] == 9


def test_a_draft_counts_when_it_is_processed_and_is_final_then(exact):
    item = stock_item(exact, quantity=10)
    house = exact.get("inventory/Warehouses").results[0]["ID"]
    draft = {"StockCountDate": today(exact), "Warehouse": house, "Status": 12,
             "StockCountLines": [{"Item": item, "QuantityNew": 4}]}  # fmt: skip
    place = f"inventory/StockCounts(guid'{exact.post('inventory/StockCounts', draft).d['StockCountID']}')"
    assert in_stock(exact, item)["InStock"] == 10
    assert exact.put(place, {"Status": 21}).status == 204 and in_stock(exact, item)["InStock"] == 4
    assert exact.put(place, {"Status": 21}).error == exact.call("DELETE", place).error == "Reeds verwerkt"


def test_every_movement_gives_the_position_a_new_timestamp(exact):
    item = stock_item(exact, quantity=10)
    (row,) = exact.get("sync/Inventory/StockPositions", filter="Timestamp gt 1").results
    assert (row["CurrentStock"], row["ItemId"], row["UnitCode"]) == (10, item, "stuk    ")
    since = {"filter": f"Timestamp gt {row['Timestamp']}"}
    assert exact.get("sync/Inventory/StockPositions", **since).results == []
    count(exact, item, QuantityNew=3)
    assert [one["CurrentStock"] for one in exact.get("sync/Inventory/StockPositions", **since).results] == [3]
    assert exact.get("inventory/ItemWarehouses").results[0]["CurrentStock"] == 3
    assert len(exact.get("sync/Inventory/ItemWarehouses", **since).results) == 1
    assert exact.get("inventory/StockPositions").status == 404  # not in the reference


def test_the_position_is_a_function_not_a_list(exact):
    item = stock_item(exact)
    place = f"/api/v1/3000001/read/logistics/StockPosition?$filter=ItemId eq guid'{item}'"
    assert exact.follow(place).error == "Bad Request - Error in query syntax."


def test_items_without_stock_cannot_be_counted(exact):
    assert count(exact, exact.item(), QuantityNew=1).error == "Ongeldig: Artikel"


def test_one_warehouse_is_the_main_one(exact):
    made = exact.post("inventory/Warehouses", {"Code": "2", "Description": "Zolder", "Main": 1}).d["ID"]
    assert [one["ID"] for one in exact.get("inventory/Warehouses", filter="Main eq 1").results] == [made]
    assert exact.call("DELETE", f"inventory/Warehouses(guid'{made}')").status == 500


def test_a_changed_or_deleted_price_shows_on_its_item(exact):
    item = exact.item()
    price = exact.post("logistics/SalesItemPrices", {"Item": item, "Price": 5}).d["ID"]
    place = f"logistics/SalesItemPrices(guid'{price}')"
    assert exact.put(place, {"Price": D("6.50")}).status == 204
    assert exact.get(f"logistics/Items(guid'{item}')").d["StandardSalesPrice"] == D("6.5")
    assert exact.call("DELETE", place).status == 204
    assert exact.get(f"logistics/Items(guid'{item}')").d["StandardSalesPrice"] is None
    assert [one["EntityType"] for one in exact.get("sync/Deleted", filter="Timestamp gt 1").results] == [8]


def test_a_picture_is_written_as_base64_and_read_as_an_address(exact):
    picture = base64.b64encode(b"GIF89a").decode()
    item = exact.item(Picture=picture, PictureName="mok.gif")
    found = exact.get(f"logistics/Items(guid'{item}')").d
    assert found["Picture"] is None and f"ID={item}" in found["PictureUrl"]
    assert exact.put(f"logistics/Items(guid'{item}')", {"Picture": "%%"}).status == 500


def test_a_document_is_attached_to_an_entry(exact):
    entry = exact.entry({"AmountFC": 10, "VATCode": "2"}).d["EntryID"]
    document = exact.post("documents/Documents", {"Subject": "Bon 1042", "Type": 10}).d["ID"]
    attachment = {"Document": document, "FileName": "bon.pdf", "Attachment": base64.b64encode(b"%PDF-").decode()}
    made = exact.post("documents/DocumentAttachments", attachment)
    assert made.status == 201 and made.d["FileSize"] == 5
    assert exact.put(f"salesentry/SalesEntries(guid'{entry}')", {"Document": document}).status == 204
    assert exact.get(f"salesentry/SalesEntries(guid'{entry}')").d["Document"] == document
    assert {line["Document"] for line in exact.books()["journal_entries"]} == {document}
    stranger = "11111111-1111-1111-1111-111111111111"
    assert exact.put(f"salesentry/SalesEntries(guid'{entry}')", {"Document": stranger}).status == 500


@pytest.mark.parametrize(("change", "said"), [
    ({"Attachment": "not base64!"}, "Ongeldig: Bijlage"), ({"FileName": None}, "Verplicht: Bestandsnaam"),
    ({"Document": "11111111-1111-1111-1111-111111111111"}, "Ongeldige referentie: Document"),
])  # fmt: skip
def test_a_wrong_attachment_is_refused(exact, change, said):
    document = exact.post("documents/Documents", {"Subject": "Bon", "Type": 10}).d["ID"]
    body = {"Document": document, "FileName": "bon.pdf", "Attachment": "aGFsbG8=", **change}
    assert exact.post("documents/DocumentAttachments", body).error == said


def test_a_document_type_may_not_be_allowed(exact):
    assert exact.post("documents/Documents", {"Subject": "x", "Type": 1000}).error == "Documenttype niet toegestaan"
