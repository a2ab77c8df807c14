"""The demonstration record: an affair or two told from five published articles, through the actions that editors use.

`data/` holds what is told (its README says by which rules), the modules here put it on the desk and publish it.
"""
