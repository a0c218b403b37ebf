from enum import StrEnum


class RowOutcome(StrEnum):
    AUTOMATED = "automated"
    DUPLICATE = "duplicate"
    EMPTY = "empty"
    IMPORTED = "imported"
    NOT_A_MESSAGE = "not_a_message"
    REJECTED = "rejected"

    def __str__(self) -> str:
        return str(self.value)
