"""What is found in a letter, in words."""

from portal.answers.redaction import Mark
from portal.base.language import N_

MARKS = {
    Mark.EMAIL: N_("E-mail"),
    Mark.PHONE: N_("Telephone"),
    Mark.NUMBER: N_("Number of a paper"),
    Mark.PLATE: N_("Number plate"),
    Mark.BIRTH: N_("Date of birth"),
    Mark.ADDRESS: N_("Address"),
    Mark.NAME: N_("Name"),
}
