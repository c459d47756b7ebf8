"""One table of what the archive knows: each field is described once, and form, import, export, filters, completeness,
merging and erasure are built from it (AR-2 ... AR-16)."""
