"""Word: a document of blocks as a .docx whose numbers can be found again."""

from engage_eval.report.docx.write import write_docx

__all__ = ["write_docx"]
