"""One thing that can hurt, and where it stands."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Kinds in the order in which a reviewer looks at them first."""

    QUANTITY = "quantity"
    UNIT = "unit"
    FREQUENCY = "frequency"
    ROUTE = "route"
    NEGATION = "negation"
    CONTRAINDICATION = "contraindication"
    PREGNANCY = "pregnancy"
    RENAL = "renal"
    HEPATIC = "hepatic"
    AGE = "age"
    RED_FLAG = "red_flag"
    DIRECTION = "direction"
    NUMBER = "number"

    @property
    def label(self) -> str:
        return _LABELS.get(self, self.value.capitalize())


_LABELS = {
    Kind.QUANTITY: "Dose or quantity",
    Kind.PREGNANCY: "Pregnancy or breastfeeding",
    Kind.RENAL: "Kidney",
    Kind.HEPATIC: "Liver",
    Kind.RED_FLAG: "Red flag",
    Kind.DIRECTION: "More or less",
}


class Finding(NamedTuple):
    """`value` is normalised: two ways to write the same thing have the same value.

    `start` and `end` count characters of the text that was searched; `sentence` is that text's
    sentence around them.
    """

    kind: Kind
    value: str
    start: int
    end: int
    text: str
    sentence: str
