"""What ``gouji keys`` does."""

from __future__ import annotations

import argparse
import sys

from gouji.models.errors import ConfigurationError
from gouji.service.settings import load_settings
from gouji.service.store import keys
from gouji.service.store.connection import Store, open_store

_NO_STORE = "请先设 GOUJI_STORE：密钥存在结果库里，服务要用同一个库"


def run_keys(chosen: argparse.Namespace) -> int:
    """Make, list or revoke keys. Returns the exit code.

    Raises:
        ConfigurationError: no store is set, or there is no such key.
    """
    settings = load_settings()
    if settings.store is None:
        raise ConfigurationError(_NO_STORE)
    store = open_store(settings.store)
    try:
        _ACTIONS[chosen.action](store, chosen)
    finally:
        store.close()
    return 0


def _add(store: Store, chosen: argparse.Namespace) -> None:
    with store.begin() as connection:
        token = keys.add_key(connection, chosen.name, tuple(chosen.scope), chosen.per_minute)
    print(token)
    print("密钥只显示这一次，请妥善保存。已有密钥后，没有密钥的请求一律拒绝", file=sys.stderr)


def _list(store: Store, _: argparse.Namespace) -> None:
    with store.look() as connection:
        for key in keys.list_keys(connection):
            rate = f"每分钟 {key.per_minute} 次" if key.per_minute else "不限次数"
            state = f"{key.revoked_at} 作废" if key.revoked_at else "有效"
            print("\t".join((key.id, key.name, " ".join(key.scopes), rate, key.created_at, state)))


def _revoke(store: Store, chosen: argparse.Namespace) -> None:
    with store.begin() as connection:
        if not keys.revoke_key(connection, chosen.id):
            raise ConfigurationError(f"没有编号为 {chosen.id} 的有效密钥。用 gouji keys list 查看")


_ACTIONS = {"add": _add, "list": _list, "revoke": _revoke}
