"""The tables. Each says what one row is.

All times are UTC and aware. Personal data stands only in ``Message.body`` and ``Connection``/``Shop`` secrets,
encrypted by ``vault.py``; everything else holds ids, amounts, codes and hashes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

BigId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite forgets the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone was about to be stored")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON}


class Shop(Base):
    """One paired WooCommerce shop."""

    __tablename__ = "shop"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # also the key id it signs with
    url: Mapped[str] = mapped_column(String(500))
    rest_url: Mapped[str] = mapped_column(String(500))  # of namespace wc-ledgerbridge/v1, as WordPress builds it
    name: Mapped[str] = mapped_column(String(200), default="")
    marker: Mapped[str] = mapped_column(String(8))  # short, in the texts of documents: tells our shops apart
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Amsterdam")
    locale: Mapped[str] = mapped_column(String(10), default="nl")
    secrets: Mapped[bytes] = mapped_column(LargeBinary)  # JSON list of whsec_…, newest first, encrypted
    rest_key: Mapped[bytes] = mapped_column(LargeBinary)  # JSON {"key": ck_…, "secret": cs_…}, encrypted
    state: Mapped[str] = mapped_column(String(16), default="active")  # active | moved | unpaired
    paired_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]  # last signed word from the shop
    told_alarm: Mapped[str] = mapped_column(String(80), default="", server_default="")  # code the shop was told last
    told_at: Mapped[datetime | None]  # last status report the shop took
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict)


class PairingCode(Base):
    """A one-time code that lets one shop in. Only its hash is kept."""

    __tablename__ = "pairing_code"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)  # each makes the service call a URL: limited
    shop_id: Mapped[str | None] = mapped_column(String(32))


class Message(Base):
    """One signed word from a shop, kept as it came. ``webhook_id`` makes it once."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("shop_id", "webhook_id"), Index("message_age", "received_at"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    webhook_id: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40), default="")  # "1042": the order it is about
    sequence: Mapped[int] = mapped_column(BigId, default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)  # encrypted; emptied after retention
    received_at: Mapped[datetime]


class Order(Base):
    """One order of a shop: its newest snapshot, and where it stands. Due rows are the work list."""

    __tablename__ = "shop_order"
    __table_args__ = (Index("order_due", "shop_id", "due_at"), Index("order_state", "shop_id", "state"))
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    order_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(String(80), default="")
    transaction_id: Mapped[str] = mapped_column(String(120), default="")  # the payment's, at its provider
    message_id: Mapped[int] = mapped_column(BigId)  # newest snapshot
    sequence: Mapped[int] = mapped_column(BigId, default=0)
    # waiting | checking | booked | credited | attention | skipped | parked
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    problem: Mapped[dict[str, Any] | None]  # errors.Problem.as_dict()
    cause: Mapped[str] = mapped_column(String(200), default="")
    due_at: Mapped[datetime | None]  # None: nothing to do until something changes
    attempts: Mapped[int] = mapped_column(default=0)  # tries in a row without success
    calls: Mapped[int] = mapped_column(default=0)  # calls to Exact spent on it, all tries
    plan: Mapped[dict[str, Any] | None]  # plan.as_dict() of the last try, without personal data
    asked: Mapped[str] = mapped_column(String(16), default="")  # "push": a person asked, goes first
    # The message whose order a person let credit and book anew; another message is asked about again.
    reverse_message: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    first_seen_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    booked_at: Mapped[datetime | None]
    completed_on: Mapped[str] = mapped_column(String(10), default="", server_default="")  # day, while it is to deliver
    version: Mapped[int] = mapped_column(BigId, default=1)  # grows with every change the shop should know
    told_version: Mapped[int] = mapped_column(BigId, default=0)


class Document(Base):
    """One thing in Exact that should stand there once: the row is written before the call.

    state: sending (claimed, the POST may be under way) | checking (its answer was lost) |
    booked (Exact said yes) | refused (Exact said no; a changed wish may claim it again) |
    removed (a sales order still open that was taken back) |
    due (an order's share of a day that is not booked yet: nothing stands)
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("shop_id", "division", "key"),
        Index("document_order", "shop_id", "order_id"),
        Index("document_exact", "shop_id", "division", "exact_id"),
        Index("document_vat_number", "shop_id", "vat_number"),
        Index("document_batch", "shop_id", "division", "batch"),
        Index("document_day", "shop_id", "finished_at"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    order_id: Mapped[int] = mapped_column(BigId)
    division: Mapped[int] = mapped_column(BigId)
    key: Mapped[str] = mapped_column(String(80))  # order-1042/invoice, order-1042/refund-1060
    kind: Mapped[str] = mapped_column(String(24))  # a document, account, contact or item
    credit: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16))
    own_number: Mapped[int | None] = mapped_column(BigId)  # OrderNumber / EntryNumber we gave, if we give it
    reference: Mapped[str] = mapped_column(String(80), default="")  # our marker, found again in Exact's texts
    attempt: Mapped[int] = mapped_column(default=1)
    lease_epoch: Mapped[int] = mapped_column(BigId, default=0)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    batch: Mapped[str] = mapped_column(String(80), default="", server_default="")  # a share: key of its day's entry
    stocked: Mapped[bool] = mapped_column(default=False, server_default=false())  # a sales order: counted by stock/
    exact_id: Mapped[str | None] = mapped_column(String(36))
    exact_number: Mapped[str] = mapped_column(String(40), default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    wanted: Mapped[dict[str, Any]]  # what was asked: currency, lines (item/gl, net, vat, code), totals
    fingerprint: Mapped[str] = mapped_column(String(64), default="")  # of what was asked
    proved_at: Mapped[datetime | None]  # read back from Exact and compared
    read_back: Mapped[dict[str, Any] | None]  # net, vat, gross and per VAT code as Exact holds them
    difference: Mapped[str] = mapped_column(String(24), default="")  # Exact's gross minus ours; "0.00" is the promise
    vat_number: Mapped[str] = mapped_column(String(20), default="", server_default="")  # the customer's, if relied on
    vat_check: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what VIES said
    payment: Mapped[str] = mapped_column(String(8), default="")  # open | part | paid, as Exact's receivables say; ""
    open_amount: Mapped[str] = mapped_column(String(24), default="")  # what is still open, in its currency
    payment_at: Mapped[datetime | None]  # when that was last asked


class Delivery(Base):
    """Goods of an order that left Exact's warehouse, to be told to the shop; a delivery may be of several orders."""

    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_order", "shop_id", "order_id"), Index("delivery_told", "told", "shop_id"))
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    division: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    exact_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    order_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    on: Mapped[str] = mapped_column(String(10))  # the day the goods left
    tracking: Mapped[str] = mapped_column(String(200))
    told: Mapped[bool]


class Receipt(Base):
    """Money that came in for an order, or went back: one line of a bank or cash entry that should stand in Exact.

    state: due (waits for its batch) | held (its batch is claimed: the line does not change any more) | booked |
    attention (Exact said no)
    """

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("shop_id", "division", "key"),
        Index("receipt_due", "shop_id", "state", "due_at"),
        Index("receipt_order", "shop_id", "order_id"),
        Index("receipt_batch", "shop_id", "batch"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)  # in the line's text: found by it
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    division: Mapped[int] = mapped_column(BigId)
    order_id: Mapped[int] = mapped_column(BigId)
    key: Mapped[str] = mapped_column(String(80))  # order-1042/receipt; a correction of it: order-1042/receipt/2
    base: Mapped[str] = mapped_column(String(80))  # the key without the correction's number
    of: Mapped[str] = mapped_column(String(80))  # key of the document it settles
    number: Mapped[str] = mapped_column(String(80), default="")  # the order's
    method: Mapped[str] = mapped_column(String(100), default="")
    transaction: Mapped[str] = mapped_column(String(120), default="")  # the provider's id
    journal: Mapped[str] = mapped_column(String(20))
    contra: Mapped[str] = mapped_column(String(20), default="")  # gift card: ledger that pays instead of the journal
    account: Mapped[str] = mapped_column(String(36))  # the debtor's id in Exact
    amount: Mapped[str] = mapped_column(String(24))  # positive: received
    currency: Mapped[str] = mapped_column(String(3))
    day: Mapped[str] = mapped_column(String(10))  # the shop's calendar
    state: Mapped[str] = mapped_column(String(16), default="due")
    due_at: Mapped[datetime]
    batch: Mapped[str] = mapped_column(String(80), default="")  # key of the Document that holds it
    problem: Mapped[dict[str, Any] | None]
    changed_at: Mapped[datetime]


class Settlement(Base):
    """A provider's settlement file that was read. No text of the file is kept, only what its rows say of money."""

    __tablename__ = "settlement"
    __table_args__ = (UniqueConstraint("shop_id", "division", "digest"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    division: Mapped[int] = mapped_column(BigId)
    provider: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64))  # of its entries: the same file again is the same settlement
    journal: Mapped[str] = mapped_column(String(20))  # the clearing journal it was held against
    currency: Mapped[str] = mapped_column(String(3))
    last_day: Mapped[str] = mapped_column(String(10))
    read_at: Mapped[datetime]
    read_by: Mapped[str] = mapped_column(String(120), default="")


class SettlementEntry(Base):
    """One row of a settlement; a row that stands in two files counts in the first."""

    __tablename__ = "settlement_entry"
    __table_args__ = (
        UniqueConstraint("shop_id", "division", "provider", "entry"),
        Index("settlement_entry_of", "settlement_id"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"))
    shop_id: Mapped[str] = mapped_column(String(32))
    division: Mapped[int] = mapped_column(BigId)
    provider: Mapped[str] = mapped_column(String(16))
    entry: Mapped[str] = mapped_column(String(64))  # hash of the provider's id of the row
    what: Mapped[dict[str, Any]]  # Entry as plain JSON, amounts as text


class StockPosition(Base):
    """What lies in one warehouse of Exact of one item, as its feed said last."""

    __tablename__ = "stock_position"
    __table_args__ = (Index("stock_position_code", "shop_id", "division", "code"),)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    division: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    exact_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(60))  # of the item: the shop's SKU
    warehouse: Mapped[str] = mapped_column(String(20))
    figures: Mapped[dict[str, Any]]  # by Exact's name, as text


class StockItem(Base):
    """One item of Exact whose stock the shop follows. A change with an id is under way, and is never altered."""

    __tablename__ = "stock_item"
    __table_args__ = (Index("stock_item_due", "shop_id", "due_at"),)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    division: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    base: Mapped[str] = mapped_column(String(24), default="", server_default="")  # usable, when the shop last heard
    ours: Mapped[str] = mapped_column(String(24), default="0", server_default="0")  # pieces in our booked sales orders
    changes: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    change_id: Mapped[str] = mapped_column(String(40), default="", server_default="")  # "": none under way
    delta: Mapped[str] = mapped_column(String(24), default="", server_default="")
    quantity: Mapped[str] = mapped_column(String(24), default="", server_default="")  # the shop's, after that
    problem: Mapped[str] = mapped_column(String(24), default="", server_default="")  # why the shop did not take it
    due_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class Report(Base):
    """Store against books of one period, asked for and made by the worker. ``first``, ``last``: days of the shop.

    state: due (documents are being read back) | made | failed (``problem`` says why)
    """

    __tablename__ = "report"
    __table_args__ = (Index("report_of", "shop_id", "first", "last"), Index("report_due", "state", "shop_id"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    division: Mapped[int] = mapped_column(BigId)
    first: Mapped[str] = mapped_column(String(10))
    last: Mapped[str] = mapped_column(String(10))
    deadline: Mapped[str] = mapped_column(String(10), default="")  # made before a VAT return is due: the shop mails it
    state: Mapped[str] = mapped_column(String(8), default="due")
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(120), default="")
    made_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # when the shop took what it mails
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how far Exact was read, and what that showed
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # proof/result.py
    mail: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # proof/mail.py, before a deadline
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Attempt(Base):
    """One try of one order: when, what came of it, what it cost. No personal data."""

    __tablename__ = "attempt"
    __table_args__ = (Index("attempt_order", "shop_id", "order_id"), Index("attempt_newest", "shop_id", "id"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    order_id: Mapped[int] = mapped_column(BigId)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(16), default="")  # as Order.state, or "error"
    code: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    reads: Mapped[int] = mapped_column(default=0)
    writes: Mapped[int] = mapped_column(default=0)


class Link(Base):
    """A thing of the shop ↔ a thing in Exact, per administration."""

    __tablename__ = "link"
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    division: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)  # account | contact | address | item
    key: Mapped[str] = mapped_column(String(120), primary_key=True)  # customer-17, email-<hash>, sku:MOK-001
    exact_id: Mapped[str] = mapped_column(String(36))
    exact_code: Mapped[str] = mapped_column(String(40), default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")  # of the fields we sent last
    fields: Mapped[dict[str, Any] | None]  # customers: a hash per field that was sent last
    linked_at: Mapped[datetime]


class Connection(Base):
    """A shop's consent at Exact: tokens (encrypted), the chosen administration, its state."""

    __tablename__ = "connection"
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    base_url: Mapped[str] = mapped_column(String(200))
    client: Mapped[bytes | None] = mapped_column(LargeBinary)  # own app {"id","secret"} encrypted; None: the host's
    tokens: Mapped[bytes | None] = mapped_column(LargeBinary)  # {"access","refresh"} encrypted
    generation: Mapped[int] = mapped_column(default=0)  # grows with every token pair
    refreshed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    refresh_started_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(16), default="new")  # new | connected | consent_lost
    user_name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(10), default="")
    divisions: Mapped[list[Any]] = mapped_column(default=list)  # [{code, name, status, usable}]
    division: Mapped[int | None] = mapped_column(BigId)  # the chosen administration
    modules: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"orders": bool, "invoices": bool, …}
    connected_at: Mapped[datetime | None]
    division_moved_at: Mapped[datetime | None]  # DivisionMoveDate of the chosen administration: voids cursors
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what the last look found wrong


class OAuthState(Base):
    """A consent under way: single use, ten minutes, bound to the shop."""

    __tablename__ = "oauth_state"
    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    return_url: Mapped[str] = mapped_column(String(1000))
    base_url: Mapped[str] = mapped_column(String(200))
    client: Mapped[bytes | None] = mapped_column(LargeBinary)  # as Connection.client, if this consent succeeds
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Settings(Base):
    """One version of a shop's settings. The newest counts; older ones say who changed what."""

    __tablename__ = "settings"
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(120), default="")


class Choice(Base):
    """What can be chosen in an administration (VAT codes, journals …), as read from Exact."""

    __tablename__ = "choice"
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    division: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    rows: Mapped[list[Any]]
    read_at: Mapped[datetime]


class Budget(Base):
    """Calls left at Exact for one app in one administration, as its headers said; errors per endpoint this hour."""

    __tablename__ = "budget"
    app: Mapped[str] = mapped_column(String(80), primary_key=True)  # client id at Exact, cut
    division: Mapped[int] = mapped_column(BigId, primary_key=True)
    minute_limit: Mapped[int] = mapped_column(default=60)
    minute_left: Mapped[int] = mapped_column(default=60)
    minute_reset: Mapped[datetime | None]
    day_limit: Mapped[int] = mapped_column(default=5000)
    day_left: Mapped[int] = mapped_column(default=5000)
    day_reset: Mapped[datetime | None]
    others_until: Mapped[datetime | None]  # until then other apps are reckoned with
    alone_until: Mapped[datetime | None]  # until then a look that found nobody is good
    others_seen: Mapped[int] = mapped_column(default=0, server_default="0")  # their calls of this minute, as seen
    others_most: Mapped[int] = mapped_column(default=0, server_default="0")  # the most of any minute, lately
    background_used: Mapped[int] = mapped_column(default=0)  # calls of this minute that stock, catalogue … took
    closed: Mapped[dict[str, Any]] = mapped_column(default=dict)  # endpoint -> ISO moment it opens again
    errors: Mapped[dict[str, Any]] = mapped_column(default=dict)  # endpoint -> [ISO moments of refused calls]


class Lease(Base):
    """The right to work one administration. A new holder raises the epoch; writes carry theirs."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80), default="")
    epoch: Mapped[int] = mapped_column(BigId, default=0)
    until: Mapped[datetime]


class Beat(Base):
    """Last sign of life of a part of the service (worker, clock), for the health door and the alarm."""

    __tablename__ = "beat"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime]
    info: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Unexplained(Base):
    """Words of Exact's that nobody here understands yet, without the values in them, and how often they came."""

    __tablename__ = "unexplained"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(120))
    count: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class Cursor(Base):
    """How far one sync feed of an administration was read, and whether somebody said that there is more.

    ``at`` is Exact's Timestamp (a row version, no time). A row is due when ``dirty_at`` is set or ``next_at`` passed.
    """

    __tablename__ = "cursor"
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    division: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[int] = mapped_column(BigId, default=1)
    moved_at: Mapped[datetime | None]  # the administration's move that ``at`` belongs to; another one voids it
    dirty_at: Mapped[datetime | None]  # last word from Exact that something changed; None: nothing since the last pull
    pulled_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]  # the next poll, webhook or not
    rows: Mapped[int] = mapped_column(BigId, default=0)  # read so far
    problem: Mapped[dict[str, Any] | None]  # why the last pull was refused


class Listener(Base):
    """Where Exact's webhooks of one shop come in, and whether they do."""

    __tablename__ = "listener"
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    path_hash: Mapped[str] = mapped_column(String(64), unique=True)
    path: Mapped[bytes] = mapped_column(LargeBinary)  # the last part of the callback URL, encrypted
    division: Mapped[int | None] = mapped_column(BigId)
    state: Mapped[str] = mapped_column(String(16), default="new")  # new | listening | polling
    problem: Mapped[dict[str, Any] | None]  # why it is polling
    checked_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # taken, and refusals by code
