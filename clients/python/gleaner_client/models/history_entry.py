from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.import_mode import ImportMode
from ..models.job_status import JobStatus

if TYPE_CHECKING:
    from ..models.history_row_counts import HistoryRowCounts


T = TypeVar("T", bound="HistoryEntry")


@_attrs_define
class HistoryEntry:
    """An import job in the history.

    Attributes:
        id (UUID):
        user_id (str):
        status (JobStatus): The status of an import job; `pending` and `processing` are not final.
        total_messages (int):
        processed_messages (int):
        duplicate_messages (int):
        conversations_found (int):
        conversations_analyzed (int):
        conversations_skipped (int):
        conversations_failed (int):
        patterns_created (int):
        patterns_enhanced (int):
        patterns_staged (int):
        patterns_approved (int):
        patterns_rejected (int):
        mode (ImportMode): How the language model is called: `standard` with one call for each conversation, `economy`
            with all conversations in one batch, at half the price and within a day.
        budget_usd (float | None): What the import may cost, in US dollars; null without a limit. Example: 2.5.
        rows (HistoryRowCounts): Outcomes of the file's rows. The reasons are in the job's status and report.
        errors (list[str]):
        created_at (datetime.datetime):
        started_at (datetime.datetime | None): Null until a worker starts the job.
        completed_at (datetime.datetime | None): Null until the job is final.
    """

    id: UUID
    user_id: str
    status: JobStatus
    total_messages: int
    processed_messages: int
    duplicate_messages: int
    conversations_found: int
    conversations_analyzed: int
    conversations_skipped: int
    conversations_failed: int
    patterns_created: int
    patterns_enhanced: int
    patterns_staged: int
    patterns_approved: int
    patterns_rejected: int
    mode: ImportMode
    budget_usd: float | None
    rows: HistoryRowCounts
    errors: list[str]
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    completed_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        user_id = self.user_id

        status = self.status.value

        total_messages = self.total_messages

        processed_messages = self.processed_messages

        duplicate_messages = self.duplicate_messages

        conversations_found = self.conversations_found

        conversations_analyzed = self.conversations_analyzed

        conversations_skipped = self.conversations_skipped

        conversations_failed = self.conversations_failed

        patterns_created = self.patterns_created

        patterns_enhanced = self.patterns_enhanced

        patterns_staged = self.patterns_staged

        patterns_approved = self.patterns_approved

        patterns_rejected = self.patterns_rejected

        mode = self.mode.value

        budget_usd: float | None
        budget_usd = self.budget_usd

        rows = self.rows.to_dict()

        errors = self.errors

        created_at = self.created_at.isoformat()

        started_at: None | str
        if isinstance(self.started_at, datetime.datetime):
            started_at = self.started_at.isoformat()
        else:
            started_at = self.started_at

        completed_at: None | str
        if isinstance(self.completed_at, datetime.datetime):
            completed_at = self.completed_at.isoformat()
        else:
            completed_at = self.completed_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "user_id": user_id,
                "status": status,
                "total_messages": total_messages,
                "processed_messages": processed_messages,
                "duplicate_messages": duplicate_messages,
                "conversations_found": conversations_found,
                "conversations_analyzed": conversations_analyzed,
                "conversations_skipped": conversations_skipped,
                "conversations_failed": conversations_failed,
                "patterns_created": patterns_created,
                "patterns_enhanced": patterns_enhanced,
                "patterns_staged": patterns_staged,
                "patterns_approved": patterns_approved,
                "patterns_rejected": patterns_rejected,
                "mode": mode,
                "budget_usd": budget_usd,
                "rows": rows,
                "errors": errors,
                "created_at": created_at,
                "started_at": started_at,
                "completed_at": completed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.history_row_counts import HistoryRowCounts  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        user_id = d.pop("user_id")

        status = JobStatus(d.pop("status"))

        total_messages = d.pop("total_messages")

        processed_messages = d.pop("processed_messages")

        duplicate_messages = d.pop("duplicate_messages")

        conversations_found = d.pop("conversations_found")

        conversations_analyzed = d.pop("conversations_analyzed")

        conversations_skipped = d.pop("conversations_skipped")

        conversations_failed = d.pop("conversations_failed")

        patterns_created = d.pop("patterns_created")

        patterns_enhanced = d.pop("patterns_enhanced")

        patterns_staged = d.pop("patterns_staged")

        patterns_approved = d.pop("patterns_approved")

        patterns_rejected = d.pop("patterns_rejected")

        mode = ImportMode(d.pop("mode"))

        def _parse_budget_usd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        budget_usd = _parse_budget_usd(d.pop("budget_usd"))

        rows = HistoryRowCounts.from_dict(d.pop("rows"))

        errors = cast(list[str], d.pop("errors"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_started_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_at_type_0 = datetime.datetime.fromisoformat(data)

                return started_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started_at = _parse_started_at(d.pop("started_at"))

        def _parse_completed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                completed_at_type_0 = datetime.datetime.fromisoformat(data)

                return completed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        completed_at = _parse_completed_at(d.pop("completed_at"))

        history_entry = cls(
            id=id,
            user_id=user_id,
            status=status,
            total_messages=total_messages,
            processed_messages=processed_messages,
            duplicate_messages=duplicate_messages,
            conversations_found=conversations_found,
            conversations_analyzed=conversations_analyzed,
            conversations_skipped=conversations_skipped,
            conversations_failed=conversations_failed,
            patterns_created=patterns_created,
            patterns_enhanced=patterns_enhanced,
            patterns_staged=patterns_staged,
            patterns_approved=patterns_approved,
            patterns_rejected=patterns_rejected,
            mode=mode,
            budget_usd=budget_usd,
            rows=rows,
            errors=errors,
            created_at=created_at,
            started_at=started_at,
            completed_at=completed_at,
        )

        history_entry.additional_properties = d
        return history_entry

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
