"""Settings, one line each; set by environment variables with PORTAL_ before the name.

Loaded as a file by `create_app`, never imported.
"""

import os

from portal.base import keys, paths


def _setting(name: str, default: str = "") -> str:
    return os.environ.get(f"PORTAL_{name}", default)


DATABASE_URL = _setting(
    "DATABASE_URL", f"sqlite:///{paths.INSTANCE / 'portal.db'}"
)  # SQLite file or postgresql+psycopg://…
_KEPT = DATABASE_URL.startswith(
    "sqlite"
)  # beside PostgreSQL the secrets must be given: several machines share them
SECRET_KEY = _setting("SECRET_KEY") or (
    keys.kept_in(paths.INSTANCE, "secret.key") if _KEPT else ""
)  # signs forms; may be changed at any time
CODE_KEY = _setting("CODE_KEY") or (
    keys.kept_in(paths.INSTANCE, "code.key") if _KEPT else ""
)  # makes tracking codes and first passwords; never change it
TIMEZONE = _setting("TIMEZONE", "Asia/Ho_Chi_Minh")  # of the installation, fixed for good
LOCALE = _setting("LOCALE", "vi")  # the language of addresses without a prefix
BASE_URL = _setting("BASE_URL")  # https://…: makes cookies Secure; printed on slips
TRUSTED_PROXY = _setting("TRUSTED_PROXY")  # address of the proxy whose X-Forwarded-* is believed
ANONYMOUS_LIMIT = int(_setting("ANONYMOUS_LIMIT", "300"))  # anonymous attempts per address, an hour
DOUBTED_FROM = int(_setting("DOUBTED_FROM", "60"))  # petitions from one address, an hour: looked at
PETITION_MONTHS = int(_setting("PETITION_MONTHS", "24"))  # ended petitions are kept so long
OPEN311_KEYS = _setting("OPEN311_KEYS").split()  # of applications that may send; none: reading only
OPEN311_LIMIT = int(_setting("OPEN311_LIMIT", "300"))  # petitions from one such key, an hour
METRICS_TOKEN = _setting("METRICS_TOKEN")  # opens /metrics; without one it stays shut
SITE_NAME = _setting("SITE_NAME", "Cổng cơ sở")  # in the bar of every page

SESSION_COOKIE_NAME = "__Host-portal" if BASE_URL.startswith("https") else "portal"
MAX_CONTENT_LENGTH = 2 * 1024 * 1024  # 2 MB; views that take files (base/uploads.py) have the next
UPLOAD_CONTENT_LENGTH = 12 * 1024 * 1024  # a file of 10 MB, what is typed beside it, and some air
MAX_FORM_MEMORY_SIZE = MAX_CONTENT_LENGTH  # a long text travels through sign-in in one field
MAX_FORM_PARTS = 4000  # a week of 168 communes on one grid
COMPRESS_ALGORITHM = ["br", "gzip"]
COMPRESS_MIMETYPES = [
    *("text/html", "text/plain", "text/calendar", "application/xml", "application/atom+xml"),
    "text/xml",
    *("application/json", "application/feed+json", "image/svg+xml"),
]
COMPRESS_LEVEL = 6  # gzip 9 buys nothing on pages of 5 kB
COMPRESS_BR_LEVEL = 4
COMPRESS_MIN_SIZE = 400
