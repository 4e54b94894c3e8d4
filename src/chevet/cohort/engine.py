"""Where the counting is done: DuckDB in this process, or a Spark or ClickHouse that somebody else runs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from chevet.problems import CourseError, Problem

Backend = Any  # ibis has no types
NAMES = ("duckdb", "spark", "clickhouse")


@contextmanager
def connect(address: str = "duckdb") -> Iterator[Backend]:
    """An Ibis connection, closed at the end.

    Args:
        address: ``duckdb`` (in memory), ``duckdb:///file``, ``spark`` (one in this process, on the loopback
            interface only), ``spark://host:port``, or ``clickhouse://user:password@host:port/database``.

    Raises:
        CourseError: unknown engine, missing library, or a server that does not answer.
    """
    engine = urlsplit(address).scheme or address
    if engine not in NAMES:
        raise _failure(f"le moteur « {address} » n’existe pas.", f"Moteurs : {', '.join(NAMES)}.")
    try:
        connection = _OPENERS[engine](address)
    except ImportError as error:
        extra = "pyspark" if engine == "spark" else engine
        raise _failure(
            f"la bibliothèque du moteur {engine} n’est pas installée.", f"Installez ibis-framework[{extra}]."
        ) from error
    except Exception as error:  # each driver has its own exceptions
        shown = _without_password(address)
        raise _failure(
            f"{shown} ne répond pas ({type(error).__name__}).", "Vérifiez l’adresse, ou comptez avec DuckDB."
        ) from error
    try:
        yield connection
    finally:
        connection.disconnect()


def keep(backend: Backend, expression: Any) -> Any:
    """The rows of ``expression``, computed once, on the engine that holds them, until the connection is closed."""
    import ibis

    name = ibis.util.gen_name("chevet")
    if backend.name == "pyspark":  # it has no temporary tables, only views that one may keep in memory
        return backend.create_view(name, expression).cache()
    return backend.create_table(name, obj=expression, temp=True)


def _duckdb(address: str) -> Backend:
    import ibis

    parts = urlsplit(address)
    connection = ibis.duckdb.connect(parts.path if parts.scheme else ":memory:")
    connection.raw_sql("SET enable_progress_bar = false")
    return connection


def _spark(address: str) -> Backend:
    import ibis
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.ERROR)
    builder = SparkSession.builder.appName("chevet").config("spark.ui.showConsoleProgress", "false")
    if urlsplit(address).netloc:
        builder = builder.master(address)
    else:  # in this process: no page, no port that another machine can reach
        builder = builder.master("local[1]")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "1",
        }.items():
            builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel(
        "ERROR"
    )  # else it says at each figure that a ladder of marks is not shared out
    return ibis.pyspark.connect(session)


def _clickhouse(address: str) -> Backend:
    import ibis

    return ibis.connect(address)


_OPENERS = {"duckdb": _duckdb, "spark": _spark, "clickhouse": _clickhouse}


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}" if parts.netloc else address


def _failure(message: str, remedy: str) -> CourseError:
    return CourseError(Problem("--backend", 0, message, remedy))
