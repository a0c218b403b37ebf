from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.automation_config import AutomationConfig
    from ..models.embedding_usage import EmbeddingUsage
    from ..models.execution_totals import ExecutionTotals
    from ..models.pattern_overview import PatternOverview
    from ..models.pattern_totals import PatternTotals
    from ..models.pattern_type_count import PatternTypeCount
    from ..models.suggestion_totals import SuggestionTotals


T = TypeVar("T", bound="PatternStats")


@_attrs_define
class PatternStats:
    """Statistics of the library, in the two forms that the admin pages read.

    Attributes:
        success (bool):
        overview (PatternOverview):
        by_type (list[PatternTypeCount]): Types without a pattern are omitted.
        total_patterns (int):
        active_patterns (int):
        executions_today (int): Patterns that were used since midnight UTC. Only the last use of each is stored, so
            there were at
            least this many executions.
        success_rate (float): The share of successful executions, 0 to 1; 0 if there was none.
        config (AutomationConfig): How patterns are used. This service sends nothing: automation belongs to the existing
            backend.
        patterns (PatternTotals):
        executions (ExecutionTotals):
        suggestions (SuggestionTotals):
        embeddings (list[EmbeddingUsage]): The usage of each embedding model for patterns. Messages that were matched
            are not counted.
    """

    success: bool
    overview: PatternOverview
    by_type: list[PatternTypeCount]
    total_patterns: int
    active_patterns: int
    executions_today: int
    success_rate: float
    config: AutomationConfig
    patterns: PatternTotals
    executions: ExecutionTotals
    suggestions: SuggestionTotals
    embeddings: list[EmbeddingUsage]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        overview = self.overview.to_dict()

        by_type = []
        for by_type_item_data in self.by_type:
            by_type_item = by_type_item_data.to_dict()
            by_type.append(by_type_item)

        total_patterns = self.total_patterns

        active_patterns = self.active_patterns

        executions_today = self.executions_today

        success_rate = self.success_rate

        config = self.config.to_dict()

        patterns = self.patterns.to_dict()

        executions = self.executions.to_dict()

        suggestions = self.suggestions.to_dict()

        embeddings = []
        for embeddings_item_data in self.embeddings:
            embeddings_item = embeddings_item_data.to_dict()
            embeddings.append(embeddings_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "overview": overview,
                "by_type": by_type,
                "totalPatterns": total_patterns,
                "activePatterns": active_patterns,
                "executionsToday": executions_today,
                "successRate": success_rate,
                "config": config,
                "patterns": patterns,
                "executions": executions,
                "suggestions": suggestions,
                "embeddings": embeddings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.automation_config import AutomationConfig  # noqa: PLC0415
        from ..models.embedding_usage import EmbeddingUsage  # noqa: PLC0415
        from ..models.execution_totals import ExecutionTotals  # noqa: PLC0415
        from ..models.pattern_overview import PatternOverview  # noqa: PLC0415
        from ..models.pattern_totals import PatternTotals  # noqa: PLC0415
        from ..models.pattern_type_count import PatternTypeCount  # noqa: PLC0415
        from ..models.suggestion_totals import SuggestionTotals  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        overview = PatternOverview.from_dict(d.pop("overview"))

        by_type = []
        _by_type = d.pop("by_type")
        for by_type_item_data in _by_type:
            by_type_item = PatternTypeCount.from_dict(by_type_item_data)

            by_type.append(by_type_item)

        total_patterns = d.pop("totalPatterns")

        active_patterns = d.pop("activePatterns")

        executions_today = d.pop("executionsToday")

        success_rate = d.pop("successRate")

        config = AutomationConfig.from_dict(d.pop("config"))

        patterns = PatternTotals.from_dict(d.pop("patterns"))

        executions = ExecutionTotals.from_dict(d.pop("executions"))

        suggestions = SuggestionTotals.from_dict(d.pop("suggestions"))

        embeddings = []
        _embeddings = d.pop("embeddings")
        for embeddings_item_data in _embeddings:
            embeddings_item = EmbeddingUsage.from_dict(embeddings_item_data)

            embeddings.append(embeddings_item)

        pattern_stats = cls(
            success=success,
            overview=overview,
            by_type=by_type,
            total_patterns=total_patterns,
            active_patterns=active_patterns,
            executions_today=executions_today,
            success_rate=success_rate,
            config=config,
            patterns=patterns,
            executions=executions,
            suggestions=suggestions,
            embeddings=embeddings,
        )

        pattern_stats.additional_properties = d
        return pattern_stats

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
