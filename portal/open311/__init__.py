"""Open311 GeoReport v2: other people's applications and dashboards read petitions and send them.

Addresses: `/open311/discovery`, and below `/open311/v2/` `services`, `requests` and `tokens`, each
ending in `.json` or `.xml`. Nothing private is ever in it (README, Decisions).
"""
