"""Linking a follower of the WeChat account to an account of staff: what a code is good for, and
what ends a link."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from accounts import AccountError, AccountStore, Person
from accounts.bindings import KEEP_CODE, KEEP_LINK, LETTERS
from storage import models
from tests.unit.accounts.conftest import Clock

PASSWORD = "松树 石头 三十七只"
ALICE, BOB = "wechat:oAlice", "wechat:oBob"


@pytest.fixture
def lin(store: AccountStore) -> Person:
    made = store.create("lin", "林审核", "county", "福州市/仓山区")
    return store.redeem(store.issue_link(made.id).token, PASSWORD)


def refused(code: str) -> "pytest.RaisesExc[AccountError]":
    return pytest.raises(AccountError, check=lambda error: error.code == code)


def linked(store: AccountStore, person: Person, sender: str = ALICE) -> None:
    store.wechat.redeem(sender, store.wechat.issue(person.id).text)


def test_a_code_links_once_however_it_is_typed(store: AccountStore, lin: Person) -> None:
    code = store.wechat.issue(lin.id)
    assert len(code.text) == 6 and set(code.text) <= set(LETTERS)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code.text.lower())
    assert store.wechat.redeem(ALICE, f" {wide[:3]} {wide[3:]}").id == lin.id
    assert store.wechat.person(ALICE) == store.get(lin.id)
    assert store.wechat.linked() == {lin.id}
    with refused("wechat_code"):
        store.wechat.redeem(BOB, code.text)
    assert store.wechat.person(BOB) is None
    # The same message delivered again, after the answer to it was lost.
    assert store.wechat.redeem(ALICE, code.text).id == lin.id


def test_what_is_stored_is_not_the_code(
    store: AccountStore, lin: Person, factory: sessionmaker[Session]
) -> None:
    code = store.wechat.issue(lin.id).text
    with factory() as session:
        stored = session.scalars(select(models.StaffWeChatCode.digest)).one()
    assert code not in stored and len(stored) == 64


def test_a_code_is_good_for_ten_minutes_and_until_the_next_one(
    store: AccountStore, lin: Person, clock: Clock
) -> None:
    first, second = store.wechat.issue(lin.id), store.wechat.issue(lin.id)
    with refused("wechat_code"):
        store.wechat.redeem(ALICE, first.text)
    clock.now += KEEP_CODE
    with refused("wechat_code"):
        store.wechat.redeem(ALICE, second.text)
    with refused("wechat_code"):
        store.wechat.redeem(ALICE, "AAAAAA")
    with refused("wechat_code"):
        store.wechat.redeem(ALICE, "")


def test_a_link_ends_after_ninety_days(store: AccountStore, lin: Person, clock: Clock) -> None:
    linked(store, lin)
    clock.now += KEEP_LINK - timedelta(seconds=1)
    assert store.wechat.person(ALICE) is not None
    clock.now += timedelta(seconds=1)
    assert store.wechat.person(ALICE) is None and store.wechat.of_user(lin.id) is None
    linked(store, lin)  # before anything was purged
    clock.now += KEEP_LINK
    store.purge_expired()
    assert store.wechat.linked() == set()


def test_one_follower_an_account_and_one_account_a_follower(
    store: AccountStore, lin: Person
) -> None:
    other = store.create("chen", "陈审核", "city", "福州市")
    linked(store, lin)
    with refused("wechat_linked"):
        store.wechat.issue(lin.id)
    code = store.wechat.issue(other.id)
    with refused("wechat_taken"):
        store.wechat.redeem(ALICE, code.text)
    assert store.wechat.redeem(BOB, code.text).id == other.id
    store.wechat.unlink(lin.id)
    assert store.wechat.person(ALICE) is None and store.wechat.person(BOB) is not None


def stopped(store: AccountStore, person: Person) -> None:
    store.change(
        person.id, display="林审核", role_id="county", region="福州市/仓山区", active=False
    )


def reset(store: AccountStore, person: Person) -> None:
    store.redeem(store.issue_link(person.id).token, PASSWORD)


def changed(store: AccountStore, person: Person) -> None:
    store.change_password(person.id, PASSWORD, "another good one")


@pytest.mark.parametrize("ends", [stopped, reset, changed])
def test_what_ends_a_link_and_a_code_at_once(
    store: AccountStore, lin: Person, ends: Callable[[AccountStore, Person], None]
) -> None:
    linked(store, lin)
    other = store.create("chen", "陈审核", "county", "福州市/鼓楼区")
    other = store.redeem(store.issue_link(other.id).token, PASSWORD)
    pending = store.wechat.issue(other.id)
    ends(store, lin)
    ends(store, other)
    assert store.wechat.person(ALICE) is None and store.wechat.linked() == set()
    with refused("wechat_code"):
        store.wechat.redeem(BOB, pending.text)
    store.change(lin.id, display="林", role_id="county", region="福州市/仓山区", active=True)
    assert store.wechat.person(ALICE) is None  # opened again: the link does not come back


def test_another_role_or_region_counts_at_once(store: AccountStore, lin: Person) -> None:
    linked(store, lin)
    store.change(lin.id, display="林", role_id="city", region="厦门市", active=True)
    found = store.wechat.person(ALICE)
    assert found is not None and (found.role, found.region.shown) == ("city", "厦门市")
