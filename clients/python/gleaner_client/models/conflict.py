from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.conflict_side import ConflictSide


T = TypeVar("T", bound="Conflict")


@_attrs_define
class Conflict:
    """Two patterns with the same question whose replies disagree.

    Attributes:
        id (int): Identifies the conflict.
        revision (int): Increases with every change of either pattern. In quotes, it is the value for `If-Match`.
        newer (ConflictSide): One of the two patterns of a conflict.
        older (ConflictSide): One of the two patterns of a conflict.
        probability (float): The probability that both would be the same if their replies agreed, 0 to 1.
        found_at (datetime.datetime):
    """

    id: int
    revision: int
    newer: ConflictSide
    older: ConflictSide
    probability: float
    found_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        revision = self.revision

        newer = self.newer.to_dict()

        older = self.older.to_dict()

        probability = self.probability

        found_at = self.found_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "revision": revision,
                "newer": newer,
                "older": older,
                "probability": probability,
                "found_at": found_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.conflict_side import ConflictSide  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        revision = d.pop("revision")

        newer = ConflictSide.from_dict(d.pop("newer"))

        older = ConflictSide.from_dict(d.pop("older"))

        probability = d.pop("probability")

        found_at = datetime.datetime.fromisoformat(d.pop("found_at"))

        conflict = cls(
            id=id,
            revision=revision,
            newer=newer,
            older=older,
            probability=probability,
            found_at=found_at,
        )

        conflict.additional_properties = d
        return conflict

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
