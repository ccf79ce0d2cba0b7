"""Reporting checklists, filled from the record: COREQ, SRQR, CHERRIES, STROBE.

The topics are named in our own words; whoever hands in a checklist takes its official form from the work it cites.
"""

from collections.abc import Mapping

from engage_eval.report.checklists.cherries import CHERRIES
from engage_eval.report.checklists.coreq import COREQ
from engage_eval.report.checklists.item import Checklist
from engage_eval.report.checklists.srqr import SRQR
from engage_eval.report.checklists.strobe import STROBE

CHECKLISTS: Mapping[str, Checklist] = {"coreq": COREQ, "srqr": SRQR, "cherries": CHERRIES, "strobe": STROBE}
