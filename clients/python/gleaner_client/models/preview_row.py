from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.row_outcome import RowOutcome
from ..models.row_reason import RowReason

if TYPE_CHECKING:
    from ..models.preview_row_cells import PreviewRowCells


T = TypeVar("T", bound="PreviewRow")


@_attrs_define
class PreviewRow:
    """One of the first rows, as the import would read it.

    Attributes:
        line (int): The line of the file where the row begins, counted from one.
        outcome (RowOutcome): The outcome of a row of the file.
        code (None | RowReason):
        sent_at (datetime.datetime | None): When the message was sent; null if that is unknown.
        cells (PreviewRowCells): The cells by the exporter's column names, shortened.
    """

    line: int
    outcome: RowOutcome
    code: None | RowReason
    sent_at: datetime.datetime | None
    cells: PreviewRowCells
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        line = self.line

        outcome = self.outcome.value

        code: None | str
        if isinstance(self.code, RowReason):
            code = self.code.value
        else:
            code = self.code

        sent_at: None | str
        if isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

        cells = self.cells.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "line": line,
                "outcome": outcome,
                "code": code,
                "sentAt": sent_at,
                "cells": cells,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.preview_row_cells import PreviewRowCells  # noqa: PLC0415

        d = dict(src_dict)
        line = d.pop("line")

        outcome = RowOutcome(d.pop("outcome"))

        def _parse_code(data: object) -> None | RowReason:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                code_type_0 = RowReason(data)

                return code_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RowReason, data)

        code = _parse_code(d.pop("code"))

        def _parse_sent_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_at_type_0 = datetime.datetime.fromisoformat(data)

                return sent_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sent_at = _parse_sent_at(d.pop("sentAt"))

        cells = PreviewRowCells.from_dict(d.pop("cells"))

        preview_row = cls(
            line=line,
            outcome=outcome,
            code=code,
            sent_at=sent_at,
            cells=cells,
        )

        preview_row.additional_properties = d
        return preview_row

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
