"""Other people's Exact clients, each with how it is led to the sandbox and what it cannot do (docs/strangers.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SEVEN = ("login", "refresh", "list", "filter", "page", "create", "update")


@dataclass(frozen=True)
class Client:
    registry: str  # "PyPI" | "npm"
    package: str
    version: str
    driver: str
    by_proxy: bool = False  # its address is written into its code: HTTPS_PROXY leads start.exactonline.* to the sandbox
    cannot: dict[str, str] = field(default_factory=dict)  # step: a part of the error it ends in
    pages: str = "crm/Accounts"  # what it filters and pages
    beside: dict[str, Any] = field(default_factory=dict)  # further steps its driver takes, and what they give

    @property
    def name(self) -> str:
        return f"{self.registry}:{self.package}"

    @property
    def slug(self) -> str:
        return f"{self.package.replace('@', '').replace('/', '-')}-{self.version}"


# fmt: off
CLIENTS = (
    Client("PyPI", "exactonline", "0.4.0", "drive_exactonline.py", cannot={"ledger by code": "mandatory filtering"}),
    Client(
        "PyPI", "exact-online-sdk", "2.0.0", "drive_exact_online_sdk.py",
        cannot={"typed list": "Response validation failed", "typed create": "Payload validation failed"},
        beside={"top within a page": 1, "default page size": 100},  # 5 and all of them were asked for
    ),
    Client(
        "PyPI", "exactpy", "0.0.24", "drive_exactpy.py", pages="financial/GLAccounts",
        cannot={"create": "has no attribute 'create'", "update": "has no attribute 'update'"},
        beside={"count": 7, "typed accounts": [], "typed journals": []},
    ),
    Client("PyPI", "python-exact-online", "1.1.0", "drive_python_exact_online.py", by_proxy=True),
    Client("PyPI", "django-exact", "0.10.1", "drive_django_exact.py", cannot={"ledger by code": "mandatory filtering"}),
    Client("npm", "exact-online", "0.1.5", "drive_exact_online.cjs"),
    Client("npm", "@quantix-ict/exact-online", "1.1.0", "drive_quantix_exact_online.cjs"),
)
# fmt: on
