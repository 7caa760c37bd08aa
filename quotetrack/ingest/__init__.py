"""The way of an article: reading -> extraction -> store. Floor 5: imports reading, extraction, store, model, errors.

reading.plan -> parts -> workers (processes, each running worker) -> results in the order of the input -> adding
stored articles -> reextraction
"""

from quotetrack.ingest.adding import Extract, Summary, add_sources
from quotetrack.ingest.reextraction import ExtractAll, Reextracted, reextract
from quotetrack.ingest.workers import available_cores, results

__all__ = [
    "Extract",
    "ExtractAll",
    "Reextracted",
    "Summary",
    "add_sources",
    "available_cores",
    "reextract",
    "results",
]
