"""The workbench: the captured text of a source on one side, the dossier that is made from it on the other.

Words that are selected become events and citations with the exact quotation anchored. Nothing of what the text
proposes is stored unless an editor takes it.
"""
