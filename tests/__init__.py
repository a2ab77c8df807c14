"""Tests of Answerable; the folders below follow those of the code."""
