"""Officers at work on petitions: the inbox of an office, one petition with all its steps, each act.

What may be done and by whom is decided below, in `portal/petitions/`; here are the pages. The
addresses begin as those of `petitions/views.py`, where the senders' pages are.
"""
