"""PyPI exactonline (OSSO): its own ini file says where Exact is."""

from pathlib import Path

from exactonline.api import ExactApi
from exactonline.resource import GET
from exactonline.storage.ini import IniStorage
from stranger import APP, BACK, DIVISION, EXACT, SECRET, Report, agree, code_of, later

Path("exact.ini").write_text(
    f"[server]\nauth_url = {EXACT}/api/oauth2/auth\nrest_url = {EXACT}/api\ntoken_url = {EXACT}/api/oauth2/token\n"
    f"[application]\nbase_url = {BACK}\nclient_id = {APP}\nclient_secret = {SECRET}\n"
)
api = ExactApi(storage=IniStorage("exact.ini"))
report, made = Report("exactonline"), {}


def login():
    api.request_token(code_of(agree(api.create_auth_request_url())))
    divisions, current = api.get_divisions()  # current/Me and hrm/Divisions
    assert current in divisions, (current, divisions)
    api.set_division(DIVISION)
    return api.storage.get_refresh_token()


def refresh():
    before = api.storage.get_refresh_token()
    later(601)  # its token is dead; the client learns it from the 401 and refreshes by itself
    api.rest(GET("v1/current/Me?$select=CurrentDivision"))
    return {"before": before, "after": api.storage.get_refresh_token()}


def create():
    record = api.relations.create({"Name": "Nieuwe klant", "Status": "C", "Email": "nieuw@klant.example"})
    made.update(record)
    return {"id": record["ID"], "name": record["Name"]}


report.step("login", login)
report.step("refresh", refresh)
report.step("list", lambda: {"of": "vat/VATCodes", "codes": [one["Code"] for one in api.vatcodes.all()]})
report.step("filter", lambda: [api.relations.get(filter="Name eq 'Klant 042'", select="ID,Name")["ID"]])
report.step("page", lambda: [one["ID"] for one in api.relations.filter(filter="Status eq 'C'", select="ID,Name")])
report.step("create", create)
report.step("update", lambda: api.relations.update(made["ID"], {"City": "Zwolle"}))
report.step("ledger by code", lambda: api.ledgeraccounts.filter(code__in=["8000"]))
report.show()
