"""``quotetrack add`` killed with ``kill -9`` at random moments, then run again: nothing may be lost, nothing twice.

rounds   one kill each, and what was found wrong after it
command  ``make crash``: how many of them, and what came out
"""
