from enum import StrEnum


class ListedStatus(StrEnum):
    ACTIVE = "active"
    DELETED = "deleted"
    INACTIVE = "inactive"

    def __str__(self) -> str:
        return str(self.value)
