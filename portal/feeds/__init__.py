"""The newest posts for whoever takes news along: Atom and JSON Feed, of the site and of each unit.

What is not for everybody is in none of them, whoever asks. Addresses: `/news.atom`, `/news.json`,
`/units/<code>/news.atom`, `/units/<code>/news.json`, each also with `?category=`.
"""
