"""The dated tree of centre, provinces, communes and villages.

Every officer and citizen uses it to find a place; a commune's lead keeps the list of its villages.
"""
