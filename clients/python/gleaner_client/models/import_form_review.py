from enum import StrEnum


class ImportFormReview(StrEnum):
    FALSE = "false"
    TRUE = "true"
    VALUE_2 = ""

    def __str__(self) -> str:
        return str(self.value)
