"""The SQL of the pages runs."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.docs.conftest import execute
from tests.docs.pages import Block, blocks

QUERIES = blocks("sql", "docs/runbook.md", "include/mappings/README.md")


@pytest.mark.parametrize("query", QUERIES, ids=lambda block: block.id)
def test_a_query_of_a_page_runs(database: sa.Engine, query: Block) -> None:
    with database.connect() as db:
        execute(db, query.text)
