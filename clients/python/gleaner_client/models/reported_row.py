from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.row_outcome import RowOutcome
from ..models.row_reason import RowReason

T = TypeVar("T", bound="ReportedRow")


@_attrs_define
class ReportedRow:
    """A row that was not imported.

    Attributes:
        line (int): The line of the file where the row begins, counted from one. Example: 616.
        outcome (RowOutcome): The outcome of a row of the file.
        code (RowReason): Why a row of the file was not imported.
        column (None | str): The column at fault, as the file's header names it; null if the whole row is at fault.
            Example: conversationBody.
        sentence (str): The reason, as a human-readable sentence.
    """

    line: int
    outcome: RowOutcome
    code: RowReason
    column: None | str
    sentence: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        line = self.line

        outcome = self.outcome.value

        code = self.code.value

        column: None | str
        column = self.column

        sentence = self.sentence

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "line": line,
                "outcome": outcome,
                "code": code,
                "column": column,
                "sentence": sentence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        line = d.pop("line")

        outcome = RowOutcome(d.pop("outcome"))

        code = RowReason(d.pop("code"))

        def _parse_column(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        column = _parse_column(d.pop("column"))

        sentence = d.pop("sentence")

        reported_row = cls(
            line=line,
            outcome=outcome,
            code=code,
            column=column,
            sentence=sentence,
        )

        reported_row.additional_properties = d
        return reported_row

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
