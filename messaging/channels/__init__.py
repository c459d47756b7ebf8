"""The ways out of the house, one module each: `send(letter)` says whether the gateway took it (DESIGN, MS-2).

They know no row of the database. A gateway that said no, or could not be reached, has certainly not taken the letter;
where nobody can know, that is the answer.
"""
