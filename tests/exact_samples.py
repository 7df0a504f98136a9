"""What tests of the Exact client build with: a shop, a connection with tokens, a stand-in for the token."""

from __future__ import annotations

from datetime import timedelta

from ledgerbridge.state.models import Base, Connection, Shop

EXACT = "https://start.exactonline.nl"
SHOP = "shop1"
DIVISION = 123456


def prepare(database, clock):
    Base.metadata.create_all(database.engine)
    with database.write() as session:
        session.add(
            Shop(
                id=SHOP,
                url="https://winkel.example.nl",
                rest_url="https://winkel.example.nl/wp-json/wc-ledgerbridge/v1/",
                marker="ab12",
                secrets=b"",
                rest_key=b"",
                paired_at=clock.now(),
            )
        )


def connect(database, vault, clock, age=0.0, access="access-1", refresh="refresh-1", **also):
    """A consent whose pair came ``age`` seconds ago."""
    came = clock.now() - timedelta(seconds=age)
    values = {
        "base_url": EXACT,
        "tokens": vault.seal(SHOP, {"access": access, "refresh": refresh}),
        "generation": 1,
        "refreshed_at": came,
        "expires_at": came + timedelta(seconds=600),
        "state": "connected",
        "division": DIVISION,
        "connected_at": came,
        **also,
    }
    with database.write() as session:
        session.add(Connection(shop_id=SHOP, **values))


class Tokens:
    """Stands for login.access_token: hands out token-1, and the next one after a refusal."""

    def __init__(self):
        self.refused = []

    def __call__(self, refused=""):
        if refused:
            self.refused.append(refused)
        return f"token-{len(self.refused) + 1}"
