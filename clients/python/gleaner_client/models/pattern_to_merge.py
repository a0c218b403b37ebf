from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PatternToMerge")


@_attrs_define
class PatternToMerge:
    """A pattern that may be merged into an older one.

    Attributes:
        id (int):
        pattern_type (str): The topic of a pattern. Besides the types in the examples, there can be types that a
            business has added or renamed.
        trigger_text (str): The customer's question, generalized.
        response_template (str): The reply, with `{{variables}}`.
        probability (float): The probability that it is the same as the oldest one, 0 to 1. Example: 0.93.
    """

    id: int
    pattern_type: str
    trigger_text: str
    response_template: str
    probability: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        pattern_type = self.pattern_type

        trigger_text = self.trigger_text

        response_template = self.response_template

        probability = self.probability

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "pattern_type": pattern_type,
                "trigger_text": trigger_text,
                "response_template": response_template,
                "probability": probability,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        pattern_type = d.pop("pattern_type")

        trigger_text = d.pop("trigger_text")

        response_template = d.pop("response_template")

        probability = d.pop("probability")

        pattern_to_merge = cls(
            id=id,
            pattern_type=pattern_type,
            trigger_text=trigger_text,
            response_template=response_template,
            probability=probability,
        )

        pattern_to_merge.additional_properties = d
        return pattern_to_merge

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
