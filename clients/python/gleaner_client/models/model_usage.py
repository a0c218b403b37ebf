from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.extractor import Extractor

if TYPE_CHECKING:
    from ..models.model_usage_by_model import ModelUsageByModel


T = TypeVar("T", bound="ModelUsage")


@_attrs_define
class ModelUsage:
    """The usage of the language model by this import so far.

    Attributes:
        extractor (Extractor | None):
        model (None | str): The model that is called; null without one. Example: gpt-4o.
        model_calls (int): Calls to the model.
        unmeasured_calls (int): Calls whose response never arrived, so that their tokens are not known.
        prompt_tokens (int): Tokens that the model has read in all calls.
        cached_tokens (int): Tokens among them that the provider had cached.
        completion_tokens (int): Tokens that the model has written in all calls.
        cost_usd (float): What the measured calls cost, in US dollars, without discounts for cached tokens; 0 if the
            price of the model is not known. Example: 0.0123.
        by_model (list[ModelUsageByModel]): The usage of finished conversations by each model. A conversation that was
            retried counts for the model of its last
            attempt.
    """

    extractor: Extractor | None
    model: None | str
    model_calls: int
    unmeasured_calls: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    cost_usd: float
    by_model: list[ModelUsageByModel]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        extractor: None | str
        if isinstance(self.extractor, Extractor):
            extractor = self.extractor.value
        else:
            extractor = self.extractor

        model: None | str
        model = self.model

        model_calls = self.model_calls

        unmeasured_calls = self.unmeasured_calls

        prompt_tokens = self.prompt_tokens

        cached_tokens = self.cached_tokens

        completion_tokens = self.completion_tokens

        cost_usd = self.cost_usd

        by_model = []
        for by_model_item_data in self.by_model:
            by_model_item = by_model_item_data.to_dict()
            by_model.append(by_model_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "extractor": extractor,
                "model": model,
                "modelCalls": model_calls,
                "unmeasuredCalls": unmeasured_calls,
                "promptTokens": prompt_tokens,
                "cachedTokens": cached_tokens,
                "completionTokens": completion_tokens,
                "costUsd": cost_usd,
                "byModel": by_model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_usage_by_model import ModelUsageByModel  # noqa: PLC0415

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

        def _parse_model(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        model = _parse_model(d.pop("model"))

        model_calls = d.pop("modelCalls")

        unmeasured_calls = d.pop("unmeasuredCalls")

        prompt_tokens = d.pop("promptTokens")

        cached_tokens = d.pop("cachedTokens")

        completion_tokens = d.pop("completionTokens")

        cost_usd = d.pop("costUsd")

        by_model = []
        _by_model = d.pop("byModel")
        for by_model_item_data in _by_model:
            by_model_item = ModelUsageByModel.from_dict(by_model_item_data)

            by_model.append(by_model_item)

        model_usage = cls(
            extractor=extractor,
            model=model,
            model_calls=model_calls,
            unmeasured_calls=unmeasured_calls,
            prompt_tokens=prompt_tokens,
            cached_tokens=cached_tokens,
            completion_tokens=completion_tokens,
            cost_usd=cost_usd,
            by_model=by_model,
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
