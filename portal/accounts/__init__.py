"""Who may sign in, what each may do where, and the rooms of one's own account.

Used by every officer at sign-in, by leads who make the accounts of the level below, and by every
other slice to ask "may they?".
"""
