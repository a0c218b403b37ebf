from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.file_column import FileColumn


T = TypeVar("T", bound="FileShape")


@_attrs_define
class FileShape:
    """The format of the file.

    Attributes:
        encoding (str): The character encoding, as the Encoding Standard names it. Example: windows-1252.
        byte_order_mark (bool): Whether the file begins with a byte order mark.
        encoding_is_guess (bool): Whether the encoding was guessed from the letters of the text; nothing in the file
            states it.
        delimiter (str): The character between cells. Example: ;.
        header_line (int): The line of the header, counted from one.
        columns (list[FileColumn]): The columns that are read.
        unused_columns (list[str]): The names of the columns that are not read.
    """

    encoding: str
    byte_order_mark: bool
    encoding_is_guess: bool
    delimiter: str
    header_line: int
    columns: list[FileColumn]
    unused_columns: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        encoding = self.encoding

        byte_order_mark = self.byte_order_mark

        encoding_is_guess = self.encoding_is_guess

        delimiter = self.delimiter

        header_line = self.header_line

        columns = []
        for columns_item_data in self.columns:
            columns_item = columns_item_data.to_dict()
            columns.append(columns_item)

        unused_columns = self.unused_columns

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "encoding": encoding,
                "byteOrderMark": byte_order_mark,
                "encodingIsGuess": encoding_is_guess,
                "delimiter": delimiter,
                "headerLine": header_line,
                "columns": columns,
                "unusedColumns": unused_columns,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_column import FileColumn  # noqa: PLC0415

        d = dict(src_dict)
        encoding = d.pop("encoding")

        byte_order_mark = d.pop("byteOrderMark")

        encoding_is_guess = d.pop("encodingIsGuess")

        delimiter = d.pop("delimiter")

        header_line = d.pop("headerLine")

        columns = []
        _columns = d.pop("columns")
        for columns_item_data in _columns:
            columns_item = FileColumn.from_dict(columns_item_data)

            columns.append(columns_item)

        unused_columns = cast(list[str], d.pop("unusedColumns"))

        file_shape = cls(
            encoding=encoding,
            byte_order_mark=byte_order_mark,
            encoding_is_guess=encoding_is_guess,
            delimiter=delimiter,
            header_line=header_line,
            columns=columns,
            unused_columns=unused_columns,
        )

        file_shape.additional_properties = d
        return file_shape

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
