from enum import StrEnum


class ExportFormat(StrEnum):
    CHATWOOT = "chatwoot"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    ZENDESK = "zendesk"

    def __str__(self) -> str:
        return str(self.value)
