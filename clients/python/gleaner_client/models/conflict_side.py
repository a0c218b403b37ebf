from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.pattern import Pattern


T = TypeVar("T", bound="ConflictSide")


@_attrs_define
class ConflictSide:
    """One of the two patterns of a conflict.

    Attributes:
        pattern (Pattern): A reply pattern.
        conversations (int): How many conversations created or confirmed it.
        last_learned_at (datetime.datetime | None): When the last of them was learned; null if there is none.
    """

    pattern: Pattern
    conversations: int
    last_learned_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pattern = self.pattern.to_dict()

        conversations = self.conversations

        last_learned_at: None | str
        if isinstance(self.last_learned_at, datetime.datetime):
            last_learned_at = self.last_learned_at.isoformat()
        else:
            last_learned_at = self.last_learned_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pattern": pattern,
                "conversations": conversations,
                "last_learned_at": last_learned_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.pattern import Pattern  # noqa: PLC0415

        d = dict(src_dict)
        pattern = Pattern.from_dict(d.pop("pattern"))

        conversations = d.pop("conversations")

        def _parse_last_learned_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_learned_at_type_0 = datetime.datetime.fromisoformat(data)

                return last_learned_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_learned_at = _parse_last_learned_at(d.pop("last_learned_at"))

        conflict_side = cls(
            pattern=pattern,
            conversations=conversations,
            last_learned_at=last_learned_at,
        )

        conflict_side.additional_properties = d
        return conflict_side

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
