"""Formats: files in and out, one module a format, each answering with values and problems."""
