"""Taking what a workbook says (customers.importing) into the archive: matching, deciding, writing in sets."""
