"""Tables of reports: read, tagged, masked, queued for review, summed up; resumable."""

from shangxia.tagging.batch.labelled import LabelledReport, read_labelled
from shangxia.tagging.batch.outcome import Summary
from shangxia.tagging.batch.redaction import Redacted, redact
from shangxia.tagging.batch.reviewed import Decided, read_queue
from shangxia.tagging.batch.run import Progress, tag_file

__all__ = [
    "Decided",
    "LabelledReport",
    "Progress",
    "Redacted",
    "Summary",
    "read_labelled",
    "read_queue",
    "redact",
    "tag_file",
]
