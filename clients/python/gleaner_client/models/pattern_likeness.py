from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PatternLikeness")


@_attrs_define
class PatternLikeness:
    """Another pattern, and how probably it is the same.

    Attributes:
        pattern_id (int): The id of the other pattern.
        probability (float): The probability, 0 to 1, when this pattern was created. Example: 0.55.
    """

    pattern_id: int
    probability: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pattern_id = self.pattern_id

        probability = self.probability

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pattern_id": pattern_id,
                "probability": probability,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pattern_id = d.pop("pattern_id")

        probability = d.pop("probability")

        pattern_likeness = cls(
            pattern_id=pattern_id,
            probability=probability,
        )

        pattern_likeness.additional_properties = d
        return pattern_likeness

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
