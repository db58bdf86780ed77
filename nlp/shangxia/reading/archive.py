"""Zip archives and XML from strangers, opened with limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from lxml import etree

from shangxia.errors import ReadingError

_MEGABYTE = 1 << 20
#: A part may unpack to this many bytes, and all parts together to this many.
_LARGEST_PART = 256 * _MEGABYTE
_LARGEST_TOTAL = 1024 * _MEGABYTE
# Text of one kind packs 20 : 1 at most; bombs reach 1000 : 1.
_HIGHEST_RATIO = 150
_RATIO_COUNTS_FROM = 8 * _MEGABYTE
_MOST_PARTS = 20_000


def is_bomb(parts: Sequence[zipfile.ZipInfo]) -> bool:
    """Tell whether an archive unpacks to far more than any document does.

    Args:
        parts: what its directory lists.
    """
    return len(parts) > _MOST_PARTS or any(
        part.file_size > _RATIO_COUNTS_FROM
        and part.file_size > _HIGHEST_RATIO * max(1, part.compress_size)
        for part in parts
    )


class Archive:
    """The parts of a zip file, read one by one within limits."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open an archive.

        Args:
            data: the bytes of the file.
            name: its name, for messages.

        Raises:
            ReadingError: it is damaged, encrypted or unpacks to too much.
        """
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
            raise ReadingError(
                f"{name} is truncated or damaged: its archive cannot be opened; get the file again"
            ) from None
        if any(part.flag_bits & 1 for part in parts):
            raise ReadingError(f"{name} is encrypted: save it without a password")
        total = sum(part.file_size for part in parts)
        largest = max((part.file_size for part in parts), default=0)
        if total > _LARGEST_TOTAL or largest > _LARGEST_PART or is_bomb(parts):
            raise self._bomb()
        self.names = frozenset(part.filename for part in parts)

    def read(self, part: str) -> bytes:
        """Return the bytes of a part.

        Raises:
            ReadingError: the part is missing or damaged, or larger than it says.
        """
        try:
            size = self._zip.getinfo(part).file_size
            with self._zip.open(part) as stream:
                data = stream.read(size + 1)
        except KeyError:
            raise ReadingError(f"{self.name} lacks its part {part}: get the file again") from None
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError):
            raise ReadingError(
                f"{self.name} is truncated or damaged in its part {part}: get the file again"
            ) from None
        if len(data) > size:
            raise self._bomb()
        return data

    def xml(self, part: str) -> etree._Element:
        """Parse a part as XML, without entities and without the network.

        Raises:
            ReadingError: the part is no well-formed XML or declares a document type.
        """
        data = self.read(part).replace(
            # The strict variant of the format differs in its namespaces alone.
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        )
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError):
            raise ReadingError(
                f"{self.name} is damaged: its part {part} is not well-formed XML"
            ) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise ReadingError(
                f"{self.name} declares XML entities in {part}, which no honest file does: not read"
            )
        return root

    def _bomb(self) -> ReadingError:
        return ReadingError(f"{self.name} unpacks to far more than its size (a zip bomb): not read")
