"""The shop's own invoice beside its entry in Exact, over HTTP against the sandbox, on both databases."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ledgerbridge.life import flow
from life.test_life_flow import go_on, later, row, trade
from order.test_flow import Place, place, sample, save
from shop_stand_in import Reply

pytestmark = pytest.mark.server
__all__ = ["place"]

DOCUMENTS, ATTACHMENTS = "documents/Documents", "documents/DocumentAttachments"
PDF = b"%PDF-1.7 van de winkel"


@pytest.fixture
def papers(place: Place) -> Place:
    save(place, attach_pdf="yes")
    place.send(sample("incl-single-line", 1042), "msg_1")
    place.work()
    place.listener.invoices[1042] = PDF
    return place


def shown(here: Place) -> list[tuple[str, bytes]]:
    """(file name, content) of what the entries show."""
    found = []
    for entry in trade(here, "salesentry/SalesEntries"):
        for one in trade(here, ATTACHMENTS):
            if entry.get("Document") == one["Document"]:
                found.append((one["FileName"], base64.b64decode(one["Attachment"])))
    return found


def test_the_entry_shows_the_shops_invoice_once(papers: Place) -> None:
    assert flow.is_due("shop1", papers.tools) and go_on(papers) == 1
    assert shown(papers) == [("1042.pdf", PDF)]
    (document,) = trade(papers, DOCUMENTS)
    assert document["Subject"] == "Webshop 1042 [HOP1-1042]" and document["Type"] == 10
    assert not flow.is_due("shop1", papers.tools) and go_on(papers) == 0
    assert papers.order_row(1042).state == "booked" and row(papers, "order-1042/invoice/attached").state == "booked"


def test_what_the_shop_has_not_made_yet_is_asked_for_again(papers: Place) -> None:
    del papers.listener.invoices[1042]
    assert go_on(papers) == 0 and not flow.is_due("shop1", papers.tools)
    papers.listener.invoices[1042] = PDF
    assert go_on(papers) == 0  # every half hour
    later(papers, 1900)
    assert go_on(papers) == 1 and shown(papers) == [("1042.pdf", PDF)]


def test_nothing_is_asked_where_nobody_wants_it(papers: Place) -> None:
    save(papers, attach_pdf="no")
    assert not flow.is_due("shop1", papers.tools) and go_on(papers) == 0
    assert not [one for one in papers.listener.asked if one.route == "invoice"]


def test_a_refund_shows_its_own_credit_note_and_a_reversal_none(papers: Place) -> None:
    refunded = sample("refund-itemised-partial", 1050)
    papers.send(refunded, "msg_2")
    papers.work()
    refund = refunded["refunds"][0]["id"]
    papers.listener.invoices |= {1050: PDF, refund: b"%PDF-1.7 credit"}
    assert go_on(papers) == 3
    assert sorted(shown(papers)) == sorted(
        [("1042.pdf", PDF), ("1050.pdf", PDF), (f"{refund}.pdf", b"%PDF-1.7 credit")]
    )
    save(papers, after_booking="reverse")
    papers.send(sample("incl-single-line", 1042, status="cancelled") | {"sequence": 2}, "msg_3")
    papers.work()
    assert papers.order_row(1042).state == "credited" and not flow.is_due("shop1", papers.tools)


@pytest.mark.parametrize("path", [DOCUMENTS, ATTACHMENTS])
@pytest.mark.parametrize("fault", ["answer_lost_after_commit", "answer_lost_before_commit"])
def test_a_lost_answer_makes_nothing_twice(papers: Place, fault: str, path: str) -> None:
    papers.fault(fault, path)
    go_on(papers)
    for _ in range(4):
        later(papers, 301)
        go_on(papers)
    assert shown(papers) == [("1042.pdf", PDF)]
    assert (len(trade(papers, DOCUMENTS)), len(trade(papers, ATTACHMENTS))) == (1, 1)


def test_a_licence_without_documents_is_told_and_the_booking_stands(papers: Place) -> None:
    for kind in trade(papers, "documents/DocumentTypes"):
        kind["DocumentIsCreatable"] = False
    assert go_on(papers) == 0
    order = papers.order_row(1042)
    assert (order.state, order.problem["code"], order.problem["action"]) == ("attention", "not_attached", "retry")
    assert order.problem["detail"]
    for kind in trade(papers, "documents/DocumentTypes"):
        kind["DocumentIsCreatable"] = True
    papers.desk("order.retry", order_ids=[1042])
    papers.work()
    assert go_on(papers) == 1 and papers.order_row(1042).state == "booked" and len(trade(papers, DOCUMENTS)) == 1


@pytest.mark.parametrize(
    "reply", [Reply(404), Reply(200, b'{"pdf": "bm8gcGRm"}'), Reply(200, b"{}")], ids=["old", "none", "empty"]
)
def test_a_shop_that_has_nothing_good_to_give(papers: Place, reply: Reply) -> None:
    papers.listener.replies["invoice"] = reply
    assert go_on(papers) == 0 and papers.order_row(1042).state == "booked" and not trade(papers, DOCUMENTS)


def test_a_shop_that_is_down_is_asked_again(papers: Place) -> None:
    papers.listener.replies["invoice"] = Reply(503)
    assert go_on(papers) == 0
    papers.listener.replies.clear()
    later(papers, 601)
    assert go_on(papers) == 1


def test_a_pdf_of_a_megabyte_and_a_half_comes_through(papers: Place) -> None:
    large: Any = PDF + b"0" * 1_500_000
    papers.listener.invoices[1042] = large
    assert go_on(papers) == 1 and shown(papers)[0][1] == large
