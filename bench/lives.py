"""Made-up petitions, each with what became of it, as the services would have written it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from portal.base import clock, terms
from portal.petitions import codes, steps
from portal.petitions.clocks import Calendar
from portal.petitions.models import Identity, Petition, PetitionText, Step
from portal.petitions.papers import Answer, PublicCopy, Rating
from portal.petitions.rules import Act, Channel, Kind, Learn, Outcome, State
from portal.units.rules import Level

DAYS = 1000
BUSY = 0.01
"""One commune has so great a share of all: what its officers see is measured too."""
CALENDAR = Calendar({})

TOPICS = [
    *("Đèn đường hỏng", "Rác thu gom chậm", "Đường ngập khi mưa", "Nước máy đục", "Loa hỏng"),
    *(
        "Xin làm rãnh thoát nước",
        "Hàng quán lấn vỉa hè",
        "Trường thiếu nhà vệ sinh",
        "Chó thả rông",
    ),
    *("Chậm trả giấy tờ", "Cầu dân sinh xuống cấp", "Khói bụi từ xưởng gỗ", "Xin thêm ghế đá"),
]
_WORDS = """
đoạn đường ngõ xóm đầu thôn cuối làng đã nhiều tuần nay chưa ai sửa buổi tối trẻ em người già
đi lại rất khó khăn mỗi khi trời mưa nước tràn vào nhà bà con đã họp và kiến nghị nhiều lần
mong ủy ban xem xét sớm có biện pháp giải quyết dứt điểm cho nhân dân yên tâm sản xuất xin cảm
ơn các cấp lãnh đạo
"""
WORDS = _WORDS.split()


@dataclass(frozen=True)
class Home:
    """An office and the unit above it."""

    id: int
    above: int
    level: Level


@dataclass
class Rows:
    """What goes into each table, in the order in which the tables need each other."""

    tables: dict[Any, list[dict[str, Any]]] = field(
        default_factory=lambda: {
            table: []
            for table in (Petition, PetitionText, Identity, Step, Answer, Rating, PublicCopy)
        }
    )

    def add(self, table: Any, **row: Any) -> None:
        """One row more."""
        self.tables[table].append(row)


def once_of(number: int) -> str:
    """The form key that the petition's code was made of."""
    return f"bench-petition-{number:09}"


class Writer:
    """Makes up petitions, one after the other through three years."""

    def __init__(self, number: int, homes: list[Home], people: tuple[int, int]) -> None:
        self.number, self.homes, self.people = number, homes, people
        self.draw, self.now, self.today = Random(1), clock.now(), clock.today()
        self.due: dict[date, tuple[date, date]] = {}

    def days(self, on: date) -> tuple[date, date]:
        """When triage and answer are due for what comes on a day."""
        if on not in self.due:
            self.due[on] = CALENDAR.add(on, 2), CALENDAR.due(on, Level.COMMUNE)
        return self.due[on]

    def write(self, number: int, rows: Rows) -> None:
        """One petition with all that hangs on it."""
        draw = self.draw
        home = self.homes[0] if draw.random() < BUSY else draw.choice(self.homes)
        back = DAYS * (1 - number / self.number)
        at = self.now - timedelta(days=back, minutes=draw.randrange(600))
        on = clock.local(at).date()
        triage, due = self.days(on)
        life = self._life(back)
        topic, text = draw.choice(TOPICS), self._text(25 + draw.randrange(60))
        row = self._petition(number, home, at, on, due)
        chain = Chain(number, at, rows)
        row["state"] = State.RECEIVED
        chain.step(Act.SEND, None, State.RECEIVED, None, None, owner=home.id, doubt=None)
        row["step_due_on"] = triage
        if life:
            self._work(row, chain, home, life, at + timedelta(days=1))
        row.update(steps=chain.number, chain=chain.chain, version=chain.number - 1)
        rows.add(Petition, **row)
        rows.add(PetitionText, petition_id=number, topic=topic, text=text)
        if draw.random() < 0.4:
            phone = f"09{draw.randrange(10**8):08}"
            rows.add(Identity, petition_id=number, name="Nguyễn Thị Bench", phone=phone, address="")
        if row["answered_at"]:
            self._answer(row, rows, topic, text)

    def _life(self, back: float) -> tuple[State, ...]:
        """The states it went through after it was received; what is old has nearly always ended."""
        work, signed = (State.IN_PROGRESS,), (State.IN_PROGRESS, State.AWAITING_APPROVAL)
        chance = self.draw.random()
        if back < 1.5 or chance < 0.002:
            return ()
        if back < 10 + 30 * chance**4 or chance < 0.004:
            return work if self.draw.random() < 0.8 else signed
        if back < 30:
            return (*signed, State.ANSWERED)
        return (*signed, State.ANSWERED, State.CLOSED)

    def _text(self, syllables: int) -> str:
        start = self.draw.randrange(len(WORDS))
        return " ".join(WORDS[(start + n * n % 7 + n) % len(WORDS)] for n in range(syllables))

    def _petition(
        self, number: int, home: Home, at: datetime, on: date, due: date
    ) -> dict[str, Any]:
        nothing = ("to_id", "barred_id", "not_account_id", "taken_by", "paused_on", "answered_at")
        none = ("ended_at", "split_from_id", "merged_into_id", "erased_at", "account_id")
        counts = ("paused_days", "away_days", "extended_days", "hops", "bounces", "reopened")
        flags = ("restricted", "asked_once", "code_to_change", "to_tell", "held")
        return {
            **dict.fromkeys((*nothing, *none)),
            **dict.fromkeys(counts, 0),
            **dict.fromkeys(flags, False),
            "id": number,
            "kind": self.draw.choices(
                [Kind.FEEDBACK, Kind.PROPOSAL, Kind.THANKS], (7, 2, 1)
            )[0],
            "channel": Channel.WEB,
            "learn": Learn.HERE,
            "language": "vi",
            "place_id": home.id,
            "home_id": home.id,
            "owner_id": home.id,
            "above_id": home.above,
            "received_at": at,
            "clock_on": on,
            "due_on": due,
            "code_hash": codes.hashed(codes.make(once_of(number))),
        }  # fmt: skip

    def _work(
        self, row: dict[str, Any], chain: "Chain", home: Home, life: tuple[State, ...], at: datetime
    ) -> None:
        clerk, lead = self.people
        row["step_due_on"], row["account_id"] = None, clerk
        acts = {
            State.IN_PROGRESS: (Act.CLAIM, clerk, {}),
            State.AWAITING_APPROVAL: (Act.SUBMIT, clerk, {"number": 1, "outcome": Outcome.ANSWER}),
            State.ANSWERED: (Act.APPROVE, lead, {"number": 1, "reason": None}),
            State.CLOSED: (Act.CLOSE, None, {}),
        }
        for state in life:
            act, who, facts = acts[state]
            chain.at = at
            chain.step(act, row["state"], state, who, home.id if who else None, **facts)
            row["state"] = state
            if state is State.ANSWERED:
                row["answered_at"] = row["ended_at"] = at
            at += timedelta(days=2 + 8 * self.draw.random() ** 2)

    def _answer(self, row: dict[str, Any], rows: Rows, topic: str, text: str) -> None:
        number, at, draw = row["id"], row["answered_at"], self.draw
        said, (clerk, lead) = self._text(40), self.people
        rows.add(
            Answer,
            id=number,
            petition_id=number,
            number=1,
            outcome=Outcome.ANSWER,
            reason=None,
            text=said,
            unit_id=row["owner_id"],
            author_id=clerk,
            written_at=at,
            submitted_at=at,
            approver_id=lead,
            approved_at=at,
            due_on=row["due_on"],
            in_time=clock.local(at).date() <= row["due_on"],
            days=min(30, (at - row["received_at"]).days * 5 // 7),
        )
        if row["state"] is State.CLOSED and draw.random() < 0.3:
            stars = draw.choices(range(1, 6), (1, 1, 3, 6, 6))[0]
            rows.add(
                Rating, answer_id=number, petition_id=number, stars=stars, words="", at=at
            )  # fmt: skip
        if draw.random() < 0.3:
            rows.add(
                PublicCopy,
                petition_id=number,
                unit_id=row["owner_id"],
                place_id=row["place_id"],
                kind=row["kind"],
                topic=topic,
                text=text,
                answer=said,
                key=terms.folded(topic, text, said),
                published_at=at,
                me_too=0,
            )


@dataclass
class Chain:
    """The steps of one petition, each with the hash of all before it."""

    petition_id: int
    at: datetime
    rows: Rows
    number: int = 0
    chain: str = ""

    def step(
        self, act: Act, before: State | None, after: State, account: int | None, unit: int | None,
        **facts: Any,
    ) -> None:  # fmt: skip
        """One act more."""
        self.number += 1
        row = {
            "petition_id": self.petition_id,
            "number": self.number,
            "at": self.at,
            "act": act,
            "before": before,
            "after": after,
            "account_id": account,
            "unit_id": unit,
            "facts": facts,
        }
        self.chain = steps.link(self.chain, SimpleNamespace(**row))
        self.rows.add(Step, **row, chain=self.chain)
