"""Import: tables and lists of any layout, row by row.

`encoding` makes text of a file, `tables` and `objects` rows of the text, `mapping` says which columns make which field,
`entries` makes entries of rows. `columns`, `dates`, `numbers` and `words` read what stands in the cells.
"""
