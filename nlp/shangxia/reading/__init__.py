"""Bytes to text: formats, encodings, languages, scripts and normal forms."""

from shangxia.reading.encodings import Decoded, decode
from shangxia.reading.files import find_files
from shangxia.reading.languages import detect_language, detect_script
from shangxia.reading.normalise import Normalised, modern_tones, normalise
from shangxia.reading.text import Text, from_string, read_bytes, read_text

__all__ = [
    "Decoded",
    "Normalised",
    "Text",
    "decode",
    "detect_language",
    "detect_script",
    "find_files",
    "from_string",
    "modern_tones",
    "normalise",
    "read_bytes",
    "read_text",
]
