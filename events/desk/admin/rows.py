"""Rows of a form below the form of their subject, each field explained."""

from unfold.admin import StackedInline, TabularInline

from events.desk.glossary import Explains


class TabularRows(Explains, TabularInline):
    pass


class StackedRows(Explains, StackedInline):
    pass
