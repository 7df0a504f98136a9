"""/api/v1: the way of one call. Token → limits → faults → rights → read or write → answer in Exact's shapes."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any, NamedTuple

import simplejson
from flask import Blueprint, Response, has_request_context, request

from . import views
from .books import CHANGERS, CREATORS, REMOVERS, Context
from .books.master import check_subscription
from .entities import Entity, all_entities
from .faults import REASONS, Fault
from .oauth import Chain
from .odata import query, shape
from .refusals import Refusal, business
from .sandbox import Sandbox
from .store import Division, Record

PLACE = re.compile(
    r"(?P<path>[A-Za-z]+(?:/[A-Za-z]+)+)(?:\((?:guid)?'?(?P<key>[^')]*)'?\)(?:/(?P<inside>[A-Za-z]+))?)?"
    r"(?P<count>/\$count)?$"
)
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TRADE = ("salesorder/", "salesinvoice/", "logistics/", "inventory/", "sales/")
LANGUAGES = {"nl": "nl-NL", "de": "de-DE", "fr": "fr-FR", "es": "es-ES"}
HTML = "<html><head><title>Service unavailable</title></head><body>Reference #18.2f</body></html>"
SPOILED = frozenset({
    "html_instead_of_json", "wrong_content_type", "truncated_json", "empty_body", "null_values", "date_out_of_range",
})  # fmt: skip
VALUE = re.compile(r'("(?!__|d"|results"|uri"|type")\w+": )("(?:[^"\\\\]|\\\\.)*"|-?[0-9.]+|true|false)')
DATE = re.compile(r"/Date\(-?\d+\)/")
EITHER = {"crm/Contacts": ("FirstName", "LastName")}  # one of the two will do (facts 4)
ACTIONS = frozenset({  # POST names a record that exists
    "salesinvoice/PrintedSalesInvoices", "salesinvoice/InvoiceSalesOrders", "salesorder/CompleteSalesOrder",
    "salesorder/CompleteSalesOrderLine",
})
JSON_ONLY = "This sandbox speaks JSON only; Exact would answer Atom here. Send Accept: application/json."
STREAM = "Error processing request stream."


class DropConnection(Exception):
    """Close the socket without an answer."""


def api(sandbox: Sandbox) -> Blueprint:
    door = Blueprint("api", __name__)

    @door.route("/api/v1/current/Me")
    def me() -> Response:
        return _logged(sandbox, 0, "current/Me", lambda: _me(sandbox))

    @door.route("/api/v1/<int:division>/<path:place>", methods=["GET", "POST", "PUT", "DELETE"])
    def call(division: int, place: str) -> Response:
        return _logged(sandbox, division, place, lambda: _call(sandbox, division, place))

    @door.route("/docs/SysAttachment.aspx")
    def attachment() -> Response:
        return _attachment(sandbox)

    return door


def _attachment(sandbox: Sandbox) -> Response:
    """What an attachment's Url leads to, with a token [C]; whether it counts as a call is unknown [U]: it does not."""
    with sandbox.lock:
        chain = sandbox.oauth.who(_bearer())
        code = request.args.get("_Division_", "")
        division = sandbox.divisions.get(int(code)) if code.isascii() and code.isdigit() else None
        if chain is None or division is None or division.code not in chain.divisions:
            return Response("", 401)
        found = division.find("documents/DocumentAttachments", "ID", request.args.get("ID", "").lower())
        sandbox.note(method="GET", path=request.path, query=request.query_string.decode(),
                     status=200 if found else 404, division=division.code, ms=0.0, client=chain.app,
                     agent=request.headers.get("User-Agent", ""))  # fmt: skip
    if found is None:
        return Response("", 404)
    return Response(base64.b64decode(found["Attachment"]), 200, {"Content-Type": "application/octet-stream"})


def _logged(sandbox: Sandbox, division: int, place: str, work: Callable[[], Response]) -> Response:
    """Under the lock, noted in the log, refusals in Exact's own form."""
    began, status = time.perf_counter(), 0
    try:
        with sandbox.lock:
            sandbox.catch_up()
            fault = sandbox.faults.next(request.method, place, division)
        if fault and fault.fault == "delay":
            time.sleep(fault.seconds)  # outside the lock: other calls go on
        with sandbox.lock:
            answer = _faulty(sandbox, division, place, work, fault)
        status = answer.status_code
        return answer
    finally:
        chain = sandbox.oauth.whose(_bearer())
        with sandbox.lock:
            sandbox.note(
                method=request.method, path=f"/api/v1/{division}/{place}" if division else f"/api/v1/{place}",
                query=request.query_string.decode(), status=status, division=division,
                ms=round((time.perf_counter() - began) * 1000, 1), client=chain.app if chain else "",
                agent=request.headers.get("User-Agent", ""),
            )  # fmt: skip


def _faulty(
    sandbox: Sandbox, division: int, place: str, work: Callable[[], Response], fault: Fault | None
) -> Response:
    if fault is None or fault.fault == "delay":
        return _guarded(sandbox, division, place, work)
    if fault.fault == "answer_lost_before_commit":
        raise DropConnection
    if fault.fault == "answer_lost_after_commit":
        _guarded(sandbox, division, place, work)
        raise DropConnection
    if fault.fault == "late_commit":
        _later(sandbox, division, place, fault)
        raise DropConnection
    if fault.fault in SPOILED:
        return _spoiled(_guarded(sandbox, division, place, work), fault.fault)
    if fault.fault == "truncate_body":
        return _cut_short(_guarded(sandbox, division, place, work))
    if fault.fault == "consent_revoked":
        sandbox.oauth.revoke()
        return _guarded(sandbox, division, place, work)
    if fault.fault == "division_moved":
        if division in sandbox.divisions:
            sandbox.divisions[division].move()
        return _guarded(sandbox, division, place, work)
    if fault.commit:
        _guarded(sandbox, division, place, work)
    return _fault_answer(sandbox, fault)


def _spoiled(answer: Response, how: str) -> Response:
    """Worked, and answered in a way no client expects."""
    whole = answer.get_data(as_text=True)
    if how == "html_instead_of_json":
        return Response(HTML, answer.status_code, content_type="text/html")
    if how == "wrong_content_type":
        answer.content_type = "text/plain"
    elif how == "truncated_json":
        answer.set_data(whole[: len(whole) // 2])
    elif how == "empty_body":
        answer.set_data("")
    elif how == "null_values":
        answer.set_data(VALUE.sub(r'\1null', whole))
    elif how == "date_out_of_range":
        answer.set_data(DATE.sub("/Date(99999999999999999)/", whole))
    return answer


def _cut_short(answer: Response) -> Response:
    """Half of the body under a Content-Length that promises all of it: the connection ends too soon."""
    whole = answer.get_data()
    answer.set_data(whole[: len(whole) // 2])
    answer.headers["Content-Length"] = str(len(whole))
    return answer


def _later(sandbox: Sandbox, division: int, place: str, fault: Fault) -> None:
    """The request is worked when the sandbox's clock has moved on; nobody hears its answer."""
    body, method = request.get_data(), request.method

    def commit() -> None:
        with suppress(Refusal):
            at = _entity(place)
            if method == "POST":
                _create(sandbox, sandbox.divisions[division], at.entity, _parsed(body))
            elif method in ("PUT", "DELETE"):
                _alter(sandbox, sandbox.divisions[division], at.entity, at.key, method, body)

    sandbox.late.append((sandbox.clock.seconds() + fault.seconds, commit))


def _fault_answer(sandbox: Sandbox, fault: Fault) -> Response:
    now = sandbox.clock.seconds()
    generic = "A problem has occurred. The cause of this issue will be investigated as soon as possible."
    scope = "Forbidden - Application Scope Violated. Cannot read 'organization.administration' scope."
    limits = sandbox.limits
    if fault.fault == "status_429_minutely":
        return Response("", 429, limits.minute_headers(limits.per_minute, now))
    if fault.fault == "status_429_daily":
        return Response("", 429, limits.day_headers(limits.per_day, now))
    if fault.fault == "redirect":
        return Response("", 302, {"Location": "/docs/Login.aspx"})
    if fault.fault == "error_limit":
        return Response("", sandbox.config.assumptions.error_block_status, {"Reason": "ErrorLimitExceeded"})
    if fault.fault == "status_500_object_reference":
        return _error(Refusal(500, ["Object reference not set to an instance of an object."]))
    if fault.fault in ("status_502_html", "status_503_html", "status_504_html", "status_408", "status_599"):
        return Response(HTML, int(fault.fault.split("_")[1]), content_type="text/html")
    if fault.fault == "status_500_generic":
        return _error(Refusal(500, [generic]))
    if fault.fault == "business_error":
        return _error(Refusal(500, [fault.text or "Ongeldig: Dagboek"]))
    if fault.fault == "forbidden":
        reason = fault.reason or "NoDivisionAccess"
        return _error(Refusal(403, [REASONS.get(reason, "Forbidden")], {"Reason": reason}))
    return _error(Refusal(403, [scope]))


def _guarded(sandbox: Sandbox, division: int, place: str, work: Callable[[], Response]) -> Response:
    """Token, error block, limits; then rights and the work, its refusals counted."""
    chain, origin = sandbox.oauth.who(_bearer()), sandbox.oauth.whose(_bearer())
    app, user = (origin.app, origin.user) if origin else ("", "")
    endpoint, now = (app, user, division, place.split("(")[0].removesuffix("/$count")), sandbox.clock.seconds()
    if origin and sandbox.limits.blocked(endpoint, now):
        return Response("", sandbox.config.assumptions.error_block_status, {"Reason": "ErrorLimitExceeded"})
    headers: dict[str, str] = {}
    if chain and (division or sandbox.config.assumptions.count_me):
        allowed, headers = sandbox.limits.take(app, division, now)
        if not allowed:
            return Response("", 429, headers)
    try:
        if chain is None:
            raise Refusal(401, ["Unauthorized"])
        if "json" not in request.headers.get("Accept", "") and not place.endswith("/$count"):  # a count is plain text
            raise Refusal(406, [JSON_ONLY])
        if division:
            _rights(sandbox, chain, division, place)
        answer = work()
    except Refusal as no:
        answer = _error(no)
    if origin:
        sandbox.limits.learn(endpoint, answer.status_code, now)
    answer.headers.extend(headers)
    return answer


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _rights(sandbox: Sandbox, chain: Chain, division: int, place: str) -> None:
    if division not in sandbox.divisions or division not in chain.divisions:
        raise Refusal(403, ["Forbidden"], {"Reason": "NoDivisionAccess"})
    if not sandbox.divisions[division].trade and place.lower().startswith(TRADE):
        raise Refusal(sandbox.config.assumptions.not_in_licence_status, ["Forbidden"])


def _me(sandbox: Sandbox) -> Response:
    entity, chain = all_entities()["current/Me"], sandbox.oauth.who(_bearer())
    user = sandbox.users[chain.user] if chain and chain.user in sandbox.users else sandbox.users[sandbox.user]
    language = sandbox.language_of(user.name)
    now = sandbox.clock.now()
    record = {
        "UserID": user.user_id, "UserName": user.name, "FullName": user.name, "CurrentDivision": 3000001,
        "AccountingDivision": 3000001, "LanguageCode": LANGUAGES.get(language[:2], "en-GB"),
        "ServerTime": now, "ServerUtcOffset": Decimal(3600), "Legislation": 1,
        **{name: False for name, field in entity.fields.items() if field.type == "Boolean"},  # never null [C] exactpy
    }  # fmt: skip
    select = query.names(request.args.get("$select"), entity)
    shown = shape.record_out(record, entity, _base("current"), select, {})
    return _json({"d": {"results": [shown]}})


def _call(sandbox: Sandbox, code: int, place: str) -> Response:
    at, division = _entity(place), sandbox.divisions[code]
    if request.method not in at.entity.methods:
        raise Refusal(405, ["Method not allowed"])
    if request.method == "POST":
        return _post(sandbox, division, at.entity)
    if request.method == "GET":
        return _get(sandbox, division, at)
    _alter(sandbox, division, at.entity, at.key, request.method, request.get_data())
    return Response(status=204)


def _alter(
    sandbox: Sandbox, division: Division, entity: Entity, key: str | None, method: str, body: bytes
) -> None:
    """PUT or DELETE of one record."""
    record = division.find(entity.path, entity.key, (key or "").lower())
    if record is None:
        raise Refusal(404, ["Not found"])
    context = _context(sandbox)
    if method == "DELETE":
        remover = REMOVERS.get(entity.path)
        if remover is None:
            raise Refusal(403, ["Forbidden"])
        remover(record, division, context)
        _tell(sandbox, division, entity, "Delete", record, context)
        return
    changer = CHANGERS.get(entity.path)
    if changer is None:
        raise Refusal(403, ["Forbidden"])
    changer(record, _fields(sandbox, entity, _parsed(body)), division, context)
    _tell(sandbox, division, entity, "Update", record, context)


class Place(NamedTuple):
    """What a URL points at: ``Accounts``, ``Accounts(guid'…')``, ``SalesOrders(guid'…')/SalesOrderLines``, …/$count."""

    entity: Entity
    key: str | None
    inside: str | None
    total: bool


def _entity(place: str) -> Place:
    match = PLACE.fullmatch(place)
    entity = all_entities().get(match["path"]) if match else None
    if match is None or entity is None:
        raise Refusal(404, ["Not found"])
    key = match["key"]
    if key is not None and entity.fields[entity.key].type == "Guid" and not GUID.fullmatch(key):
        raise Refusal(400, ["Niet herkende GUID-indeling."])
    return Place(entity, key, match["inside"], bool(match["count"]))


def _get(sandbox: Sandbox, division: Division, at: Place) -> Response:
    options, entity = {name: value for name, value in request.args.items() if name.startswith("$")}, at.entity
    if entity.path == "read/sync/Sync/SyncTimestamp":
        return _sync_timestamp(division)
    if entity.path == "read/logistics/StockPosition":
        return _stock_position(division, entity)
    select, expand = query.names(options.get("$select"), entity), query.names(options.get("$expand"), entity)
    chain = sandbox.oauth.who(_bearer())
    assert chain is not None  # _guarded saw it
    records = views.records(sandbox, division, entity, chain)
    if at.key is not None:
        wanted = at.key.lower().removesuffix("l") if entity.key == "Timestamp" else at.key.lower()
        found = next((record for record in records if str(record.get(entity.key)).lower() == wanted), None)
        if found is None:
            raise Refusal(404, ["Not found"])
        if at.inside:
            return _inside(found, entity, division, at.inside)
        return _json({"d": _shown(found, entity, division, select, expand)})
    rules = sandbox.config.assumptions
    # Filters see codes as Exact stores them: padded.
    padded = [_padded(record, entity) for record in records]
    page = query.select_page(padded, entity, options, rules.trailing_blanks_equal, rules.array_when_top)
    if at.total:
        return Response(str(page.count), content_type="text/plain")
    shown = [_shown(record, entity, division, select, expand) for record in page.records]
    if page.array:
        return _json({"d": shown})
    content: dict[str, Any] = {"results": shown}
    if options.get("$inlinecount") == "allpages":
        content["__count"] = str(page.count)
    if page.next_token:
        given = len(shown) if rules.top_counts_down else 0
        content["__next"] = query.next_url(request.base_url, options, page.next_token, given)
    return _json({"d": content})


def _inside(record: Record, entity: Entity, division: Division, name: str) -> Response:
    """What a deferred collection points at."""
    if name not in entity.fields or not entity.fields[name].is_collection:
        raise Refusal(404, ["Not found"])
    return _json({"d": {"results": _shown(record, entity, division, [name], [name])[name].get("results", [])}})


def _sync_timestamp(division: Division) -> Response:
    """Where to start a sync feed from a date: outside $filter, as the reference has it (facts 3)."""
    moment = re.fullmatch(r"datetime'([^']*)'", request.args.get("modified", ""))
    name = request.args.get("endPoint", request.args.get("endpoint", "")).strip("'")
    path = next((one for one in all_entities() if one.startswith("sync/") and one.endswith(f"/{name}")), "")
    if not moment or not name or not path:
        raise query.wrong()
    since = shape.moment(moment[1])
    found = [one["Timestamp"] for one in division.all(views.base(path)) if one["Modified"] >= since]
    start = min(found, default=division.timestamp + 1)
    return _json({"d": {"results": [{"TimeStampAsBigInt": str(start), "API": name}]}})


def _stock_position(division: Division, entity: Entity) -> Response:
    if "$filter" in request.args or not request.args.get("itemId"):
        raise query.wrong()
    found = views.stock_position(division, dict(request.args))
    select = query.names(request.args.get("$select"), entity)
    return _json({"d": [] if found is None else [_shown(found, entity, division, select, [])]})


def _padded(record: Record, entity: Entity) -> Record:
    return {
        name: shape.padded(name, entity.path, value) if isinstance(value, str) else value
        for name, value in record.items()
    }


def _shown(record: Record, entity: Entity, division: Division, select: list[str], expand: list[str]) -> dict[str, Any]:
    opened = {}
    for name in expand:
        lines = all_entities().get(f"{entity.path.split('/')[0]}/{name}")
        # A collection whose records are not held here is empty once it was asked for; only others stay deferred.
        opened[name] = [
            shape.record_out(line, lines, _base(str(division.code)), [], {}) for line in record.get(name) or [] if lines
        ]
    return shape.record_out(record, entity, _base(str(division.code)), select, opened)


def _post(sandbox: Sandbox, division: Division, entity: Entity) -> Response:
    body = _parsed(request.get_data())
    made = _create(sandbox, division, entity, body)
    shown = _shown(made, entity, division, [], [])
    if "return=representation" not in request.headers.get("Prefer", ""):
        kept = {entity.key, "__metadata", *body}
        shown = {name: value if name in kept else None for name, value in shown.items()}
    answer = _json({"d": shown}, 201)
    answer.headers["Location"] = shown["__metadata"]["uri"]
    return answer


def _create(sandbox: Sandbox, division: Division, entity: Entity, body: dict[str, Any]) -> Record:
    creator = CREATORS.get(entity.path)
    if creator is None:
        raise Refusal(403, ["Forbidden"])
    fields, context = _fields(sandbox, entity, body), _context(sandbox)
    _mandatory(entity, fields, context)
    own_key = fields.get(entity.key) if entity.path not in ACTIONS else None
    if own_key and division.find(entity.path, entity.key, own_key):
        raise business(context.language, ("exists",))
    if entity.path == "webhooks/WebhookSubscriptions":
        check_subscription(fields, division, context)
        _validate_callback(sandbox, fields["CallbackURL"])
    made = creator(fields, division, context)
    _tell(sandbox, division, entity, "Create", made, context)
    return made


def _mandatory(entity: Entity, fields: Record, context: Context) -> None:
    """Whatever the definition says must be there on POST; all that is missing, at once."""
    missing = [
        name for name, field in entity.fields.items()
        if field.mandatory and fields.get(name) in (None, "", []) and name not in EITHER.get(entity.path, ())
    ]  # fmt: skip
    if missing:
        raise business(context.language, *(("mandatory", name) for name in missing))


def _tell(
    sandbox: Sandbox, division: Division, entity: Entity, action: str, record: Record, context: Context
) -> None:
    """The webhook of a write, and those of what else it changed (printing an invoice makes an entry)."""
    base = _base(str(division.code)) if has_request_context() else f"/api/v1/{division.code}"
    for path, what, key in [(entity.path, action, str(record.get(entity.key))), *context.told]:
        sandbox.webhooks.happened(division, path, what, key, base)


def _validate_callback(sandbox: Sandbox, url: str) -> None:
    """Exact posts an empty body and wants 2xx (facts 5)."""
    status = sandbox.webhooks.send(url, b"", sandbox.config.assumptions.webhook_timeout)
    if not 200 <= status < 300:
        raise Refusal(500, [f"Invalid: Post to callback URL endpoint returns {status or 500} "])


def _context(sandbox: Sandbox) -> Context:
    chain = sandbox.oauth.whose(_bearer()) if has_request_context() else None
    return Context(sandbox.language_of(chain.user if chain else ""), sandbox.config.assumptions)


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        body = simplejson.loads(raw, use_decimal=True)
    except ValueError:
        raise Refusal(400, [f"{STREAM} JSON text specified is not valid."]) from None
    if not isinstance(body, dict):
        raise Refusal(400, [f"{STREAM} The request should be a valid top-level resource object."])
    return body


def _fields(sandbox: Sandbox, entity: Entity, body: dict[str, Any]) -> Record:
    """Known fields with their types; read-only ones are dropped (or refused, by assumption)."""
    found: Record = {}
    for name, value in body.items():
        field = entity.fields.get(name)
        if field is None:
            kind = f"Exact.Web.Api.Models.{entity.path.split('/')[-1]}"
            raise Refusal(400, [f"{STREAM} The property name '{name}' specified for type '{kind}' is not valid."])
        if field.read_only and name != "Type":  # SalesEntries.Type is marked read-only, yet clients send it [C]
            if sandbox.config.assumptions.read_only_strict:
                raise Refusal(400, [f"{STREAM} The property '{name}' is read-only."])
            continue
        try:
            found[name] = shape.taken_in(field, value)
        except shape.WrongType:
            raise Refusal(400, [f"{STREAM} Error in property {name}."]) from None
    return found


def _base(division: str) -> str:
    return f"{request.host_url}api/v1/{division}"


def _json(content: Any, status: int = 200) -> Response:
    return Response(shape.to_json(content), status, content_type="application/json; charset=utf-8")


def _error(no: Refusal) -> Response:
    body = "" if no.empty else shape.error_json(str(no))
    return Response(body, no.status, no.headers, content_type="application/json; charset=utf-8")
