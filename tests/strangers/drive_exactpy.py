"""PyPI exactpy: pointed by its own argument base_url. It reads only: it has no method that writes.
It cannot read accounts or journals (docs/strangers.md), so it filters and pages ledger accounts."""

from exactpy.client import Client
from loguru import logger
from stranger import APP, BACK, DIVISION, EXACT, SECRET, Report, agree, later

logger.remove()
client = Client(APP, SECRET, BACK, caching_enabled=False, base_url=f"{EXACT}/api", verbose=True)
report = Report("exactpy")


def login():
    client.auth_client.acquire_token(agree(client.auth_client.get_authorization_url()))
    client.set_initial_division()
    assert client.division == DIVISION
    return client.auth_client.token_info["refresh_token"]


def refresh():
    before = client.auth_client.token_info["refresh_token"]
    later(575)
    client.auth_client.refresh_token()
    return {"before": before, "after": client.auth_client.token_info["refresh_token"]}


def where(key, value):
    return [{"key": key, "val": value, "op": "eq"}]


def ledgers(key, value):
    return [one.id for one in client.financial.gl_accounts.all(filters=where(key, value))]


def periods():
    return [one.id for one in client.financial.financial_periods.all()]


report.step("login", login)
report.step("refresh", refresh)
report.step("list", lambda: {"of": "financial/FinancialPeriods", "codes": periods()})
report.step("filter", lambda: ledgers("description", "Klant 042"))
report.step("page", lambda: ledgers("balance_side", "C"))
report.step("count", client.financial.journals.count)
report.step("typed accounts", lambda: [one.id for one in client.crm.accounts.all(filters=where("name", "Klant 042"))])
report.step("typed journals", lambda: [one.code for one in client.financial.journals.all()])
report.step("create", lambda: client.crm.accounts.create({"Name": "Nieuwe klant"}))
report.step("update", lambda: client.crm.accounts.update("", {"City": "Zwolle"}))
report.show()
