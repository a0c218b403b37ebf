from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.column_map import ColumnMap


T = TypeVar("T", bound="ImportText")


@_attrs_define
class ImportText:
    """An export as JSON.

    Attributes:
        csv_data (str): The whole text of the file.
        column_map (ColumnMap | Unset): The names of columns in the file, by the exporter's names.
    """

    csv_data: str
    column_map: ColumnMap | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        csv_data = self.csv_data

        column_map: dict[str, Any] | Unset = UNSET
        if not isinstance(self.column_map, Unset):
            column_map = self.column_map.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "csvData": csv_data,
            }
        )
        if column_map is not UNSET:
            field_dict["columnMap"] = column_map

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.column_map import ColumnMap  # noqa: PLC0415

        d = dict(src_dict)
        csv_data = d.pop("csvData")

        _column_map = d.pop("columnMap", UNSET)
        column_map: ColumnMap | Unset
        if isinstance(_column_map, Unset):
            column_map = UNSET
        else:
            column_map = ColumnMap.from_dict(_column_map)

        import_text = cls(
            csv_data=csv_data,
            column_map=column_map,
        )

        return import_text
