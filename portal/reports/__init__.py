"""Weekly figures: entered in the village, checked by the commune, added up at every level.

Village officers use it each Monday on a phone; communes, provinces and the centre read the totals
at the very next request.
"""
