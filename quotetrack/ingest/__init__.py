"""The way of an article: reading -> extraction -> store. Floor 5: imports reading, extraction, store, model, errors.

reading.plan -> parts -> workers (processes, each running worker) -> results in the order of the input -> adding
stored articles -> reextraction

Import its modules: whoever only extracts has no use for the store.
"""
