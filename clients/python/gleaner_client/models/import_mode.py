from enum import StrEnum


class ImportMode(StrEnum):
    ECONOMY = "economy"
    STANDARD = "standard"

    def __str__(self) -> str:
        return str(self.value)
