"""How long acts spend where: in queries and commits, in signing, in the store."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Watch:
    """Seconds by kind of work, in this process and thread."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.queries = 0

    @contextmanager
    def on(self, kind: str) -> Iterator[None]:
        """Count the block as this kind of work."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[kind] += time.perf_counter() - began

    def over(self, kind: str, holder: Any, name: str) -> None:
        """Count every call of a function from now on."""
        inner: Callable[..., Any] = getattr(holder, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            with self.on(kind):
                return inner(*args, **kwargs)

        setattr(holder, name, counted)

    def over_database(self) -> None:
        """Count queries and commits from now on."""
        connection.ensure_connection()
        connection.execute_wrappers.append(self._query)
        self.over("database", connection, "_commit")

    def _query(self, execute: Callable[..., Any], *rest: Any) -> Any:
        self.queries += 1
        with self.on("database"):
            return execute(*rest)
