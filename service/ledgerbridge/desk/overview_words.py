"""Moments and lengths of time in words, in the asker's language and the shop's calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .. import texts
from .asker import Asker

STEPS = (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1)))


def when(asker: Asker, moment: datetime, zone: ZoneInfo) -> str:
    """14:05, or with its day when that is not today."""
    local = moment.astimezone(zone)
    if local.date() == asker.tools.clock.now().astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{local:%d-%m-%Y %H:%M}" if texts.language(asker.locale) == "nl" else f"{local:%Y-%m-%d %H:%M}"


def ago(asker: Asker, moment: datetime, zone: ZoneInfo) -> str:
    """3 minutes ago (14:05)."""
    since = asker.tools.clock.now() - moment
    return asker.say("overview.ago", length=length(asker, since), at=when(asker, moment, zone))


def length(asker: Asker, span: timedelta) -> str:
    """5 minutes; rounded down, less than a minute said as such."""
    for unit, step in STEPS:
        if (count := span // step) > 0:
            return asker.say(f"overview.{unit}" if count == 1 else f"overview.{unit}s", count=count)
    return asker.say("overview.moment")


def number(asker: Asker, count: int) -> str:
    """4,900; in Dutch 4.900."""
    return f"{count:,}".replace(",", ".") if texts.language(asker.locale) == "nl" else f"{count:,}"
