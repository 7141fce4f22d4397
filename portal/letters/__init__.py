"""Official letters: letterheads, document numbers, Word and print, and the agencies they go to.

Every slice that answers, reports or decides on paper uses it; admins keep the letterheads, leads
the list of outside agencies.
"""
