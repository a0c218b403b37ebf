//! What people do, as the audit log records it.

use strum::{EnumMessage, EnumString, IntoStaticStr, VariantArray};

/// What a person did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumMessage, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AuditAction {
    /// Sent a file to import.
    Import,
    /// Stopped an import.
    CancelImport,
    /// Ran the unfinished conversations of an import again.
    RetryImport,
    /// Undid an import.
    UndoImport,
    /// Took the undo of an import back.
    RedoImport,
    /// Approved a staged pattern.
    Approve,
    /// Rejected a staged pattern.
    Reject,
    /// Edited a staged pattern.
    EditStaged,
    /// Put a rejected pattern back to be reviewed.
    Reopen,
    /// Imported patterns of another library.
    ImportPatterns,
    /// Created a pattern by hand.
    Create,
    /// Edited a pattern.
    Edit,
    /// Deleted a pattern.
    Delete,
    /// Restored a deleted pattern.
    Restore,
    /// Resolved a conflict between two patterns.
    ResolveConflict,
    /// Merged a pattern into another one.
    Merge,
    /// Undid a merge of two patterns.
    UndoMerge,
    /// Split a pattern into two.
    Split,
}

impl AuditAction {
    /// The name, as it is stored and sent.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}
