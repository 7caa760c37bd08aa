"""The command line, floor 6: the one place where errors become one line, and where click and rich are known.

    main        the commands together; errors and exit codes (``run`` is the entry point)
    adding, searching, extracting, explaining, evaluating, serving      the commands
    options     what several commands take;  output  the formats;  tables  what a terminal shows
    reporting   what long work tells;  stopping  Ctrl-C in it
    predictions, identifiers      the lines that ``extract`` prints

Modules import the rooms they use inside functions: ``--help`` must read no word list and open no data base.
"""
