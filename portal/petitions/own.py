"""What the sender's own page shows, in few statements."""

from collections.abc import Sequence

import sqlalchemy as sa

from portal.base.db import session
from portal.petitions.models import Petition, PetitionText
from portal.petitions.papers import Photo
from portal.petitions.queries import Told
from portal.petitions.rules import Act


def letter_with_photos(petition_id: int) -> tuple[PetitionText, list[Photo]]:
    """What the sender wrote, and the pictures not erased, in the order in which they came."""
    shown = sa.and_(Photo.petition_id == PetitionText.petition_id, Photo.digest.is_not(None))
    rows = session.execute(
        sa.select(PetitionText, Photo)
        .outerjoin(Photo, shown)
        .where(PetitionText.petition_id == petition_id)
        .order_by(Photo.id)
    ).all()
    return rows[0][0], [photo for _, photo in rows if photo]


def leading(petition: Petition) -> Petition | None:
    """The petition that it was merged into, if it was."""
    return session.get(Petition, petition.merged_into_id) if petition.merged_into_id else None


def question(steps: Sequence[Told]) -> str:
    """What the office asked last."""
    return next((one.text for one in reversed(steps) if one.step.act is Act.ASK), "")
