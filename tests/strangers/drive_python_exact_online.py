"""PyPI python-exact-online: Belgium's address is written into its code, also where it follows pages: by HTTPS_PROXY."""

from exactonline.api import ExactOnlineAPI
from exactonline.models.accounts import Account
from stranger import APP, BACK, DIVISION, SECRET, Report, agree, later

api = ExactOnlineAPI(APP, SECRET)
report, made = Report("python-exact-online"), {}


def good(answer):
    """It does not raise, it marks its answer."""
    if getattr(answer, "hasError", False):
        raise RuntimeError(f"{answer.error.http_status} {answer.error.message}")
    return answer


def login():
    api.authHandler.retrieveToken(agree(api.authHandler.getAuthURL(BACK)))
    api.checkDivision()
    assert api.division == DIVISION
    return api.authHandler.refreshToken


def refresh():
    before = api.authHandler.refreshToken
    later(575)
    api.authHandler.acquireNewToken()
    return {"before": before, "after": api.authHandler.refreshToken}


def create():
    record = good(api.accounts.create(Account(Name="Nieuwe klant", Status="C", Email="nieuw@klant.example")))
    made["ID"] = record.ID
    return {"id": record.ID, "name": record.Name}


def journals():
    return [one.Code for one in good(api.journals.list()).items()]


def found(**fields):
    return [one.ID for one in good(api.accounts.list(filter=fields)).items()]


report.step("login", login)
report.step("refresh", refresh)
report.step("list", lambda: {"of": "financial/Journals", "codes": journals()})
report.step("filter", lambda: found(Name="Klant 042"))
report.step("page", lambda: found(Status="C"))
report.step("create", create)
report.step("update", lambda: good(api.accounts.update(Account(ID=made["ID"], City="Zwolle"))))
report.show()
