from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ModelPrice")


@_attrs_define
class ModelPrice:
    """What a model's tokens cost.

    Attributes:
        prompt_usd_per_million (float): US dollars per million prompt tokens.
        completion_usd_per_million (float): US dollars per million completion tokens.
        as_of (datetime.date): The date of the price.
    """

    prompt_usd_per_million: float
    completion_usd_per_million: float
    as_of: datetime.date
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        prompt_usd_per_million = self.prompt_usd_per_million

        completion_usd_per_million = self.completion_usd_per_million

        as_of = self.as_of.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "promptUsdPerMillion": prompt_usd_per_million,
                "completionUsdPerMillion": completion_usd_per_million,
                "asOf": as_of,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt_usd_per_million = d.pop("promptUsdPerMillion")

        completion_usd_per_million = d.pop("completionUsdPerMillion")

        as_of = datetime.date.fromisoformat(d.pop("asOf"))

        model_price = cls(
            prompt_usd_per_million=prompt_usd_per_million,
            completion_usd_per_million=completion_usd_per_million,
            as_of=as_of,
        )

        model_price.additional_properties = d
        return model_price

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
