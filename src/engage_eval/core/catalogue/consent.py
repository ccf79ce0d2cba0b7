"""Consent and withdrawal."""

from collections.abc import Mapping

from engage_eval.core.catalogue.entry import N_, Entry, error, held, warning

ENTRIES: Mapping[str, Entry] = {
}
