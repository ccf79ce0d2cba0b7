"""Report: from results to claims and blocks, and from blocks to Word, HTML and Markdown."""
