"""Petitions: what citizens send in, who holds it, what was answered, and by when.

A citizen needs no account: the code is the only key. This slice holds the domain of all petitions
and the citizen's pages; officers' pages, public answers and themes stand on a floor above.
"""
