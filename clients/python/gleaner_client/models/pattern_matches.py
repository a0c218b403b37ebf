from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.filled_match import FilledMatch


T = TypeVar("T", bound="PatternMatches")


@_attrs_define
class PatternMatches:
    """The patterns that match a message best.

    Attributes:
        success (bool):
        question (str): What was compared with the questions of patterns: the question in the message, in general terms.
            Example: The lamp in bay {{bay_number}} is off.
        matches (list[FilledMatch]): The highest confidence first.
    """

    success: bool
    question: str
    matches: list[FilledMatch]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        question = self.question

        matches = []
        for matches_item_data in self.matches:
            matches_item = matches_item_data.to_dict()
            matches.append(matches_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "question": question,
                "matches": matches,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.filled_match import FilledMatch  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        question = d.pop("question")

        matches = []
        _matches = d.pop("matches")
        for matches_item_data in _matches:
            matches_item = FilledMatch.from_dict(matches_item_data)

            matches.append(matches_item)

        pattern_matches = cls(
            success=success,
            question=question,
            matches=matches,
        )

        pattern_matches.additional_properties = d
        return pattern_matches

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
