"""Petitions on paper: the transfer slip to an agency (Phiếu chuyển), and the whole file."""

from collections.abc import Iterator

from portal.base import clock
from portal.base.errors import NotFound
from portal.base.formats import day, moment
from portal.base.language import gettext
from portal.casework.queries import File
from portal.casework.shown import sender_of, whose, worked
from portal.letters import queries as letters
from portal.letters.letter import Heading, Letter, Table
from portal.petitions import queries, words
from portal.petitions.moves import Case
from portal.petitions.papers import Referral
from portal.petitions.queries import Told, Version
from portal.units import queries as units

Part = str | Heading | Table


def slip(case: Case) -> Letter:
    """The transfer slip of the newest referral that was signed; NotFound where there is none.

    The agency learns the matter and where it is; nothing of who wrote.
    """
    version = next((one for one in queries.versions(case.petition.id) if one.referral), None)
    if version is None or version.referral is None:
        raise NotFound
    referral, letter = version.referral, queries.letter(case.petition.id)
    unit_id = version.answer.unit_id  # whose it was then
    unit = case.places.get(unit_id) or units.place_of_id(unit_id)
    if unit is None:
        raise NotFound
    return Letter(
        head=letters.head(unit, day=referral.signed_on),
        day=referral.signed_on,
        number=referral.document,
        title=gettext("TRANSFER SLIP"),
        subject=gettext("On %(topic)s", topic=letter.topic),
        addressees=(referral.agency,),
        body=tuple(_of_slip(case, letter.text, referral)),
        recipients=(
            gettext("As above;"),
            gettext("The sender (through the portal);"),
            gettext("Kept at the office."),
        ),
    )


def _of_slip(case: Case, text: str, referral: Referral) -> Iterator[Part]:
    petition = case.petition
    values = {
        "day": day(clock.local(petition.received_at).date()),
        "number": petition.number,
        "place": case.places[petition.place_id].inline,
    }
    yield gettext(
        "On %(day)s we received petition %(number)s from a citizen of %(place)s:", **values
    )
    yield from text.split("\n")
    yield gettext(
        "After looking at it, we pass the petition to your agency to be looked into and settled "
        "within its competence."
    )
    yield gettext(
        "Please let us know the result before %(day)s, so that we can tell the citizen.",
        day=day(referral.follow_up_on),
    )


def whole(file: File) -> Letter:
    """All that officers read of a petition, on paper."""
    return Letter(
        head=letters.head(file.owner),
        day=clock.today(),
        title=gettext("FILE OF A PETITION"),
        subject=f"{file.case.number}: {file.letter.topic}",
        body=tuple(_of_whole(file)),
        preparer="",
    )


def _of_whole(file: File) -> Iterator[Part]:
    petition = file.case.petition
    rows = [
        (gettext("Kind"), gettext(words.KINDS[petition.kind][0])),
        (gettext("State"), gettext(words.STATES[petition.state][0])),
        (gettext("Sender"), sender_of(file)),
        (gettext("Day of receipt"), moment(petition.received_at)),
        (gettext("Answer by"), day(petition.due_on)),
        (gettext("Now at"), file.owner.label),
        (gettext("In the hands of"), file.holder or gettext("nobody")),
    ]
    yield Table(headings=(gettext("File"), petition.number), rows=tuple(rows))
    yield Heading(gettext("What the sender wrote"))
    yield from file.letter.text.split("\n")
    for version in file.versions:
        yield from _of_version(version)
    yield Heading(gettext("What happened"))
    told = [(moment(one.step.at), _sentence(one, file), whose(one, file)) for one in file.steps]
    yield Table(
        headings=(gettext("When"), gettext("What was done"), gettext("Who")), rows=tuple(told)
    )


def _of_version(version: Version) -> Iterator[Part]:
    yield Heading(gettext("Answer, version %(number)s", number=version.answer.number))
    yield from version.answer.text.split("\n")


def _sentence(one: Told, file: File) -> str:
    sentence = worked(one, file)
    return f"{sentence}: {one.text}" if one.text else sentence
