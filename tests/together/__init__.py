"""Many at one data base at once: four who add, one who writes corrections, the pages that read. No error, no lost row.

corrector  what the one who corrects runs
newsroom   all of them together for some seconds, and what was found wrong afterwards
command    ``make together``: for how long, and what came out
"""
