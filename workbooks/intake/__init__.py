"""Taking what a workbook says into the archive: matching, deciding, writing in sets."""
