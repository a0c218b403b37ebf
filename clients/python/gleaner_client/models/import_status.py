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
    from ..models.cancellation import Cancellation
    from ..models.conversations_without_pattern import ConversationsWithoutPattern
    from ..models.import_job import ImportJob
    from ..models.import_warning import ImportWarning_
    from ..models.job_batch import JobBatch
    from ..models.job_pause import JobPause
    from ..models.job_problem import JobProblem
    from ..models.model_usage import ModelUsage
    from ..models.row_counts import RowCounts
    from ..models.skipped_conversations import SkippedConversations


T = TypeVar("T", bound="ImportStatus")


@_attrs_define
class ImportStatus:
    """A job twice: its properties at the top level, and the same properties under `job`.

    Attributes:
        id (UUID):
        job_id (UUID): The same as `id`.
        status (JobStatus): The status of an import job; `pending` and `processing` are not final.
        total_messages (int): Messages in the file, including duplicates and messages imported before.
        processed_messages (int): Messages of finished conversations.
        duplicate_messages (int): Messages that repeat an earlier message in the file, or were imported before.
        conversations_found (int): Conversations that this import processes.
        conversations_analyzed (int): Finished conversations; equals `conversationsFound` when the job is completed.
        conversations_skipped (int): Conversations that this import leaves out.
        conversations_failed (int): Conversations whose extraction failed.
        conversations_without_pattern (int): Conversations that yielded no pattern.
        without_pattern (list[ConversationsWithoutPattern]): Why they yielded none, the most frequent reason first.
            Empty until the job is final.
        patterns_created (int):
        patterns_enhanced (int): Conversations that confirmed a known pattern.
        patterns_staged (int): Patterns that were staged for a review.
        patterns_approved (int): Staged patterns that were approved.
        patterns_rejected (int): Staged patterns that were rejected.
        review (bool): Whether patterns are staged for a review instead of being learned at once.
        mode (ImportMode): How the language model is called: `standard` with one call for each conversation, `economy`
            with all conversations in one batch, at half the price and within a day.
        errors (list[str]): The sentences of `problems`.
        problems (list[JobProblem]):
        skipped (SkippedConversations): Conversations that the import leaves out, by reason. Their messages can be
            imported later.
        rows (RowCounts): Outcomes of the file's rows. Each row has one outcome, so the counts add up to `total`.
        warnings (list[ImportWarning_]):
        usage (ModelUsage): The usage of the language model by this import so far.
        budget_usd (float | None): What the import may cost, in US dollars; null without a limit. Example: 2.5.
        cancellation (Cancellation | None):
        pause (JobPause | None):
        batch (JobBatch | None):
        time_left_seconds (int | None): An estimate of the time from the last finished conversation to the end, in
            seconds, at the pace of the last
            conversations. Null before the first one is finished, and unless conversations are being processed.
        created_at (datetime.datetime):
        started_at (datetime.datetime | None): Null until a worker starts the job.
        completed_at (datetime.datetime | None): Null until the job is final.
        success (bool):
        job (ImportJob): An import job.
    """

    id: UUID
    job_id: UUID
    status: JobStatus
    total_messages: int
    processed_messages: int
    duplicate_messages: int
    conversations_found: int
    conversations_analyzed: int
    conversations_skipped: int
    conversations_failed: int
    conversations_without_pattern: int
    without_pattern: list[ConversationsWithoutPattern]
    patterns_created: int
    patterns_enhanced: int
    patterns_staged: int
    patterns_approved: int
    patterns_rejected: int
    review: bool
    mode: ImportMode
    errors: list[str]
    problems: list[JobProblem]
    skipped: SkippedConversations
    rows: RowCounts
    warnings: list[ImportWarning_]
    usage: ModelUsage
    budget_usd: float | None
    cancellation: Cancellation | None
    pause: JobPause | None
    batch: JobBatch | None
    time_left_seconds: int | None
    created_at: datetime.datetime
    started_at: datetime.datetime | None
    completed_at: datetime.datetime | None
    success: bool
    job: ImportJob
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.cancellation import Cancellation  # noqa: PLC0415
        from ..models.job_batch import JobBatch  # noqa: PLC0415
        from ..models.job_pause import JobPause  # noqa: PLC0415

        id = str(self.id)

        job_id = str(self.job_id)

        status = self.status.value

        total_messages = self.total_messages

        processed_messages = self.processed_messages

        duplicate_messages = self.duplicate_messages

        conversations_found = self.conversations_found

        conversations_analyzed = self.conversations_analyzed

        conversations_skipped = self.conversations_skipped

        conversations_failed = self.conversations_failed

        conversations_without_pattern = self.conversations_without_pattern

        without_pattern = []
        for without_pattern_item_data in self.without_pattern:
            without_pattern_item = without_pattern_item_data.to_dict()
            without_pattern.append(without_pattern_item)

        patterns_created = self.patterns_created

        patterns_enhanced = self.patterns_enhanced

        patterns_staged = self.patterns_staged

        patterns_approved = self.patterns_approved

        patterns_rejected = self.patterns_rejected

        review = self.review

        mode = self.mode.value

        errors = self.errors

        problems = []
        for problems_item_data in self.problems:
            problems_item = problems_item_data.to_dict()
            problems.append(problems_item)

        skipped = self.skipped.to_dict()

        rows = self.rows.to_dict()

        warnings = []
        for warnings_item_data in self.warnings:
            warnings_item = warnings_item_data.to_dict()
            warnings.append(warnings_item)

        usage = self.usage.to_dict()

        budget_usd: float | None
        budget_usd = self.budget_usd

        cancellation: dict[str, Any] | None
        if isinstance(self.cancellation, Cancellation):
            cancellation = self.cancellation.to_dict()
        else:
            cancellation = self.cancellation

        pause: dict[str, Any] | None
        if isinstance(self.pause, JobPause):
            pause = self.pause.to_dict()
        else:
            pause = self.pause

        batch: dict[str, Any] | None
        if isinstance(self.batch, JobBatch):
            batch = self.batch.to_dict()
        else:
            batch = self.batch

        time_left_seconds: int | None
        time_left_seconds = self.time_left_seconds

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

        success = self.success

        job = self.job.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "jobId": job_id,
                "status": status,
                "totalMessages": total_messages,
                "processedMessages": processed_messages,
                "duplicateMessages": duplicate_messages,
                "conversationsFound": conversations_found,
                "conversationsAnalyzed": conversations_analyzed,
                "conversationsSkipped": conversations_skipped,
                "conversationsFailed": conversations_failed,
                "conversationsWithoutPattern": conversations_without_pattern,
                "withoutPattern": without_pattern,
                "patternsCreated": patterns_created,
                "patternsEnhanced": patterns_enhanced,
                "patternsStaged": patterns_staged,
                "patternsApproved": patterns_approved,
                "patternsRejected": patterns_rejected,
                "review": review,
                "mode": mode,
                "errors": errors,
                "problems": problems,
                "skipped": skipped,
                "rows": rows,
                "warnings": warnings,
                "usage": usage,
                "budgetUsd": budget_usd,
                "cancellation": cancellation,
                "pause": pause,
                "batch": batch,
                "timeLeftSeconds": time_left_seconds,
                "createdAt": created_at,
                "startedAt": started_at,
                "completedAt": completed_at,
                "success": success,
                "job": job,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.cancellation import Cancellation  # noqa: PLC0415
        from ..models.conversations_without_pattern import ConversationsWithoutPattern  # noqa: PLC0415
        from ..models.import_job import ImportJob  # noqa: PLC0415
        from ..models.import_warning import ImportWarning_  # noqa: PLC0415
        from ..models.job_batch import JobBatch  # noqa: PLC0415
        from ..models.job_pause import JobPause  # noqa: PLC0415
        from ..models.job_problem import JobProblem  # noqa: PLC0415
        from ..models.model_usage import ModelUsage  # noqa: PLC0415
        from ..models.row_counts import RowCounts  # noqa: PLC0415
        from ..models.skipped_conversations import SkippedConversations  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        job_id = UUID(d.pop("jobId"))

        status = JobStatus(d.pop("status"))

        total_messages = d.pop("totalMessages")

        processed_messages = d.pop("processedMessages")

        duplicate_messages = d.pop("duplicateMessages")

        conversations_found = d.pop("conversationsFound")

        conversations_analyzed = d.pop("conversationsAnalyzed")

        conversations_skipped = d.pop("conversationsSkipped")

        conversations_failed = d.pop("conversationsFailed")

        conversations_without_pattern = d.pop("conversationsWithoutPattern")

        without_pattern = []
        _without_pattern = d.pop("withoutPattern")
        for without_pattern_item_data in _without_pattern:
            without_pattern_item = ConversationsWithoutPattern.from_dict(without_pattern_item_data)

            without_pattern.append(without_pattern_item)

        patterns_created = d.pop("patternsCreated")

        patterns_enhanced = d.pop("patternsEnhanced")

        patterns_staged = d.pop("patternsStaged")

        patterns_approved = d.pop("patternsApproved")

        patterns_rejected = d.pop("patternsRejected")

        review = d.pop("review")

        mode = ImportMode(d.pop("mode"))

        errors = cast(list[str], d.pop("errors"))

        problems = []
        _problems = d.pop("problems")
        for problems_item_data in _problems:
            problems_item = JobProblem.from_dict(problems_item_data)

            problems.append(problems_item)

        skipped = SkippedConversations.from_dict(d.pop("skipped"))

        rows = RowCounts.from_dict(d.pop("rows"))

        warnings = []
        _warnings = d.pop("warnings")
        for warnings_item_data in _warnings:
            warnings_item = ImportWarning_.from_dict(warnings_item_data)

            warnings.append(warnings_item)

        usage = ModelUsage.from_dict(d.pop("usage"))

        def _parse_budget_usd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        budget_usd = _parse_budget_usd(d.pop("budgetUsd"))

        def _parse_cancellation(data: object) -> Cancellation | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                cancellation_type_0 = Cancellation.from_dict(data)

                return cancellation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Cancellation | None, data)

        cancellation = _parse_cancellation(d.pop("cancellation"))

        def _parse_pause(data: object) -> JobPause | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                pause_type_0 = JobPause.from_dict(data)

                return pause_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JobPause | None, data)

        pause = _parse_pause(d.pop("pause"))

        def _parse_batch(data: object) -> JobBatch | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                batch_type_0 = JobBatch.from_dict(data)

                return batch_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JobBatch | None, data)

        batch = _parse_batch(d.pop("batch"))

        def _parse_time_left_seconds(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        time_left_seconds = _parse_time_left_seconds(d.pop("timeLeftSeconds"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

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

        started_at = _parse_started_at(d.pop("startedAt"))

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

        completed_at = _parse_completed_at(d.pop("completedAt"))

        success = d.pop("success")

        job = ImportJob.from_dict(d.pop("job"))

        import_status = cls(
            id=id,
            job_id=job_id,
            status=status,
            total_messages=total_messages,
            processed_messages=processed_messages,
            duplicate_messages=duplicate_messages,
            conversations_found=conversations_found,
            conversations_analyzed=conversations_analyzed,
            conversations_skipped=conversations_skipped,
            conversations_failed=conversations_failed,
            conversations_without_pattern=conversations_without_pattern,
            without_pattern=without_pattern,
            patterns_created=patterns_created,
            patterns_enhanced=patterns_enhanced,
            patterns_staged=patterns_staged,
            patterns_approved=patterns_approved,
            patterns_rejected=patterns_rejected,
            review=review,
            mode=mode,
            errors=errors,
            problems=problems,
            skipped=skipped,
            rows=rows,
            warnings=warnings,
            usage=usage,
            budget_usd=budget_usd,
            cancellation=cancellation,
            pause=pause,
            batch=batch,
            time_left_seconds=time_left_seconds,
            created_at=created_at,
            started_at=started_at,
            completed_at=completed_at,
            success=success,
            job=job,
        )

        import_status.additional_properties = d
        return import_status

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
