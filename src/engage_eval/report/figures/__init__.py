"""Figures: from plain labels and numbers to matplotlib figures, and from these to PNG and SVG.

A chart comes in as a frozen dataclass whose texts are already in the reader's language, and goes out as a
``matplotlib.figure.Figure`` of 16 cm width that grows in height with its content. No pyplot, no global state: the
same chart gives the same bytes. Everything is placed on a ``sheet`` in points, from measured text, so that nothing
can be clipped or overlap however long an item is.
"""
