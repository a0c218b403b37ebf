from enum import StrEnum


class WarningCode(StrEnum):
    DAMAGED_NUMBERS = "damaged_numbers"
    DAMAGED_TEXT = "damaged_text"
    DUPLICATE_FILE = "duplicate_file"
    ECONOMY_UNAVAILABLE = "economy_unavailable"
    GUESSED_ENCODING = "guessed_encoding"
    MISSING_TIMES = "missing_times"
    NOTHING_NEW = "nothing_new"
    NUL_BYTES = "nul_bytes"
    OVER_LIMIT = "over_limit"
    REJECTED_ROWS = "rejected_rows"
    UNCLOSED_QUOTE = "unclosed_quote"
    UNKNOWN_PRICE = "unknown_price"

    def __str__(self) -> str:
        return str(self.value)
