"""PyPI exact-online-sdk: pointed by its own setting EXACT_BASE_URL."""

import os

from exact_online_sdk import ExactOnlineClient, Settings
from exact_online_sdk.api import AccountsAPI, JournalsAPI
from exact_online_sdk.auth import ExactOnlineAuth, InMemoryTokenStorage
from stranger import APP, BACK, DIVISION, EXACT, SECRET, Report, agree, code_of, later

os.environ.update(
    EXACT_BASE_URL=EXACT, EXACT_CLIENT_ID=APP, EXACT_CLIENT_SECRET=SECRET, EXACT_REDIRECT_URI=BACK,
    EXACT_DIVISION=str(DIVISION),
)  # fmt: skip
settings = Settings.from_env()
kept = InMemoryTokenStorage()
auth = ExactOnlineAuth(settings, storage=kept)
client = ExactOnlineClient(settings, auth=auth)
accounts, journals = AccountsAPI(client), JournalsAPI(client)
report, made = Report("exact-online-sdk"), {}


def login():
    return auth.exchange_code_for_token(code_of(agree(auth.get_authorization_url("s-1")))).refresh_token


def refresh():
    before = kept.get_token().refresh_token
    later(575)
    return {"before": before, "after": auth.refresh_token().refresh_token}


def page():
    """By ``__next``. Its default page_size=100 is sent as $top, which ends the list there: left off."""
    return [one["ID"] for one in accounts.iter_all(filters={"Status": "C"}, page_size=None, raw=True)]


def create():
    """By the client's plain post: its typed create knows no Status C."""
    record = client.post("crm/Accounts", json={"Name": "Nieuwe klant", "Status": "C", "Email": "nieuw@klant.example"})
    made.update(record)
    return {"id": record["ID"], "name": record["Name"]}


report.step("login", login)
report.step("refresh", refresh)
report.step("list", lambda: {"of": "financial/Journals", "codes": [one["Code"] for one in journals.list(raw=True)]})
report.step("filter", lambda: [one["ID"] for one in accounts.list(filters={"Name": "Klant 042"}, raw=True)])
report.step("page", page)
report.step("create", create)
report.step("update", lambda: client.put(f"crm/Accounts(guid'{made['ID']}')", json={"City": "Zwolle"}))
report.step("typed list", lambda: [one.code for one in journals.list()])
report.step("typed create", lambda: accounts.create({"Name": "Andere klant", "Status": "C"}, raw=True))
report.step("top within a page", lambda: len(accounts.list(filters={"Status": "C"}, top=5, raw=True)))
report.step("default page size", lambda: len(list(accounts.iter_all(filters={"Status": "C"}, raw=True))))
report.show()
