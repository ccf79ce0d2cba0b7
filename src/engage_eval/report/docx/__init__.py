"""Word: a document of blocks as a .docx whose numbers can be found again."""

from engage_eval.report.docx.house import House, read_house
from engage_eval.report.docx.write import write_docx

__all__ = ["House", "read_house", "write_docx"]
