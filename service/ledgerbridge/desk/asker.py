"""Who asks at the desk, and what every call needs to answer: the tools, the shop, the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError

from .. import texts
from ..errors import Parked, Permanent, Refused, Temporary
from ..tools import Tools


@dataclass(frozen=True)
class Asker:
    """One signed call. Whatever ``shop_id`` says is proved; every query is limited to it."""

    tools: Tools
    shop_id: str
    locale: str
    user_name: str

    def say(self, key: str, **values: object) -> str:
        return texts.say(self.locale, key, **values)

    def no(self, code: str, status: int = 422, field: str = "", **values: object) -> Refused:
        """A refusal in the reader's language: ``no.<code>`` is its text, ``no.<code>.do`` what to do."""
        return texts.refusal(self.locale, code, status, field, **values)

    def read(self, schema: type[Schema], args: dict[str, Any]) -> dict[str, Any]:
        """The call's arguments, checked. Raises Refused 422 that names the first wrong one."""
        try:
            taken: dict[str, Any] = schema(unknown=EXCLUDE).load(args)
        except ValidationError as wrong:
            field = f"args.{next(iter(wrong.normalized_messages()))}"
            raise self.no("wrong_type", field=field, name=field) from None
        return taken

    @contextmanager
    def exact_may_fail(self) -> Iterator[None]:
        """What Exact (or the way to it) says no to becomes a refusal that a person can read. Not a 5xx: the
        service itself is well, and the plugin would say it is away."""
        try:
            yield
        except Parked as why:
            raise self._refused(409, why) from why
        except Permanent as why:
            raise self._refused(422, why) from why
        except Temporary as why:
            raise self.no("exact_away", 424) from why

    def _refused(self, status: int, why: Parked | Permanent) -> Refused:
        if why.problem is None:
            return Refused(status, "exact_refused", str(why))
        code, detail = why.problem.code, f" ({why.problem.detail})" if why.problem.detail else ""
        message = f"{texts.pick(self.locale, why.problem.what)} {texts.pick(self.locale, why.problem.why)}{detail}"
        return Refused(status, code, message.strip(), "", texts.pick(self.locale, why.problem.do))
