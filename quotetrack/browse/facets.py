"""Facets of the quotes page: speaker, outlet, type and time, each with counts that lead to those quotes.

Datasette's own facets know columns; a quote can have two speakers, and a date is wanted by year and month. Imports
asking for the names of the form's fields.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.database import QueryInterrupted
from datasette.facets import Facet

from quotetrack.browse.showing import day

# Unnamed speakers ("officials") are someone else in every article: they make no facet.
_SPEAKERS = """
    SELECT speakers.key AS value, speakers.name AS label, count(*) AS count
    FROM ({sql}) AS found
    JOIN quote_speakers ON quote_speakers.quote_id = found.id
    JOIN speakers ON speakers.id = quote_speakers.speaker_id
    WHERE speakers.kind <> 'unnamed'
    GROUP BY speakers.id ORDER BY count DESC, speakers.sort_name LIMIT {limit}
"""
_COLUMN = """
    SELECT {name} AS value, {name} AS label, count(*) AS count FROM ({sql})
    WHERE {name} IS NOT NULL AND {name} <> '' GROUP BY value ORDER BY count DESC, value LIMIT {limit}
"""
_MONTHS = """
    SELECT substr(published, 1, 7) AS value, NULL AS label, count(*) AS count FROM ({sql})
    WHERE published >= '0' GROUP BY value ORDER BY value DESC
"""
_FIELDS = {"speaker": ("_speaker_key",), "outlet": ("_outlet_is",), "type": ("_type",), "date": ("_since", "_until")}
# A record that spans more months than this is offered by year.
_MOST_MONTHS = 12


class RecordFacet(Facet):  # type: ignore[misc]
    """Facet of type "record" over the view quotes_readable; configured as {"record": "speaker"} and the like."""

    type = "record"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Facets in Datasette's shape, and the names of those that took too long."""
        results, timed_out = [], []
        for configured in self.get_configs():
            name = configured["config"].get("simple")
            if name not in _FIELDS or self.table != "quotes_readable":
                continue
            try:
                results.append(await self._result(name, configured["source"] != "metadata"))
            except QueryInterrupted:
                timed_out.append(name)
        return results, timed_out

    async def _result(self, name: str, hideable: bool) -> dict[str, Any]:
        size = self.get_facet_size()
        template = {"speaker": _SPEAKERS, "date": _MONTHS}.get(name, _COLUMN)
        found = await self.ds.execute(
            self.database,
            template.format(sql=self.sql, name=name, limit=size + 1),
            self.params,
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        rows: list[tuple[str, str, int]] = [tuple(row) for row in found.rows]
        if name == "date":
            rows = _by_time(rows)
        pairs = parse_qsl(self.request.query_string, keep_blank_values=True)
        return {
            "name": name,
            "type": self.type,
            "hideable": hideable,
            "toggle_url": self._address(pair for pair in pairs if pair != ("_facet_record", name)),
            "truncated": len(rows) > size,
            "results": [self._value(name, *row, pairs) for row in rows[:size]],
        }

    def _value(self, name: str, value: str, label: str, count: int, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        fields = _FIELDS[name]
        selected = all((field, value) in pairs for field in fields)
        kept = [pair for pair in pairs if pair[0] not in (*fields, "_next")]
        if not selected:
            kept += [(field, value) for field in fields]
        return {
            "value": value,
            "label": label,
            "count": count,
            "selected": selected,
            "toggle_url": self.ds.absolute_url(self.request, self._address(kept)),
        }

    def _address(self, pairs: Iterable[tuple[str, str]]) -> str:
        query = urlencode(list(pairs))
        return str(self.ds.urls.path(self.request.path + (f"?{query}" if query else "")))


def _by_time(months: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Months, newest first, or years where the months are many."""
    if len(months) <= _MOST_MONTHS:
        return [(month, day(month), count) for month, _, count in months]
    years: dict[str, int] = {}
    for month, _, count in months:
        years[month[:4]] = years.get(month[:4], 0) + count
    return [(year, year, count) for year, count in years.items()]
