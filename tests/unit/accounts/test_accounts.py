"""Accounts: who may sign in, what a link is good for, what ends a session."""

from datetime import timedelta

import pytest

from accounts import AccountError, AccountStore, Region, region_of
from accounts.sessions import IDLE, LONGEST
from tests.unit.accounts.conftest import Clock

GOOD = "松树 石头 三十七只"
OTHER = "another good one"


def refused(code: str) -> "pytest.RaisesExc[AccountError]":
    return pytest.raises(AccountError, check=lambda error: error.code == code)


def test_from_the_setup_link_to_a_colleague_signed_in(store: AccountStore) -> None:
    assert store.empty()
    setup = store.links.issue(None)
    store.set_up(setup.token, "Chen", "陈管理", GOOD)
    assert not store.empty()
    with refused("link_unknown"):
        store.set_up(setup.token, "second", "第二人", GOOD)
    made = store.create("lin", "林审核", "county", "福州市/仓山区")
    with refused("wrong"):  # no password yet
        store.sign_in("lin", "")
    store.redeem(store.issue_link(made.id).token, GOOD)
    found = store.sessions.find(store.sign_in(" LIN ", GOOD))
    assert found is not None
    assert found.person.shown == "林审核（福州市仓山区，县级审核人员）"


def test_what_is_refused(store: AccountStore) -> None:
    store.create("lin", "林", "county", "福州市/仓山区")
    for code, name, role, region in (
        ("name_taken", "LIN", "county", "福州市/仓山区"),
        ("name_bad", "l", "county", "福州市/仓山区"),
        ("name_bad", "<b>", "county", "福州市/仓山区"),
        ("role_unknown", "wu", "king", ""),
        ("region_needed", "wu", "county", "福州市"),
        ("region_needed", "wu", "city", ""),
        ("region_needed", "wu", "city", "福州市/仓山区"),
        ("region_not_wanted", "wu", "province", "福州市"),
        ("region_unknown", "wu", "county", "福州市/思明区"),
    ):
        with refused(code):
            store.create(name, "某人", role, region)
    assert [one.name for one in store.everyone()] == ["lin"]


@pytest.mark.parametrize(
    ("code", "password"),
    [
        ("password_short", "九个字符不够用啊"),
        ("password_long", "好" * 201),
        ("password_plain", "aaaaaaaaaaaaaa"),
        ("password_plain", "linlin-2025"),
    ],
)
def test_a_bad_password_leaves_the_link_usable(
    store: AccountStore, code: str, password: str
) -> None:
    link = store.issue_link(store.create("lin", "林", "helpdesk").id)
    with refused(code):
        store.redeem(link.token, password)
    store.redeem(link.token, GOOD)
    assert store.sign_in("lin", GOOD)


def test_links_expire_and_replace_each_other(store: AccountStore, clock: Clock) -> None:
    user = store.create("lin", "林", "helpdesk").id
    first, second = store.issue_link(user), store.issue_link(user)
    with refused("link_unknown"):
        store.redeem(first.token, GOOD)
    clock.now = second.expires_at
    with refused("link_unknown"):
        store.redeem(second.token, GOOD)
    store.purge_expired()
    assert not store.links.good(second.token)


def test_a_session_slides_and_has_an_end(store: AccountStore, clock: Clock) -> None:
    user = store.create("lin", "林", "helpdesk").id
    idle, busy = store.sessions.open(user), store.sessions.open(user)
    begun = clock.now
    while clock.now + IDLE - timedelta(minutes=5) < begun + LONGEST:
        clock.now += IDLE - timedelta(minutes=5)
        assert store.sessions.find(busy) is not None
    assert store.sessions.find(idle) is None
    clock.now = begun + LONGEST
    assert store.sessions.find(busy) is None


def test_what_ends_sessions_at_once(store: AccountStore) -> None:
    user = store.create("lin", "林", "county", "福州市/仓山区").id
    store.redeem(store.issue_link(user).token, GOOD)

    def change(region: str = "福州市/仓山区", active: bool = True) -> None:
        store.change(user, display="林", role_id="county", region=region, active=active)

    token = store.sign_in("lin", GOOD)
    change()
    assert store.sessions.find(token) is not None
    change("福州市/鼓楼区")
    assert store.sessions.find(token) is None
    token = store.sign_in("lin", GOOD)
    with refused("wrong"):
        store.change_password(user, OTHER, OTHER)
    store.change_password(user, GOOD, OTHER)
    assert store.sessions.find(token) is None
    token = store.sign_in("lin", OTHER)
    store.redeem(store.issue_link(user).token, GOOD)
    assert store.sessions.find(token) is None
    token = store.sign_in("lin", GOOD)
    change("福州市/鼓楼区", active=False)
    assert store.sessions.find(token) is None
    with refused("wrong"):
        store.sign_in("lin", GOOD)
    with refused("user_inactive"):
        store.issue_link(user)


def test_the_last_administrator_stays(store: AccountStore) -> None:
    first = store.set_up(store.links.issue(None).token, "chen", "陈", GOOD)
    waiting = store.create("wu", "吴", "administrator")
    for role, active in (("administrator", False), ("helpdesk", True)):
        with refused("last_administrator"):
            store.change(first.id, display="陈", role_id=role, region="", active=active)
    store.redeem(store.issue_link(waiting.id).token, GOOD)
    store.change(first.id, display="陈", role_id="helpdesk", region="", active=True)
    assert store.any_with("helpdesk")


@pytest.mark.parametrize(
    ("address", "city", "county"),
    [
        ("福建省福州市仓山区建新镇1号", "福州市", "仓山区"),
        ("福州仓山区建新镇1号", "福州市", "仓山区"),
        ("仓山区建新镇1号", "福州市", "仓山区"),
        ("泉州市", "泉州市", ""),
        ("福建省晋江市", "泉州市", "晋江市"),
        ("平潭县潭城镇", "平潭综合实验区", "平潭县"),
        ("福州市思明区", "福州市", ""),
    ],
)
def test_the_region_of_an_address(address: str, city: str, county: str) -> None:
    assert region_of(address) == Region(city, county)


def test_an_address_elsewhere_has_no_region() -> None:
    assert region_of("浙江省温州市鹿城区") is None


def test_what_a_region_covers() -> None:
    province, city, county = Region(), Region("福州市"), Region("福州市", "仓山区")
    assert province.covers(city) and city.covers(county) and county.covers(county)
    assert not county.covers(city)
    assert not city.covers(Region("厦门市", "思明区"))
