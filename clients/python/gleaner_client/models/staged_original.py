from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StagedOriginal")


@_attrs_define
class StagedOriginal:
    """What was extracted, before a reviewer edited it.

    Attributes:
        trigger_text (str):
        response_template (str):
        confidence_score (float):
    """

    trigger_text: str
    response_template: str
    confidence_score: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        trigger_text = self.trigger_text

        response_template = self.response_template

        confidence_score = self.confidence_score

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "trigger_text": trigger_text,
                "response_template": response_template,
                "confidence_score": confidence_score,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        trigger_text = d.pop("trigger_text")

        response_template = d.pop("response_template")

        confidence_score = d.pop("confidence_score")

        staged_original = cls(
            trigger_text=trigger_text,
            response_template=response_template,
            confidence_score=confidence_score,
        )

        staged_original.additional_properties = d
        return staged_original

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
