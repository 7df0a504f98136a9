"""/api/oauth2: the consent page and the token endpoint as HTTP."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request

from .api import HTML, DropConnection
from .sandbox import Sandbox


def consent(sandbox: Sandbox) -> Blueprint:
    door = Blueprint("consent", __name__)

    @door.get("/api/oauth2/auth")
    def ask() -> tuple[str, int]:
        app = sandbox.oauth.apps.get(request.args.get("client_id", ""))
        if app is None or not request.args.get("redirect_uri") or request.args.get("response_type", "code") != "code":
            return render_template("refused.html"), 400
        return render_template("consent.html", app=app, user=sandbox.user, users=sandbox.users,
                               divisions=sandbox.divisions.values(), asked=request.args), 200  # fmt: skip

    @door.post("/api/oauth2/auth")
    def answer() -> Response:
        form = request.form
        back, state = form["redirect_uri"], quote(form.get("state", ""), safe="")
        mark = "&" if "?" in back else "?"
        if form.get("decision") != "allow":
            return redirect(f"{back}{mark}error=access_denied&state={state}")  # type: ignore[return-value]
        with sandbox.lock:
            user = form.get("user") or sandbox.user
            may = sandbox.divisions_of(user)
            divisions = [int(one) for one in form.getlist("division") if int(one) in may] or may
            code = sandbox.oauth.give_code(form["client_id"], user, back, divisions)
        return redirect(f"{back}{mark}code={quote(code, safe='')}&state={state}")  # type: ignore[return-value]

    @door.post("/api/oauth2/token")
    def token() -> Response:
        with sandbox.lock:
            fault = sandbox.faults.next("POST", "oauth2/token")
            if fault and fault.fault == "answer_lost_before_commit":
                raise DropConnection
            if fault and fault.fault == "token_status_503_html":
                return Response(HTML, 503, content_type="text/html")
            if fault and fault.fault == "token_html":
                return Response(HTML, 200, content_type="text/html")
            form = _with_basic(sandbox)
            said = sandbox.oauth.token(form)
            lost = fault is not None and fault.fault in ("token_reply_lost", "answer_lost_after_commit")
            sandbox.note(
                method="POST", path="/api/oauth2/token", query="", status=0 if lost else said.status, division=0, ms=0,
                client=form.get("client_id", ""), agent=request.headers.get("User-Agent", ""),
            )  # fmt: skip
        if lost:
            raise DropConnection
        return Response(said.body, said.status, said.headers, content_type="application/json; charset=utf-8")

    return door


def _with_basic(sandbox: Sandbox) -> dict[str, str]:
    """The form, with the app's id and secret out of HTTP Basic where the form has none (facts 1; RFC 6749 2.3.1)."""
    form, basic = request.form.to_dict(), request.authorization
    if sandbox.config.assumptions.token_takes_basic and basic is not None and basic.type == "basic":
        form = {"client_id": basic.username or "", "client_secret": basic.password or "", **form}
    return form
