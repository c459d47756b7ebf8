"""Reading a dealer's workbook: pure, without the database. customers.actions.importing writes what is found here."""
