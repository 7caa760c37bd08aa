"""Facets of the quotes page: speaker, outlet, type, time, and attributes of known people (party, gender), each with
counts that lead to those quotes.

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
# What is said of known people; a column of names or addresses, of which each has another, tells nothing apart.
_ATTRIBUTES = """
    SELECT name FROM attributes GROUP BY name
    HAVING count(*) > count(DISTINCT value) OR count(DISTINCT value) <= 5 ORDER BY name LIMIT 8
"""
_ATTRIBUTE = """
    SELECT attributes.value AS value, attributes.value AS label, count(DISTINCT found.id) AS count FROM ({sql}) AS found
    JOIN quote_speakers ON quote_speakers.quote_id = found.id
    JOIN attributes ON attributes.speaker_id = quote_speakers.speaker_id AND attributes.name = :facet_attribute
    GROUP BY value ORDER BY count DESC, value LIMIT {limit}
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
        if results:
            for (attribute,) in (await self.ds.execute(self.database, _ATTRIBUTES)).rows:
                try:
                    results.append(await self._attribute(attribute))
                except QueryInterrupted:
                    timed_out.append(attribute)
        return results, timed_out

    async def _attribute(self, attribute: str) -> dict[str, Any]:
        rows = await self._rows(_ATTRIBUTE, attribute, facet_attribute=attribute)
        pairs = parse_qsl(self.request.query_string, keep_blank_values=True)
        return self._facet(attribute, rows, [("_attribute", attribute)], pairs) | {"hideable": False}

    async def _result(self, name: str, hideable: bool) -> dict[str, Any]:
        rows = await self._rows({"speaker": _SPEAKERS, "date": _MONTHS}.get(name, _COLUMN), name)
        if name == "date":
            rows = _by_time(rows)
        pairs = parse_qsl(self.request.query_string, keep_blank_values=True)
        without = self._address(pair for pair in pairs if pair != ("_facet_record", name))
        fields = [(field, "") for field in _FIELDS[name]]
        return self._facet(name, rows, fields, pairs) | {"hideable": hideable, "toggle_url": without}

    async def _rows(self, template: str, name: str, **parameters: str) -> list[tuple[str, str, int]]:
        """Values with their labels and counts, one more than are shown."""
        found = await self.ds.execute(
            self.database,
            template.format(sql=self.sql, name=name, limit=self.get_facet_size() + 1),
            {**(self.params or {}), **parameters},
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        return [tuple(row) for row in found.rows]

    def _facet(
        self,
        name: str,
        rows: list[tuple[str, str, int]],
        fields: list[tuple[str, str]],
        pairs: list[tuple[str, str]],
    ) -> dict[str, Any]:
        """A facet; ``fields`` are those of the form that its values go into, each with the attribute it is about."""
        size = self.get_facet_size()
        return {
            "name": name,
            "type": self.type,
            "toggle_url": None,
            "truncated": len(rows) > size,
            "results": [self._value(fields, *row, pairs) for row in rows[:size]],
        }

    def _value(
        self, fields: list[tuple[str, str]], value: str, label: str, count: int, pairs: list[tuple[str, str]]
    ) -> dict[str, Any]:
        wanted = [(field, f"{attribute}={value}" if attribute else value) for field, attribute in fields]
        selected = all(pair in pairs for pair in wanted)
        kept = [
            pair
            for pair in pairs
            if pair[0] != "_next"
            and not any(
                pair[0] == field and (not attribute or pair[1].startswith(f"{attribute}="))
                for field, attribute in fields
            )
        ]
        if not selected:
            kept += wanted
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
