from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ModelUsageByModel")


@_attrs_define
class ModelUsageByModel:
    """The usage of one language model by this import so far.

    Attributes:
        model (str):  Example: gpt-4o.
        model_calls (int):
        unmeasured_calls (int):
        prompt_tokens (int):
        cached_tokens (int):
        completion_tokens (int):
        cost_usd (float):  Example: 0.0123.
    """

    model: str
    model_calls: int
    unmeasured_calls: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost_usd: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        model_calls = self.model_calls

        unmeasured_calls = self.unmeasured_calls

        prompt_tokens = self.prompt_tokens

        cached_tokens = self.cached_tokens

        completion_tokens = self.completion_tokens

        cost_usd = self.cost_usd

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "model": model,
                "modelCalls": model_calls,
                "unmeasuredCalls": unmeasured_calls,
                "promptTokens": prompt_tokens,
                "cachedTokens": cached_tokens,
                "completionTokens": completion_tokens,
                "costUsd": cost_usd,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        model = d.pop("model")

        model_calls = d.pop("modelCalls")

        unmeasured_calls = d.pop("unmeasuredCalls")

        prompt_tokens = d.pop("promptTokens")

        cached_tokens = d.pop("cachedTokens")

        completion_tokens = d.pop("completionTokens")

        cost_usd = d.pop("costUsd")

        model_usage_by_model = cls(
            model=model,
            model_calls=model_calls,
            unmeasured_calls=unmeasured_calls,
            prompt_tokens=prompt_tokens,
            cached_tokens=cached_tokens,
            completion_tokens=completion_tokens,
            cost_usd=cost_usd,
        )

        model_usage_by_model.additional_properties = d
        return model_usage_by_model

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
