"""Secrets and personal data at rest: Fernet with rotatable keys, bound to whom it belongs.

Fernet has no associated data, so the owner's id is put inside the sealed text and checked when it is
opened: a row copied from one shop to another does not open there (facts/reliability 5.6).
"""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Sealed(Exception):
    """The sealed text cannot be opened: wrong key, or it belongs to somebody else."""


class Vault:
    def __init__(self, keys: tuple[str, ...]) -> None:
        """``keys``: url-safe base64 Fernet keys; the first one seals, all open."""
        if not keys:
            raise ValueError("LEDGERBRIDGE_KEYS names no key")
        self._box = MultiFernet([Fernet(key) for key in keys])
        self._first = Fernet(keys[0])

    def seal(self, owner: str, content: Any) -> bytes:
        """Seal anything JSON can hold, or bytes as they are."""
        if isinstance(content, bytes):
            return self._box.encrypt(b"bytes " + owner.encode() + b"\n" + content)
        return self._box.encrypt(json.dumps([owner, content], separators=(",", ":")).encode())

    def open(self, owner: str, sealed: bytes) -> Any:
        """What was sealed for ``owner``: bytes as bytes, everything else as it was. Raises Sealed."""
        try:
            clear = self._box.decrypt(sealed)
            if clear.startswith(b"bytes "):
                head, _, content = clear.partition(b"\n")
                whose: Any = head.removeprefix(b"bytes ").decode()
            else:
                whose, content = json.loads(clear)
        except (InvalidToken, ValueError) as why:
            raise Sealed("sealed with a key that LEDGERBRIDGE_KEYS does not hold") from why
        if whose != owner:
            raise Sealed("sealed for somebody else")
        return content

    def is_current(self, sealed: bytes) -> bool:
        """Sealed with the first key?"""
        try:
            self._first.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def reseal(self, sealed: bytes) -> bytes:
        """The same content under the first key: for key rotation. Raises Sealed."""
        try:
            return self._box.rotate(sealed)
        except InvalidToken as why:
            raise Sealed("sealed with a key that LEDGERBRIDGE_KEYS does not hold") from why
