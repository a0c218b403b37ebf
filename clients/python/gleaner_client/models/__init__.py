"""Contains all the data models used in inputs/outputs"""

from .approve_request import ApproveRequest
from .approve_response import ApproveResponse
from .audit_action import AuditAction
from .audit_entry import AuditEntry
from .audit_entry_detail import AuditEntryDetail
from .audit_log import AuditLog
from .automation_config import AutomationConfig
from .cancellation import Cancellation
from .changed_pattern import ChangedPattern
from .changed_staged_pattern import ChangedStagedPattern
from .column_map import ColumnMap
from .conflict import Conflict
from .conflict_list import ConflictList
from .conflict_problem import ConflictProblem
from .conflict_side import ConflictSide
from .conversations_without_pattern import ConversationsWithoutPattern
from .counted_feedback import CountedFeedback
from .date_range import DateRange
from .deleted_pattern import DeletedPattern
from .duplicate_file_details import DuplicateFileDetails
from .duplicate_file_problem import DuplicateFileProblem
from .embedding_usage import EmbeddingUsage
from .evidence import Evidence
from .evidence_list import EvidenceList
from .execution_totals import ExecutionTotals
from .export_format import ExportFormat
from .exported_pattern import ExportedPattern
from .extractor import Extractor
from .feedback_counts import FeedbackCounts
from .feedback_outcome import FeedbackOutcome
from .file_column import FileColumn
from .file_shape import FileShape
from .file_too_large_details import FileTooLargeDetails
from .file_too_large_problem import FileTooLargeProblem
from .filled_match import FilledMatch
from .forbidden_problem import ForbiddenProblem
from .health import Health
from .history_entry import HistoryEntry
from .history_row_counts import HistoryRowCounts
from .idempotency_key_in_flight_problem import IdempotencyKeyInFlightProblem
from .idempotency_key_reused_problem import IdempotencyKeyReusedProblem
from .import_accepted import ImportAccepted
from .import_estimate import ImportEstimate
from .import_form import ImportForm
from .import_form_mode import ImportFormMode
from .import_form_review import ImportFormReview
from .import_history import ImportHistory
from .import_job import ImportJob
from .import_mode import ImportMode
from .import_preview import ImportPreview
from .import_report import ImportReport
from .import_status import ImportStatus
from .import_text import ImportText
from .import_warning import ImportWarning_
from .imported_patterns import ImportedPatterns
from .internal_problem import InternalProblem
from .invalid_format_details import InvalidFormatDetails
from .invalid_format_problem import InvalidFormatProblem
from .invalid_request_details import InvalidRequestDetails
from .invalid_request_problem import InvalidRequestProblem
from .job_batch import JobBatch
from .job_pause import JobPause
from .job_problem import JobProblem
from .job_status import JobStatus
from .listed_pattern import ListedPattern
from .listed_status import ListedStatus
from .match_action import MatchAction
from .match_request import MatchRequest
from .match_request_context_type_0 import MatchRequestContextType0
from .matched_pattern import MatchedPattern
from .method_not_allowed_problem import MethodNotAllowedProblem
from .model_price import ModelPrice
from .model_usage import ModelUsage
from .model_usage_by_model import ModelUsageByModel
from .new_pattern import NewPattern
from .no_conversations_details import NoConversationsDetails
from .no_conversations_problem import NoConversationsProblem
from .no_pattern_reason import NoPatternReason
from .not_found_problem import NotFoundProblem
from .pagination import Pagination
from .pattern import Pattern
from .pattern_detail import PatternDetail
from .pattern_edit import PatternEdit
from .pattern_export import PatternExport
from .pattern_feedback import PatternFeedback
from .pattern_group import PatternGroup
from .pattern_likeness import PatternLikeness
from .pattern_list import PatternList
from .pattern_match import PatternMatch
from .pattern_matches import PatternMatches
from .pattern_merge import PatternMerge
from .pattern_merge_result import PatternMergeResult
from .pattern_overview import PatternOverview
from .pattern_quality import PatternQuality
from .pattern_sort_by import PatternSortBy
from .pattern_source import PatternSource
from .pattern_split import PatternSplit
from .pattern_stats import PatternStats
from .pattern_summary import PatternSummary
from .pattern_test import PatternTest
from .pattern_to_merge import PatternToMerge
from .pattern_totals import PatternTotals
from .pattern_type_count import PatternTypeCount
from .pattern_use import PatternUse
from .pattern_with_sources import PatternWithSources
from .precondition_failed_problem import PreconditionFailedProblem
from .preview_row import PreviewRow
from .preview_row_cells import PreviewRowCells
from .problem_code import ProblemCode
from .rate_limited_problem import RateLimitedProblem
from .regroup_request import RegroupRequest
from .regrouping import Regrouping
from .reject_request import RejectRequest
from .reject_response import RejectResponse
from .reported_row import ReportedRow
from .resolve_request import ResolveRequest
from .resolve_request_resolution import ResolveRequestResolution
from .resolved_conflict import ResolvedConflict
from .review_result import ReviewResult
from .row_counts import RowCounts
from .row_outcome import RowOutcome
from .row_reason import RowReason
from .row_reason_count import RowReasonCount
from .skipped_conversations import SkippedConversations
from .skipped_pattern import SkippedPattern
from .sort_order import SortOrder
from .staged_comparison import StagedComparison
from .staged_edit import StagedEdit
from .staged_original import StagedOriginal
from .staged_pattern import StagedPattern
from .staged_pattern_list import StagedPatternList
from .staged_source import StagedSource
from .staged_status import StagedStatus
from .staged_status_filter import StagedStatusFilter
from .suggestion_totals import SuggestionTotals
from .test_message import TestMessage
from .too_many_requests_problem import TooManyRequestsProblem
from .touched_pattern import TouchedPattern
from .touched_patterns import TouchedPatterns
from .unauthorized_problem import UnauthorizedProblem
from .unavailable_problem import UnavailableProblem
from .undo_effects import UndoEffects
from .undone_merge import UndoneMerge
from .unsupported_media_type_problem import UnsupportedMediaTypeProblem
from .warning_code import WarningCode
from .zendesk_action import ZendeskAction
from .zendesk_macro import ZendeskMacro
from .zendesk_macros import ZendeskMacros

__all__ = (
    "ApproveRequest",
    "ApproveResponse",
    "AuditAction",
    "AuditEntry",
    "AuditEntryDetail",
    "AuditLog",
    "AutomationConfig",
    "Cancellation",
    "ChangedPattern",
    "ChangedStagedPattern",
    "ColumnMap",
    "Conflict",
    "ConflictList",
    "ConflictProblem",
    "ConflictSide",
    "ConversationsWithoutPattern",
    "CountedFeedback",
    "DateRange",
    "DeletedPattern",
    "DuplicateFileDetails",
    "DuplicateFileProblem",
    "EmbeddingUsage",
    "Evidence",
    "EvidenceList",
    "ExecutionTotals",
    "ExportedPattern",
    "ExportFormat",
    "Extractor",
    "FeedbackCounts",
    "FeedbackOutcome",
    "FileColumn",
    "FileShape",
    "FileTooLargeDetails",
    "FileTooLargeProblem",
    "FilledMatch",
    "ForbiddenProblem",
    "Health",
    "HistoryEntry",
    "HistoryRowCounts",
    "IdempotencyKeyInFlightProblem",
    "IdempotencyKeyReusedProblem",
    "ImportAccepted",
    "ImportedPatterns",
    "ImportEstimate",
    "ImportForm",
    "ImportFormMode",
    "ImportFormReview",
    "ImportHistory",
    "ImportJob",
    "ImportMode",
    "ImportPreview",
    "ImportReport",
    "ImportStatus",
    "ImportText",
    "ImportWarning_",
    "InternalProblem",
    "InvalidFormatDetails",
    "InvalidFormatProblem",
    "InvalidRequestDetails",
    "InvalidRequestProblem",
    "JobBatch",
    "JobPause",
    "JobProblem",
    "JobStatus",
    "ListedPattern",
    "ListedStatus",
    "MatchAction",
    "MatchedPattern",
    "MatchRequest",
    "MatchRequestContextType0",
    "MethodNotAllowedProblem",
    "ModelPrice",
    "ModelUsage",
    "ModelUsageByModel",
    "NewPattern",
    "NoConversationsDetails",
    "NoConversationsProblem",
    "NoPatternReason",
    "NotFoundProblem",
    "Pagination",
    "Pattern",
    "PatternDetail",
    "PatternEdit",
    "PatternExport",
    "PatternFeedback",
    "PatternGroup",
    "PatternLikeness",
    "PatternList",
    "PatternMatch",
    "PatternMatches",
    "PatternMerge",
    "PatternMergeResult",
    "PatternOverview",
    "PatternQuality",
    "PatternSortBy",
    "PatternSource",
    "PatternSplit",
    "PatternStats",
    "PatternSummary",
    "PatternTest",
    "PatternToMerge",
    "PatternTotals",
    "PatternTypeCount",
    "PatternUse",
    "PatternWithSources",
    "PreconditionFailedProblem",
    "PreviewRow",
    "PreviewRowCells",
    "ProblemCode",
    "RateLimitedProblem",
    "Regrouping",
    "RegroupRequest",
    "RejectRequest",
    "RejectResponse",
    "ReportedRow",
    "ResolvedConflict",
    "ResolveRequest",
    "ResolveRequestResolution",
    "ReviewResult",
    "RowCounts",
    "RowOutcome",
    "RowReason",
    "RowReasonCount",
    "SkippedConversations",
    "SkippedPattern",
    "SortOrder",
    "StagedComparison",
    "StagedEdit",
    "StagedOriginal",
    "StagedPattern",
    "StagedPatternList",
    "StagedSource",
    "StagedStatus",
    "StagedStatusFilter",
    "SuggestionTotals",
    "TestMessage",
    "TooManyRequestsProblem",
    "TouchedPattern",
    "TouchedPatterns",
    "UnauthorizedProblem",
    "UnavailableProblem",
    "UndoEffects",
    "UndoneMerge",
    "UnsupportedMediaTypeProblem",
    "WarningCode",
    "ZendeskAction",
    "ZendeskMacro",
    "ZendeskMacros",
)
