"""Code that commands share: filters, output options, completion."""
