"""Many customers in a file for the owner (AR-15): which columns, in which words, and the two kinds of file."""
