"""Posts of units: announcements, news, guidance, for everybody or for officers alone.

Read by citizens and officers. What is written, approved and withdrawn goes through `services.py`;
its pages are in `portal/newsroom/`, a floor above, under the same addresses.
"""
