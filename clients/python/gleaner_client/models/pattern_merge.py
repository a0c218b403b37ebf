from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="PatternMerge")


@_attrs_define
class PatternMerge:
    """Patterns that are the same.

    Attributes:
        into (int): The pattern that remains. Example: 12.
        patterns (list[int]): The patterns whose evidence it gets. Example: [48, 51].
    """

    into: int
    patterns: list[int]

    def to_dict(self) -> dict[str, Any]:
        into = self.into

        patterns = self.patterns

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "into": into,
                "patterns": patterns,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        into = d.pop("into")

        patterns = cast(list[int], d.pop("patterns"))

        pattern_merge = cls(
            into=into,
            patterns=patterns,
        )

        return pattern_merge
