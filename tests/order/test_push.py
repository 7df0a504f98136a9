"""Who pushes an order waits for it: its calls are a person's. A hundred pushed at once are work like any other."""

from __future__ import annotations

from typing import Any

import pytest

from payment.till import order, paid


@pytest.mark.parametrize("pushed, expected", [(0, []), (1, [1042]), (5, list(range(1042, 1047))), (6, [])])
def test_what_a_person_waits_for_is_asked_as_a_person(key: str, clock: Any, pushed: int, expected: list[int]) -> None:
    here = paid(key, clock)
    as_person: list[bool] = []
    asked: list[int] = []
    here.till.asked_by_a_person = as_person.append  # type: ignore[method-assign]
    create = here.till.create_sales_entry

    def created(body: dict[str, Any]) -> Any:
        if as_person[-1]:
            asked.append(int(body["YourRef"]))
        return create(body)

    here.till.create_sales_entry = created  # type: ignore[method-assign]
    for number in range(1042, 1050):
        here.send(order(number) | ({"reason": "push"} if number < 1042 + pushed else {}))
    here.work()
    assert asked == expected and len(here.till.entries) == 8
    assert as_person[-1] is False
