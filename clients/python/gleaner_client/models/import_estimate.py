from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.extractor import Extractor

if TYPE_CHECKING:
    from ..models.model_price import ModelPrice


T = TypeVar("T", bound="ImportEstimate")


@_attrs_define
class ImportEstimate:
    """An estimate of the calls, the tokens, the cost and the duration of the import.

    Attributes:
        extractor (Extractor): What extracts patterns from the conversations.
        model (None | str): The language model; null if there is none. Example: gpt-4o.
        calls (int): Calls to the model. A conversation that cannot have a reusable reply needs none.
        prompt_tokens (int): Tokens that the model reads in all calls.
        completion_tokens (int): Tokens that the model writes in all calls.
        cost_usd (float | None): The cost in US dollars; null if the price of the model is unknown.
        economy_cost_usd (float | None): The cost in US dollars with the mode `economy`; null if the price of the model
            is unknown, or the mode is not available.
        price (ModelPrice | None):
        duration_seconds (int): Estimated duration in seconds, with the configured batch size and pause.
    """

    extractor: Extractor
    model: None | str
    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None
    economy_cost_usd: float | None
    price: ModelPrice | None
    duration_seconds: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.model_price import ModelPrice  # noqa: PLC0415

        extractor = self.extractor.value

        model: None | str
        model = self.model

        calls = self.calls

        prompt_tokens = self.prompt_tokens

        completion_tokens = self.completion_tokens

        cost_usd: float | None
        cost_usd = self.cost_usd

        economy_cost_usd: float | None
        economy_cost_usd = self.economy_cost_usd

        price: dict[str, Any] | None
        if isinstance(self.price, ModelPrice):
            price = self.price.to_dict()
        else:
            price = self.price

        duration_seconds = self.duration_seconds

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "extractor": extractor,
                "model": model,
                "calls": calls,
                "promptTokens": prompt_tokens,
                "completionTokens": completion_tokens,
                "costUsd": cost_usd,
                "economyCostUsd": economy_cost_usd,
                "price": price,
                "durationSeconds": duration_seconds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_price import ModelPrice  # noqa: PLC0415

        d = dict(src_dict)
        extractor = Extractor(d.pop("extractor"))

        def _parse_model(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        model = _parse_model(d.pop("model"))

        calls = d.pop("calls")

        prompt_tokens = d.pop("promptTokens")

        completion_tokens = d.pop("completionTokens")

        def _parse_cost_usd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cost_usd = _parse_cost_usd(d.pop("costUsd"))

        def _parse_economy_cost_usd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        economy_cost_usd = _parse_economy_cost_usd(d.pop("economyCostUsd"))

        def _parse_price(data: object) -> ModelPrice | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                price_type_0 = ModelPrice.from_dict(data)

                return price_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ModelPrice | None, data)

        price = _parse_price(d.pop("price"))

        duration_seconds = d.pop("durationSeconds")

        import_estimate = cls(
            extractor=extractor,
            model=model,
            calls=calls,
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            cost_usd=cost_usd,
            economy_cost_usd=economy_cost_usd,
            price=price,
            duration_seconds=duration_seconds,
        )

        import_estimate.additional_properties = d
        return import_estimate

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
