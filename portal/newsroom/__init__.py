"""Where posts are written: drafts, preview, pictures, review, schedule, correction, withdrawal.

Used by clerks and leads of every unit; what it writes is `portal/news/`, read under the same
addresses.
"""
