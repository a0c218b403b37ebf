from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.import_mode import ImportMode
from ..models.job_status import JobStatus

if TYPE_CHECKING:
    from ..models.import_warning import ImportWarning_
    from ..models.row_counts import RowCounts
    from ..models.skipped_conversations import SkippedConversations


T = TypeVar("T", bound="ImportAccepted")


@_attrs_define
class ImportAccepted:
    """An accepted import. Its job is queued.

    Attributes:
        success (bool):
        job_id (UUID):
        import_job_id (UUID): The same as `jobId`.
        review (bool): Whether patterns are staged for a review instead of being learned at once.
        mode (ImportMode): How the language model is called: `standard` with one call for each conversation, `economy`
            with all conversations in one batch, at half the price and within a day.
        status (JobStatus): The status of an import job; `pending` and `processing` are not final.
        total_messages (int): Messages in the file, including duplicates and messages imported before. Example: 256.
        duplicate_messages (int): Messages that repeat an earlier message in the file, or were imported before.
        new_messages (int): Messages that are neither duplicates nor imported before.
        conversations_found (int): Conversations that this import processes.
        conversations_skipped (int): Conversations that this import leaves out.
        conversations_analyzed (int): Conversations that the job has finished; 0 unless the request waited.
        new_patterns (int): Patterns that the import has created so far.
        enhanced_patterns (int): Conversations that have confirmed a known pattern so far.
        avg_confidence (float): The mean confidence of the patterns that the import has created or confirmed, 0 to 1; 0
            if there is
            none.
        errors (list[str]): The job's problems, as human-readable sentences.
        skipped (SkippedConversations): Conversations that the import leaves out, by reason. Their messages can be
            imported later.
        rows (RowCounts): Outcomes of the file's rows. Each row has one outcome, so the counts add up to `total`.
        warnings (list[ImportWarning_]):
        message (str): A human-readable summary.
    """

    success: bool
    job_id: UUID
    import_job_id: UUID
    review: bool
    mode: ImportMode
    status: JobStatus
    total_messages: int
    duplicate_messages: int
    new_messages: int
    conversations_found: int
    conversations_skipped: int
    conversations_analyzed: int
    new_patterns: int
    enhanced_patterns: int
    avg_confidence: float
    errors: list[str]
    skipped: SkippedConversations
    rows: RowCounts
    warnings: list[ImportWarning_]
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        job_id = str(self.job_id)

        import_job_id = str(self.import_job_id)

        review = self.review

        mode = self.mode.value

        status = self.status.value

        total_messages = self.total_messages

        duplicate_messages = self.duplicate_messages

        new_messages = self.new_messages

        conversations_found = self.conversations_found

        conversations_skipped = self.conversations_skipped

        conversations_analyzed = self.conversations_analyzed

        new_patterns = self.new_patterns

        enhanced_patterns = self.enhanced_patterns

        avg_confidence = self.avg_confidence

        errors = self.errors

        skipped = self.skipped.to_dict()

        rows = self.rows.to_dict()

        warnings = []
        for warnings_item_data in self.warnings:
            warnings_item = warnings_item_data.to_dict()
            warnings.append(warnings_item)

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "jobId": job_id,
                "importJobId": import_job_id,
                "review": review,
                "mode": mode,
                "status": status,
                "totalMessages": total_messages,
                "duplicateMessages": duplicate_messages,
                "newMessages": new_messages,
                "conversationsFound": conversations_found,
                "conversationsSkipped": conversations_skipped,
                "conversationsAnalyzed": conversations_analyzed,
                "newPatterns": new_patterns,
                "enhancedPatterns": enhanced_patterns,
                "avgConfidence": avg_confidence,
                "errors": errors,
                "skipped": skipped,
                "rows": rows,
                "warnings": warnings,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.import_warning import ImportWarning_  # noqa: PLC0415
        from ..models.row_counts import RowCounts  # noqa: PLC0415
        from ..models.skipped_conversations import SkippedConversations  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        job_id = UUID(d.pop("jobId"))

        import_job_id = UUID(d.pop("importJobId"))

        review = d.pop("review")

        mode = ImportMode(d.pop("mode"))

        status = JobStatus(d.pop("status"))

        total_messages = d.pop("totalMessages")

        duplicate_messages = d.pop("duplicateMessages")

        new_messages = d.pop("newMessages")

        conversations_found = d.pop("conversationsFound")

        conversations_skipped = d.pop("conversationsSkipped")

        conversations_analyzed = d.pop("conversationsAnalyzed")

        new_patterns = d.pop("newPatterns")

        enhanced_patterns = d.pop("enhancedPatterns")

        avg_confidence = d.pop("avgConfidence")

        errors = cast(list[str], d.pop("errors"))

        skipped = SkippedConversations.from_dict(d.pop("skipped"))

        rows = RowCounts.from_dict(d.pop("rows"))

        warnings = []
        _warnings = d.pop("warnings")
        for warnings_item_data in _warnings:
            warnings_item = ImportWarning_.from_dict(warnings_item_data)

            warnings.append(warnings_item)

        message = d.pop("message")

        import_accepted = cls(
            success=success,
            job_id=job_id,
            import_job_id=import_job_id,
            review=review,
            mode=mode,
            status=status,
            total_messages=total_messages,
            duplicate_messages=duplicate_messages,
            new_messages=new_messages,
            conversations_found=conversations_found,
            conversations_skipped=conversations_skipped,
            conversations_analyzed=conversations_analyzed,
            new_patterns=new_patterns,
            enhanced_patterns=enhanced_patterns,
            avg_confidence=avg_confidence,
            errors=errors,
            skipped=skipped,
            rows=rows,
            warnings=warnings,
            message=message,
        )

        import_accepted.additional_properties = d
        return import_accepted

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
