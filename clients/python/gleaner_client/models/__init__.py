"""Contains all the data models used in inputs/outputs"""

from .automation_config import AutomationConfig
from .column_map import ColumnMap
from .conflict_problem import ConflictProblem
from .date_range import DateRange
from .duplicate_file_details import DuplicateFileDetails
from .duplicate_file_problem import DuplicateFileProblem
from .embedding_usage import EmbeddingUsage
from .execution_totals import ExecutionTotals
from .extractor import Extractor
from .file_column import FileColumn
from .file_shape import FileShape
from .file_too_large_details import FileTooLargeDetails
from .file_too_large_problem import FileTooLargeProblem
from .forbidden_problem import ForbiddenProblem
from .health import Health
from .history_entry import HistoryEntry
from .history_row_counts import HistoryRowCounts
from .import_accepted import ImportAccepted
from .import_estimate import ImportEstimate
from .import_form import ImportForm
from .import_history import ImportHistory
from .import_job import ImportJob
from .import_preview import ImportPreview
from .import_report import ImportReport
from .import_status import ImportStatus
from .import_text import ImportText
from .import_warning import ImportWarning_
from .internal_problem import InternalProblem
from .invalid_format_details import InvalidFormatDetails
from .invalid_format_problem import InvalidFormatProblem
from .invalid_request_details import InvalidRequestDetails
from .invalid_request_problem import InvalidRequestProblem
from .job_problem import JobProblem
from .job_status import JobStatus
from .match_action import MatchAction
from .matched_pattern import MatchedPattern
from .method_not_allowed_problem import MethodNotAllowedProblem
from .model_price import ModelPrice
from .model_usage import ModelUsage
from .no_conversations_details import NoConversationsDetails
from .no_conversations_problem import NoConversationsProblem
from .not_found_problem import NotFoundProblem
from .pattern import Pattern
from .pattern_detail import PatternDetail
from .pattern_group import PatternGroup
from .pattern_likeness import PatternLikeness
from .pattern_list import PatternList
from .pattern_match import PatternMatch
from .pattern_merge import PatternMerge
from .pattern_merge_result import PatternMergeResult
from .pattern_overview import PatternOverview
from .pattern_source import PatternSource
from .pattern_stats import PatternStats
from .pattern_summary import PatternSummary
from .pattern_test import PatternTest
from .pattern_to_merge import PatternToMerge
from .pattern_totals import PatternTotals
from .pattern_type_count import PatternTypeCount
from .pattern_with_sources import PatternWithSources
from .preview_row import PreviewRow
from .preview_row_cells import PreviewRowCells
from .problem_code import ProblemCode
from .rate_limited_problem import RateLimitedProblem
from .regroup_request import RegroupRequest
from .regrouping import Regrouping
from .reported_row import ReportedRow
from .row_counts import RowCounts
from .row_outcome import RowOutcome
from .row_reason import RowReason
from .row_reason_count import RowReasonCount
from .skipped_conversations import SkippedConversations
from .suggestion_totals import SuggestionTotals
from .test_message import TestMessage
from .too_many_requests_problem import TooManyRequestsProblem
from .unauthorized_problem import UnauthorizedProblem
from .unavailable_problem import UnavailableProblem
from .undone_merge import UndoneMerge
from .unsupported_media_type_problem import UnsupportedMediaTypeProblem
from .warning_code import WarningCode

__all__ = (
    "AutomationConfig",
    "ColumnMap",
    "ConflictProblem",
    "DateRange",
    "DuplicateFileDetails",
    "DuplicateFileProblem",
    "EmbeddingUsage",
    "ExecutionTotals",
    "Extractor",
    "FileColumn",
    "FileShape",
    "FileTooLargeDetails",
    "FileTooLargeProblem",
    "ForbiddenProblem",
    "Health",
    "HistoryEntry",
    "HistoryRowCounts",
    "ImportAccepted",
    "ImportEstimate",
    "ImportForm",
    "ImportHistory",
    "ImportJob",
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
    "JobProblem",
    "JobStatus",
    "MatchAction",
    "MatchedPattern",
    "MethodNotAllowedProblem",
    "ModelPrice",
    "ModelUsage",
    "NoConversationsDetails",
    "NoConversationsProblem",
    "NotFoundProblem",
    "Pattern",
    "PatternDetail",
    "PatternGroup",
    "PatternLikeness",
    "PatternList",
    "PatternMatch",
    "PatternMerge",
    "PatternMergeResult",
    "PatternOverview",
    "PatternSource",
    "PatternStats",
    "PatternSummary",
    "PatternTest",
    "PatternToMerge",
    "PatternTotals",
    "PatternTypeCount",
    "PatternWithSources",
    "PreviewRow",
    "PreviewRowCells",
    "ProblemCode",
    "RateLimitedProblem",
    "Regrouping",
    "RegroupRequest",
    "ReportedRow",
    "RowCounts",
    "RowOutcome",
    "RowReason",
    "RowReasonCount",
    "SkippedConversations",
    "SuggestionTotals",
    "TestMessage",
    "TooManyRequestsProblem",
    "UnauthorizedProblem",
    "UnavailableProblem",
    "UndoneMerge",
    "UnsupportedMediaTypeProblem",
    "WarningCode",
)
