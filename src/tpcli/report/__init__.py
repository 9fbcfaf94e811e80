"""The report: one page that holds everything it needs, to read on any screen, to print and to pass on."""
