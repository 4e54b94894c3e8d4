"""``chevet`` with ClickHouse's engine in this process (chDB) in place of a server. Run by test_engines.py.

chDB takes no « external data », by which Ibis sends its small tables: here they are made tables first.
"""

from __future__ import annotations

from typing import Any

import clickhouse_connect  # type: ignore[import-not-found]
import ibis.backends.clickhouse as backends

from chevet.cli import app
from chevet.cohort import engine


class Embedded(backends.Backend):  # type: ignore[misc]
    def _normalize_external_tables(self, external_tables: Any = None) -> None:
        for name, table in (external_tables or {}).items():
            columns = ", ".join(
                f"`{column}` {self.compiler.type_mapper.to_string(kind)}"
                for column, kind in table.schema.items()
            )
            self.con.command(f"CREATE TABLE IF NOT EXISTS `{name}` ({columns}) ENGINE = Memory")
            self.con.command(f"TRUNCATE TABLE `{name}`")
            self.con.insert_arrow(name, table.data.to_pyarrow(table.schema))


def opened(address: str) -> Embedded:
    client = clickhouse_connect.get_client(interface="chdb", query_limit=0)
    found: Embedded = Embedded.from_connection(client)
    return found


if __name__ == "__main__":
    engine._OPENERS["clickhouse"] = opened
    app()
