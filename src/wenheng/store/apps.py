"""The store as a Django app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Ledger tables, all called `store_…`."""

    name = "wenheng.store"
    label = "store"
