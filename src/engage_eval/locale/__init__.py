"""Locale: the gettext catalogues, English as the source and Indonesian beside it."""
