"""Papers as offices write them, and as villains do."""

import zipfile
from io import BytesIO

from docx import Document

from portal.base.attachments import ODS, ODT
from tests.sheets import xlsx

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def zipped(how: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    """An archive of these parts, `/` written `__` and `.` written `_dot_`."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", how) as archive:
        for name, inside in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), inside)
    return made.getvalue()


def docx(words: str = "Kính gửi Ủy ban") -> bytes:
    """As Word writes it."""
    made, document = BytesIO(), Document()
    document.add_paragraph(words)
    document.save(made)
    return made.getvalue()


def added(archive: bytes, name: str, inside: bytes) -> bytes:
    """The archive with one part more."""
    made = BytesIO(archive)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as both:
        both.writestr(name, inside)
    return made.getvalue()


def odt() -> bytes:
    """As LibreOffice writes a letter."""
    return zipped(mimetype=ODT.encode(), content_dot_xml=b"<office:document-content/>")


def ods() -> bytes:
    """As LibreOffice writes a sheet."""
    return zipped(mimetype=ODS.encode(), content_dot_xml=b"<office:document-content/>")


def listed(rows: int = 3) -> bytes:
    """An Excel list."""
    return xlsx([[f"Thôn {n}"] for n in range(rows)])
