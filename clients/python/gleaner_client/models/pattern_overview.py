from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PatternOverview")


@_attrs_define
class PatternOverview:
    """
    Attributes:
        total_patterns (int):
        active_patterns (int):
        high_confidence (int): Patterns with a confidence of 0.8 or more.
        medium_confidence (int): Patterns with a confidence from 0.6 to below 0.8.
        low_confidence (int): Patterns with a confidence below 0.6.
        avg_confidence (float): The mean confidence, 0 to 1; 0 if there is no pattern.
        total_executions (int): Replies that were sent by patterns.
        successful_executions (int): Successful replies among `total_executions`.
    """

    total_patterns: int
    active_patterns: int
    high_confidence: int
    medium_confidence: int
    low_confidence: int
    avg_confidence: float
    total_executions: int
    successful_executions: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total_patterns = self.total_patterns

        active_patterns = self.active_patterns

        high_confidence = self.high_confidence

        medium_confidence = self.medium_confidence

        low_confidence = self.low_confidence

        avg_confidence = self.avg_confidence

        total_executions = self.total_executions

        successful_executions = self.successful_executions

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total_patterns": total_patterns,
                "active_patterns": active_patterns,
                "high_confidence": high_confidence,
                "medium_confidence": medium_confidence,
                "low_confidence": low_confidence,
                "avg_confidence": avg_confidence,
                "total_executions": total_executions,
                "successful_executions": successful_executions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        total_patterns = d.pop("total_patterns")

        active_patterns = d.pop("active_patterns")

        high_confidence = d.pop("high_confidence")

        medium_confidence = d.pop("medium_confidence")

        low_confidence = d.pop("low_confidence")

        avg_confidence = d.pop("avg_confidence")

        total_executions = d.pop("total_executions")

        successful_executions = d.pop("successful_executions")

        pattern_overview = cls(
            total_patterns=total_patterns,
            active_patterns=active_patterns,
            high_confidence=high_confidence,
            medium_confidence=medium_confidence,
            low_confidence=low_confidence,
            avg_confidence=avg_confidence,
            total_executions=total_executions,
            successful_executions=successful_executions,
        )

        pattern_overview.additional_properties = d
        return pattern_overview

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
