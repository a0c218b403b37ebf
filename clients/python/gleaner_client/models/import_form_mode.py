from enum import StrEnum


class ImportFormMode(StrEnum):
    ECONOMY = "economy"
    STANDARD = "standard"
    VALUE_2 = ""

    def __str__(self) -> str:
        return str(self.value)
