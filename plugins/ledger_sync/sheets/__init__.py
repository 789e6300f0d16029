"""Tables in files that people hand over, CSV or XLSX: rows of texts, whatever they mean."""
