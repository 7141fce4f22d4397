"""The front page and the officers' desk: the only slice that reads all others' queries.

Everybody enters here: a citizen for one of three things, an officer for what is due.
"""
