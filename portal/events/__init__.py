"""Events of units, and their live text.

A clerk or lead writes where, when and for whom; readers find it on the site, on the unit's page
and in their own calendar (iCalendar); during the event an officer tells it line by line by phone.
"""
