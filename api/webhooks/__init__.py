"""Telling others' servers that something public changed: signed, at least once, and never a word of what it says."""
