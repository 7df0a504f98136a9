"""The arrows between the parts of the service, checked. A new arrow needs a decision record."""

import ast
from functools import cache
from pathlib import Path

SERVICE = Path(__file__).parents[1] / "service" / "ledgerbridge"
FILES = sorted(path for path in SERVICE.rglob("*.py") if "migrations" not in path.parts)

NOUNS = {"errors", "money", "clock", "order.shapes", "setup.settings"}  # words every part may use
BASE = NOUNS | {"config", "log"}
MAY_IMPORT = {
    "errors": set(),
    "money": set(),
    "clock": set(),
    "config": set(),
    "log": set(),
    "state": NOUNS | {"config", "state"},
    "exact": BASE | {"state", "exact"},
    "shop": BASE | {"state", "shop", "tools", "texts"},
    "setup": NOUNS | {"state", "exact", "setup", "texts"},
    "status": BASE | {"state", "shop", "tools", "setup.kept", "status"},
    "customer": BASE | {"state", "exact", "tools", "customer", "order.case"},
    "order": BASE | {"state", "exact", "tools", "customer", "status", "setup", "order", "payment", "daily.shares"},
    "payment": BASE | {"state", "exact", "tools", "customer", "setup", "texts", "order.case", "payment"},
    "daily": BASE
    | {"state", "exact", "tools", "setup", "daily", "order.bodies", "order.case", "order.closed", "order.prove",
       "order.stored"},
    "life": BASE | {"state", "exact", "tools", "setup", "order.prove", "life"},
    "stock": BASE | {"state", "tools", "setup", "exact.feeds", "stock"},
    "delivery": BASE | {"state", "tools", "setup", "exact", "delivery"},
    "vies": BASE | {"state", "tools", "setup", "shop.wire", "shop.address", "order.vat_number", "vies"},
    "proof": BASE
    | {"state", "exact", "tools", "setup", "order.book", "order.boxes", "order.lines", "order.plan", "order.prove",
       "order.snapshot", "order.vat", "proof"},
    "feed": BASE | {"state", "exact", "tools", "feed"},
    "housekeeping": BASE | {"state", "tools"},
}  # app, cli, desk, demo, doors, doctor, flows, inbox, jobs, processes, queue, tools wire things together
PURE = {"order/plan.py", "order/vat.py", "order/lines.py", "order/refunds.py", "order/reasons.py", "order/bodies.py",
        "order/shapes.py", "order/changes.py", "order/stored.py", "order/periods.py", "order/metas.py",
        "order/turns.py", "order/boxes.py",
        "order/snapshot.py", "customer/rules.py", "customer/text.py", "customer/kind.py", "customer/address.py",
        "customer/register.py", "customer/owners.py", "setup/suggest.py", "money.py", "payment/shapes.py",
        "payment/match.py", "payment/wanted.py", "payment/bodies.py", "payment/reasons.py", "payment/files/table.py",
        "payment/files/words.py", "payment/files/mollie.py", "payment/files/stripe.py", "payment/files/paypal.py",
        "payment/files/adyen.py", "life/reasons.py", "vies/reasons.py", "stock/reckon.py", "daily/total.py",
        "daily/reasons.py", "proof/shapes.py", "proof/compare.py", "proof/pieces.py", "proof/result.py",
        "proof/deadline.py", "proof/mail.py"}  # fmt: skip
ONLY_IN = {
    "flask": {"app.py", "inbox.py", "doors.py", "notices.py"},
    "requests": {"exact", "shop", "demo"},
    "rq": {"queue.py", "processes.py", "jobs.py"},
    "redis": {"queue.py", "processes.py", "doctor.py"},
}


@cache
def tree(path):
    return ast.parse(path.read_text())


def name(path):
    """order/book.py → order.book"""
    return ".".join(path.relative_to(SERVICE).with_suffix("").parts).removesuffix(".__init__")


def own_imports(path):
    """The parts of the service one file imports, TYPE_CHECKING or not."""
    here = list(path.relative_to(SERVICE).parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = here[: len(here) - (node.level - 1)]
            module = [*base, *(node.module.split(".") if node.module else [])]
            for alias in node.names:
                target = [*module, alias.name]
                yield ".".join(target if is_module(target) else module)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ledgerbridge"):
            yield node.module.removeprefix("ledgerbridge.")


def is_module(parts):
    where = SERVICE.joinpath(*parts)
    return where.with_suffix(".py").exists() or where.is_dir()


def outside_imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def allowed(part, imported):
    return any(imported == may or imported.startswith(may + ".") for may in MAY_IMPORT[part])


def test_imports_follow_the_arrows():
    for path in FILES:
        part = name(path).split(".")[0]
        if part in MAY_IMPORT:
            wrong = {imported for imported in own_imports(path) if imported and not allowed(part, imported)}
            assert not wrong, f"{name(path)} may not import {sorted(wrong)}"


def test_outside_libraries_stay_at_their_doors():
    for path in FILES:
        first = path.relative_to(SERVICE).parts[0]
        for library, places in ONLY_IN.items():
            if library in set(outside_imports(path)):
                assert first in places, f"{name(path)} imports {library}"


def test_the_money_path_is_pure():
    for path in (path for path in FILES if str(path.relative_to(SERVICE)) in PURE):
        impure = {"datetime.now", "requests", "sqlalchemy", "flask", "redis", "rq", "os", "random", "time", "socket"}
        assert not set(outside_imports(path)) & impure
        assert not {part for part in own_imports(path) if part.split(".")[0] in {"state", "shop", "tools", "config"}}


def test_no_float_touches_money():
    for path in FILES:
        if name(path).split(".")[0] in {"order", "money", "exact", "setup", "payment", "proof"}:
            calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
            assert not [node.lineno for node in calls if getattr(node.func, "id", "") == "float"]


def test_only_config_reads_the_environment():
    for path in FILES:
        if name(path) != "config" and not name(path).startswith("demo"):
            assert "os.environ" not in path.read_text() and "getenv" not in path.read_text()


def test_nothing_happens_at_import():
    for path in FILES:
        """At module level stand definitions and constants; no call that opens, reads or starts anything."""
        busy = {"open", "connect", "create_engine", "Flask", "Redis", "from_env", "build", "run", "now", "read_text"}
        for statement in tree(path).body:
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.If)):
                continue
            called = {
                getattr(node.func, "attr", getattr(node.func, "id", ""))
                for node in ast.walk(statement)
                if isinstance(node, ast.Call)
            }
            assert not called & busy, f"line {statement.lineno}: {called & busy}"
