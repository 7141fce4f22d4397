"""Photos: added under the code, one at a time, made anew in two sizes before they are kept."""

from portal.base import clock, files
from portal.base.db import session
from portal.base.errors import NotFound, RuleBroken
from portal.base.language import N_
from portal.base.pictures import KIND, Picture
from portal.petitions import queries
from portal.petitions.moves import Case, demand, move
from portal.petitions.papers import Photo
from portal.petitions.rules import Act

MOST = 10


class Enough(RuleBroken):
    """Ten photos show what is to be seen."""

    message = N_("There are ten photos already. Thank you, that is enough.")


def add(case: Case, picture: Picture) -> Photo:
    """Keep one photo of the sender, or of the officer who has the petition."""
    demand(case, Act.PHOTO)
    if len(queries.photos(case.petition.id)) >= MOST:
        raise Enough
    photo = Photo(
        petition_id=case.petition.id,
        digest=files.put(picture.small.content, KIND),
        size=len(picture.small.content),
        large_digest=files.put(picture.large.content, KIND),
        large_size=len(picture.large.content),
        account_id=case.account_id,
        at=clock.now(),
    )
    session.add(photo)
    session.flush()
    move(case, Act.PHOTO, photo=photo.id)
    return photo


def photo(case: Case, photo_id: int) -> Photo:
    """One photo of this very petition; NotFound for any other."""
    found = session.get(Photo, photo_id)
    if found is None or found.petition_id != case.petition.id or found.digest is None:
        raise NotFound
    return found
