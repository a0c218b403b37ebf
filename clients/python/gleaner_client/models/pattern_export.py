from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.exported_pattern import ExportedPattern


T = TypeVar("T", bound="PatternExport")


@_attrs_define
class PatternExport:
    """The library.

    Attributes:
        version (int): The version of the format. Example: 1.
        patterns (list[ExportedPattern]): Ordered by type, question and reply.
    """

    version: int
    patterns: list[ExportedPattern]

    def to_dict(self) -> dict[str, Any]:
        version = self.version

        patterns = []
        for patterns_item_data in self.patterns:
            patterns_item = patterns_item_data.to_dict()
            patterns.append(patterns_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "version": version,
                "patterns": patterns,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.exported_pattern import ExportedPattern  # noqa: PLC0415

        d = dict(src_dict)
        version = d.pop("version")

        patterns = []
        _patterns = d.pop("patterns")
        for patterns_item_data in _patterns:
            patterns_item = ExportedPattern.from_dict(patterns_item_data)

            patterns.append(patterns_item)

        pattern_export = cls(
            version=version,
            patterns=patterns,
        )

        return pattern_export
