from enum import StrEnum


class FeedbackOutcome(StrEnum):
    EDITED = "edited"
    REJECTED = "rejected"
    USED = "used"

    def __str__(self) -> str:
        return str(self.value)
