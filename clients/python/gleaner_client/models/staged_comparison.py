from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pattern_likeness import PatternLikeness


T = TypeVar("T", bound="StagedComparison")


@_attrs_define
class StagedComparison:
    """What approving a staged pattern would do to the library.

    Attributes:
        would_confirm (None | PatternLikeness):
        contradicts (None | PatternLikeness):
        maybe_same_as (None | PatternLikeness):
        is_inactive (bool): The pattern that it would confirm is not in use, so it cannot be approved.
        is_deleted (bool): A person deleted the same pattern from the library, so it cannot be approved.
    """

    would_confirm: None | PatternLikeness
    contradicts: None | PatternLikeness
    maybe_same_as: None | PatternLikeness
    is_inactive: bool
    is_deleted: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.pattern_likeness import PatternLikeness  # noqa: PLC0415

        would_confirm: dict[str, Any] | None
        if isinstance(self.would_confirm, PatternLikeness):
            would_confirm = self.would_confirm.to_dict()
        else:
            would_confirm = self.would_confirm

        contradicts: dict[str, Any] | None
        if isinstance(self.contradicts, PatternLikeness):
            contradicts = self.contradicts.to_dict()
        else:
            contradicts = self.contradicts

        maybe_same_as: dict[str, Any] | None
        if isinstance(self.maybe_same_as, PatternLikeness):
            maybe_same_as = self.maybe_same_as.to_dict()
        else:
            maybe_same_as = self.maybe_same_as

        is_inactive = self.is_inactive

        is_deleted = self.is_deleted

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "would_confirm": would_confirm,
                "contradicts": contradicts,
                "maybe_same_as": maybe_same_as,
                "is_inactive": is_inactive,
                "is_deleted": is_deleted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pattern_likeness import PatternLikeness  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_would_confirm(data: object) -> None | PatternLikeness:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                would_confirm_type_0 = PatternLikeness.from_dict(data)

                return would_confirm_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PatternLikeness, data)

        would_confirm = _parse_would_confirm(d.pop("would_confirm"))

        def _parse_contradicts(data: object) -> None | PatternLikeness:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                contradicts_type_0 = PatternLikeness.from_dict(data)

                return contradicts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PatternLikeness, data)

        contradicts = _parse_contradicts(d.pop("contradicts"))

        def _parse_maybe_same_as(data: object) -> None | PatternLikeness:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                maybe_same_as_type_0 = PatternLikeness.from_dict(data)

                return maybe_same_as_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PatternLikeness, data)

        maybe_same_as = _parse_maybe_same_as(d.pop("maybe_same_as"))

        is_inactive = d.pop("is_inactive")

        is_deleted = d.pop("is_deleted")

        staged_comparison = cls(
            would_confirm=would_confirm,
            contradicts=contradicts,
            maybe_same_as=maybe_same_as,
            is_inactive=is_inactive,
            is_deleted=is_deleted,
        )

        staged_comparison.additional_properties = d
        return staged_comparison

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
