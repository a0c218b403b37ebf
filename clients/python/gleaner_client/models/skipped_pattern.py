from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SkippedPattern")


@_attrs_define
class SkippedPattern:
    """A pattern of the file that was not created.

    Attributes:
        line (int): The line of the file where it begins, counted from one.
        pattern_id (int | None): The pattern of the library that is the same; null if a person deleted that pattern.
        reason (str): The reason, as a human-readable sentence.
    """

    line: int
    pattern_id: int | None
    reason: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        line = self.line

        pattern_id: int | None
        pattern_id = self.pattern_id

        reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "line": line,
                "patternId": pattern_id,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        line = d.pop("line")

        def _parse_pattern_id(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        pattern_id = _parse_pattern_id(d.pop("patternId"))

        reason = d.pop("reason")

        skipped_pattern = cls(
            line=line,
            pattern_id=pattern_id,
            reason=reason,
        )

        skipped_pattern.additional_properties = d
        return skipped_pattern

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
