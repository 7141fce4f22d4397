"""What stands in deploy/ works: nginx before a real portal, nobody's page shown to another."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from portal.accounts.audience import Audience, Reach
from portal.accounts.models import Account
from portal.accounts.rules import Role
from portal.base import clock, db, paths
from portal.base.db import session
from portal.base.web import Portal
from portal.units.queries import Place
from tests import make
from tests.html import Page
from tests.serving import Answer, ask, free_port, portal_on, wait_for

DEPLOY = paths.ROOT / "deploy"
HOST = "portal.example.vn"
no_nginx = pytest.mark.skipif(
    shutil.which("nginx") is None, reason="no nginx here: apt-get install nginx-light"
)


@dataclass
class Reader:
    """Somebody with a cookie jar; `marker` stands on no page but theirs."""

    name: str
    marker: str
    jar: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """nginx on a port, what it keeps on disk, and who reads."""

    port: int
    kept: Path
    unit: str
    readers: list[Reader]
    pages: list[str]

    def ask(
        self, path: str, reader: Reader, form: dict[str, str] | None = None, *, htmx: bool = False
    ) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in reader.jar.items())
        headers = {"Cookie": cookie} if cookie else {}
        headers |= {"HX-Request": "true"} if htmx else {}
        answer = ask(self.port, path, headers, form=form, host=HOST, tls=True)
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            reader.jar[name] = value
        return answer


def configured(folder: Path, tls_port: int, portal_port: int) -> Path:
    """deploy/nginx.conf with the ports, files and limit of this test, and nothing else changed."""
    text = (DEPLOY / "nginx.conf").read_text()
    for ours, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{tls_port} ssl",
        "listen 80 ": f"listen 127.0.0.1:{free_port()} ",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "server 127.0.0.1:8080": f"server 127.0.0.1:{portal_port}",
        "rate=100r/s": "rate=9000r/s",  # one address asks a thousand times here
        "/etc/ssl/portal/": f"{folder}/",
        "/var/cache/nginx/portal": f"{folder}/kept",
    }.items():
        assert ours in text, ours
        text = text.replace(ours, here)
    (folder / "portal.conf").write_text(text)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"pid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        + ("user root;\n" if os.geteuid() == 0 else "")
        + f"http {{\naccess_log off;\nclient_body_temp_path {folder}/body;\n"
        f"proxy_temp_path {folder}/proxy;\nfastcgi_temp_path {folder}/f;\n"
        f"uwsgi_temp_path {folder}/u;\nscgi_temp_path {folder}/s;\n"
        f"include {folder}/portal.conf;\n}}\n"
    )
    return whole


def certify(folder: Path) -> None:
    key, chain = folder / "privkey.pem", folder / "fullchain.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    subprocess.run(
        ["openssl", *words.split(), "-subj", f"/CN={HOST}", "-keyout", key, "-out", chain],
        check=True,
        capture_output=True,
    )


INSIDE, OF_LEADS = "Nội bộ cán bộ", "Riêng lãnh đạo"
"""Titles of posts for officers, and for leads alone."""


def told(commune: Place, village: Place, lead: Account) -> list[str]:
    """News for everybody and not, and a live text; the addresses of all of it."""
    posts = [
        make.published(commune.parents[0], "Ngày hội", by=lead, reach=Reach.EVERYBODY, urgent=True),
        make.published(commune, INSIDE, by=lead, audience=Audience.OFFICERS, pinned=True),
        make.published(commune, OF_LEADS, by=lead, audience=Audience.LEADS, urgent=True),
    ]
    begins = clock.local(clock.now() - timedelta(minutes=5))
    event = make.event(village, f"{begins:%Y-%m-%d %H:%M}", by=lead)
    make.tell(event, "Khai mạc")
    here = f"/events/{village.code}/{event.id}"
    own = [f"/news/{post.id}{tail}" for post in posts for tail in ("", "/share")]
    drafts = [f"/news/{post.id}/draft" for post in posts]
    lists = ["/news/", "/news/?q=noi+bo", f"/news/?unit={commune.code}", "/news/archive"]
    feeds = ["/news.atom", f"/units/{commune.code}/news.json", "/events.ics"]
    return [*own, *drafts, *lists, *feeds, "/events/", here, f"{here}/live", f"{here}/live?after=0"]


@pytest.fixture
def site(app: Portal, tmp_path: Path) -> Iterator[Site]:
    commune = make.commune()
    village = make.village(commune)
    # Three names of which none holds another, so that a marker is one reader's alone.
    readers = [
        Reader(name, f"Nguyễn Văn {name.title()}") for name in ("lananh", "quocbao", "thuyduong")
    ]
    lead, *_ = (
        make.officer(place, role, username=reader.name)
        for reader, place, role in zip(
            readers, (commune, village, commune.parents[0]), (Role.LEAD, Role.CLERK, Role.VIEWER),
            strict=True,
        )
    )  # fmt: skip
    make.weekly()
    pages = told(commune, village, lead)
    session.remove()
    url = app.config["DATABASE_URL"]
    db.close_database()
    certify(tmp_path)
    settings = {"PORTAL_BASE_URL": f"https://{HOST}", "PORTAL_TRUSTED_PROXY": "127.0.0.1"}
    with portal_on(app, url, **settings) as portal_port:
        port = free_port()
        conf = configured(tmp_path, port, portal_port)
        nginx = subprocess.Popen(["nginx", "-c", conf, "-p", tmp_path, "-g", "daemon off;"])
        try:
            wait_for(port, nginx)
            yield Site(port, tmp_path / "kept", commune.code, readers, pages)
        finally:
            nginx.terminate()
            nginx.wait(20)


def enter(site: Site, reader: Reader) -> None:
    """Through the sign-in page, as a person would."""
    fields = Page(site.ask("/en/login", reader).body).fields()
    typed = {**fields, "username": reader.name, "password": f"own-{reader.name}"}
    assert site.ask("/en/login", reader, typed).status == 303
    assert "__Host-portal" in reader.jar


@no_nginx
def test_behind_nginx_nobody_ever_sees_a_page_of_another(site: Site) -> None:
    for reader in site.readers:
        enter(site, reader)
    anonymous = Reader("anonymous", "")
    pages = ("/", "/units/", f"/units/{site.unit}", f"/units/{site.unit}/poster", "/desk",
             "/account", "/login", "/units/?q=tan", "/sitemap.xml", "/robots.txt", "/desk",
             "/account", *site.pages)  # fmt: skip
    draw = Random(1)
    wanted = [
        (
            draw.choice([anonymous, *site.readers]),
            draw.choice(("", "/en", "/hi")) + path,
            draw.random() < 0.3,
        )
        for path in pages * 32
    ]
    draw.shuffle(wanted)
    assert len(wanted) >= 1000
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: (one, site.ask(one[1], one[0], htmx=one[2])), wanted))
    tokens: list[str] = []
    own, inside = 0, 0
    clerk = site.readers[1]  # of the village: no lead
    for (reader, path, htmx), answer in answers:
        assert answer.status in (200, 303, 404), f"{path}: {answer.status}"
        seen = [one.name for one in site.readers if one.marker in answer.body]
        assert set(seen) <= {reader.name}, f"{path}: {seen} seen by {reader.name}"
        own += bool(seen)
        inside += INSIDE in answer.body
        assert reader is not anonymous or INSIDE not in answer.body, path
        assert reader not in (anonymous, clerk) or OF_LEADS not in answer.body, path
        _speaks_as_asked(path, answer, htmx=htmx)
        tokens += re.findall(r'name="once" value="([^"]+)"', answer.body)
        if reader is not anonymous or 'name="once"' in answer.body:
            assert "public" not in answer.headers["Cache-Control"], path
    assert own > 50, "the readers' own pages must have been among them"
    assert inside > 50, "and what is for officers alone"
    assert len(tokens) == len(set(tokens)), "a form was given twice"


def _speaks_as_asked(path: str, answer: Answer, *, htmx: bool) -> None:
    """The language is that of the address; a whole page for who asked for one."""
    if not answer.headers["Content-Type"].startswith("text/html") or answer.status == 303:
        return
    language = path[1:3] if path[:4] in ("/en/", "/hi/") else "vi"
    whole = "<!doctype html>" in answer.body
    assert whole or htmx or "?after=" in path, path
    assert not whole or f'<html lang="{language}">' in answer.body, path


@no_nginx
def test_nginx_keeps_public_pages_and_never_one_with_a_cookie_or_no_store(site: Site) -> None:
    for reader in site.readers:
        enter(site, reader)
    anonymous = Reader("anonymous", "")
    for reader in (anonymous, *site.readers, anonymous):
        for path in ("/", f"/units/{site.unit}", "/en/units/", "/login", "/desk", "/account"):
            site.ask(path, reader)
    kept = [file.read_bytes() for file in site.kept.rglob("*") if file.is_file()]
    assert len(kept) >= 3
    for stored in kept:
        head = stored.partition(b"\r\n\r\n")[0].lower()
        assert b"cache-control: public" in head
        for forbidden in (b"set-cookie", b"no-store", b"private"):
            assert forbidden not in head
        assert b"x-reading" not in head
        assert not any(reader.marker.encode() in stored for reader in site.readers)


@no_nginx
def test_nginx_answers_for_no_other_name_and_keeps_the_counters_shut(site: Site) -> None:
    assert ask(site.port, "/metrics", host=HOST, tls=True).status == 404
    with pytest.raises(ConnectionError):
        ask(site.port, "/", host="evil.example", tls=True)
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "10.9.9.9"}
    page = ask(site.port, f"/units/{site.unit}", forged, host=HOST, tls=True)
    assert "evil.example" not in page.body
    assert f"https://{HOST}/units/{site.unit}" in page.body
    assert "Strict-Transport-Security" in page.headers


def test_the_systemd_unit_is_sound(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here: apt-get install systemd")
    unit = tmp_path / "portal.service"
    text = (DEPLOY / "portal.service").read_text()
    # The program is not installed on this machine; everything else is judged as it is.
    unit.write_text(text.replace("/opt/portal/.venv/bin/portal", shutil.which("true") or ""))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "portal.service" in line]
    assert not ours, ours


def test_haproxy_takes_its_configuration(tmp_path: Path) -> None:
    if shutil.which("haproxy") is None:
        pytest.skip("no haproxy here: apt-get install haproxy")
    certify(tmp_path)
    both = (tmp_path / "fullchain.pem").read_text() + (tmp_path / "privkey.pem").read_text()
    (tmp_path / "portal.pem").write_text(both)
    text = (DEPLOY / "haproxy.cfg").read_text().replace("/etc/ssl/portal/", f"{tmp_path}/")
    (tmp_path / "haproxy.cfg").write_text(text)
    done = subprocess.run(
        ["haproxy", "-c", "-f", tmp_path / "haproxy.cfg"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
