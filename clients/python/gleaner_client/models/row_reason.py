from enum import StrEnum


class RowReason(StrEnum):
    AUTOMATED_MESSAGE = "automated_message"
    BAD_IDENTIFIER = "bad_identifier"
    BLANK_ROW = "blank_row"
    CUT_SHORT = "cut_short"
    DAMAGED_NUMBER = "damaged_number"
    IMPORTED_BEFORE = "imported_before"
    INVALID_NUMBER = "invalid_number"
    LINE_TOO_LONG = "line_too_long"
    NO_NUMBER = "no_number"
    NO_TEXT = "no_text"
    NO_TIME = "no_time"
    OTHER_TYPE = "other_type"
    REPEATED_HEADER = "repeated_header"
    REPEATED_IN_FILE = "repeated_in_file"
    SHIFTED_COLUMNS = "shifted_columns"
    TOO_LONG = "too_long"
    TOO_MANY_RECIPIENTS = "too_many_recipients"
    UNCLOSED_QUOTE = "unclosed_quote"
    UNKNOWN_DIRECTION = "unknown_direction"

    def __str__(self) -> str:
        return str(self.value)
