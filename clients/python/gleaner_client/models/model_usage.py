from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.extractor import Extractor

T = TypeVar("T", bound="ModelUsage")


@_attrs_define
class ModelUsage:
    """The usage of the language model by this import so far.

    Attributes:
        extractor (Extractor | None):
        model_calls (int): Calls to the model.
        prompt_tokens (int): Tokens that the model has read in all calls.
        completion_tokens (int): Tokens that the model has written in all calls.
    """

    extractor: Extractor | None
    model_calls: int
    prompt_tokens: int
    completion_tokens: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        extractor: None | str
        if isinstance(self.extractor, Extractor):
            extractor = self.extractor.value
        else:
            extractor = self.extractor

        model_calls = self.model_calls

        prompt_tokens = self.prompt_tokens

        completion_tokens = self.completion_tokens

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "extractor": extractor,
                "modelCalls": model_calls,
                "promptTokens": prompt_tokens,
                "completionTokens": completion_tokens,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_extractor(data: object) -> Extractor | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                extractor_type_0 = Extractor(data)

                return extractor_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Extractor | None, data)

        extractor = _parse_extractor(d.pop("extractor"))

        model_calls = d.pop("modelCalls")

        prompt_tokens = d.pop("promptTokens")

        completion_tokens = d.pop("completionTokens")

        model_usage = cls(
            extractor=extractor,
            model_calls=model_calls,
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
        )

        model_usage.additional_properties = d
        return model_usage

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
