"""Secrets at rest: bound to their owner, and keys that can be rotated."""

import pytest
from cryptography.fernet import Fernet

from ledgerbridge.state.vault import Sealed, Vault

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def test_what_was_sealed_for_one_opens_for_nobody_else():
    sealed = Vault((OLD,)).seal("shop-a", {"refresh": "geheim"})
    assert b"geheim" not in sealed
    assert Vault((OLD,)).open("shop-a", sealed) == {"refresh": "geheim"}
    with pytest.raises(Sealed, match="somebody else"):
        Vault((OLD,)).open("shop-b", sealed)


def test_a_new_key_in_front_opens_the_old_and_seals_anew():
    sealed = Vault((OLD,)).seal("shop", "x")
    both = Vault((NEW, OLD))
    assert both.open("shop", sealed) == "x"
    assert Vault((NEW,)).open("shop", both.reseal(sealed)) == "x"


def test_a_missing_key_says_so():
    with pytest.raises(Sealed, match="LEDGERBRIDGE_KEYS"):
        Vault((NEW,)).open("shop", Vault((OLD,)).seal("shop", "x"))


def test_bytes_stay_bytes_and_have_an_owner_too():
    sealed = Vault((OLD,)).seal("shop", b'{"a": "\xff\n"}')
    assert Vault((OLD,)).open("shop", sealed) == b'{"a": "\xff\n"}'
    with pytest.raises(Sealed, match="somebody else"):
        Vault((OLD,)).open("shop2", sealed)
