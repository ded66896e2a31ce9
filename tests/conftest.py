"""What all tests share: the profile of hypothesis, and databases on a PostgreSQL server."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

SERVER = os.environ.get("WENHENG_TEST_POSTGRESQL", "")
"""postgresql://…/postgres of a server where databases may be made and dropped."""


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of a new database."""
    if not SERVER:
        pytest.skip("needs a PostgreSQL server: python -m benchmarks.postgresql pytest …")
    import psycopg

    name = f"wenheng_{uuid4().hex}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"{SERVER.rpartition('/')[0]}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
