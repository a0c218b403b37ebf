from enum import StrEnum


class AuditAction(StrEnum):
    APPROVE = "approve"
    CANCEL_IMPORT = "cancel_import"
    CREATE = "create"
    DELETE = "delete"
    EDIT = "edit"
    EDIT_STAGED = "edit_staged"
    IMPORT = "import"
    IMPORT_PATTERNS = "import_patterns"
    MERGE = "merge"
    REDO_IMPORT = "redo_import"
    REJECT = "reject"
    REOPEN = "reopen"
    RESOLVE_CONFLICT = "resolve_conflict"
    RESTORE = "restore"
    RETRY_IMPORT = "retry_import"
    SPLIT = "split"
    UNDO_IMPORT = "undo_import"
    UNDO_MERGE = "undo_merge"

    def __str__(self) -> str:
        return str(self.value)
