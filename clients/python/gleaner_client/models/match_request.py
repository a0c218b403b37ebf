from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.match_request_context_type_0 import MatchRequestContextType0


T = TypeVar("T", bound="MatchRequest")


@_attrs_define
class MatchRequest:
    """A message to match.

    Attributes:
        message (str): A message of a customer. Example: Hi! The lamp in bay 3 is off.
        context (MatchRequestContextType0 | None | Unset): Values of variables by their names, such as `customer_name`
            or `amount_2`: each one line of at most 200 characters,
            without braces and invisible characters. Example: {'customer_name': 'Ann'}.
        limit (int | None | Unset): Matches in the response. Default: 5.
    """

    message: str
    context: MatchRequestContextType0 | None | Unset = UNSET
    limit: int | None | Unset = 5

    def to_dict(self) -> dict[str, Any]:
        from ..models.match_request_context_type_0 import MatchRequestContextType0  # noqa: PLC0415

        message = self.message

        context: dict[str, Any] | None | Unset
        if isinstance(self.context, Unset):
            context = UNSET
        elif isinstance(self.context, MatchRequestContextType0):
            context = self.context.to_dict()
        else:
            context = self.context

        limit: int | None | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "message": message,
            }
        )
        if context is not UNSET:
            field_dict["context"] = context
        if limit is not UNSET:
            field_dict["limit"] = limit

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.match_request_context_type_0 import MatchRequestContextType0  # noqa: PLC0415

        d = dict(src_dict)
        message = d.pop("message")

        def _parse_context(data: object) -> MatchRequestContextType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                context_type_0 = MatchRequestContextType0.from_dict(data)

                return context_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MatchRequestContextType0 | None | Unset, data)

        context = _parse_context(d.pop("context", UNSET))

        def _parse_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        limit = _parse_limit(d.pop("limit", UNSET))

        match_request = cls(
            message=message,
            context=context,
            limit=limit,
        )

        return match_request
