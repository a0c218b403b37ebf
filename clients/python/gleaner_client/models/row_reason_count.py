from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.row_outcome import RowOutcome
from ..models.row_reason import RowReason

T = TypeVar("T", bound="RowReasonCount")


@_attrs_define
class RowReasonCount:
    """Rows that were not imported for one reason.

    Attributes:
        outcome (RowOutcome): The outcome of a row of the file.
        code (RowReason): Why a row of the file was not imported.
        sentence (str): The reason, as a human-readable sentence.
        count (int):
    """

    outcome: RowOutcome
    code: RowReason
    sentence: str
    count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        outcome = self.outcome.value

        code = self.code.value

        sentence = self.sentence

        count = self.count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "outcome": outcome,
                "code": code,
                "sentence": sentence,
                "count": count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        outcome = RowOutcome(d.pop("outcome"))

        code = RowReason(d.pop("code"))

        sentence = d.pop("sentence")

        count = d.pop("count")

        row_reason_count = cls(
            outcome=outcome,
            code=code,
            sentence=sentence,
            count=count,
        )

        row_reason_count.additional_properties = d
        return row_reason_count

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
