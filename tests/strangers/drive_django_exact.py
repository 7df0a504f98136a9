"""PyPI django-exact: pointed by its own setting EXACT_ONLINE_API_URL, in a Django of its own with SQLite.
Over plain http: it hands requests over ready-made, so that no CA bundle of ours is looked at."""

import django
from django.conf import settings
from django.core.management import call_command
from stranger import APP, BACK, DIVISION, SANDBOX, SECRET, Report, agree, code_of, later

settings.configure(
    INSTALLED_APPS=["django.contrib.sites", "exact"], SITE_ID=1, USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "exact.sqlite3"}},
    EXACT_ONLINE_API_URL=f"{SANDBOX}/api", EXACT_ONLINE_REDIRECT_URI=BACK, EXACT_ONLINE_CLIENT_ID=APP,
    EXACT_ONLINE_CLIENT_SECRET=SECRET, EXACT_ONLINE_DIVISION=DIVISION,
)  # fmt: skip
django.setup()
call_command("migrate", verbosity=0)

from exact.api import Exact  # noqa: E402 - Django wants its settings first

api = Exact()
report, made = Report("django-exact"), {}


def login():
    api.session.authorization_code = code_of(agree(api.auth_url))
    api.session.save()
    api.get_token()
    return api.session.refresh_token


def refresh():
    before = api.session.refresh_token
    later(601)  # its token is dead; the client learns it from the 401 and refreshes by itself
    journals()
    return {"before": before, "after": api.session.refresh_token}


def journals():
    return [one["Code"] for one in api.filter("financial/Journals")]


def create():
    record = api.accounts.create({"Name": "Nieuwe klant", "Status": "C", "Email": "nieuw@klant.example"})
    made.update(record)
    return {"id": record["ID"], "name": record["Name"]}


report.step("login", login)
report.step("refresh", refresh)
report.step("list", lambda: {"of": "financial/Journals", "codes": journals()})
report.step("filter", lambda: [api.accounts.get(filter_string="Name eq 'Klant 042'", select="ID,Name")["ID"]])
report.step("page", lambda: [one["ID"] for one in api.accounts.filter("Status eq 'C'", select="ID")])
report.step("create", create)
report.step("update", lambda: api.accounts.update(made["ID"], {"City": "Zwolle"}))
report.step("ledger by code", lambda: api.glaccounts.get("8000"))
report.show()
