"""PyPI exactpy: pointed by its own argument base_url. It reads only: it has no method that writes."""

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


report.step("login", login)
report.step("refresh", refresh)
report.step("list", lambda: {"of": "financial/Journals", "codes": [one.code for one in client.financial.journals.all()]})
report.step("filter", lambda: [one.id for one in client.crm.accounts.all(filters=where("name", "Klant 042"))])
report.step("page", lambda: [one.id for one in client.crm.accounts.all(filters=where("status", "C"))])
report.step("count", lambda: client.financial.journals.count())
report.step("create", lambda: client.crm.accounts.create({"Name": "Nieuwe klant"}))
report.step("update", lambda: client.crm.accounts.update("", {"City": "Zwolle"}))
report.show()
