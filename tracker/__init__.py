"""The wiring of Answerable: settings, accounts, start-up.

Kept free of imports, because the launcher runs beside it before any package is installed.
"""
