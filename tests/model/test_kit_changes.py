"""The change log of a kit."""

from dataclasses import replace

from engage_eval.formats.codebook import read_codebook
from engage_eval.formats.instrument import read_instrument
from engage_eval.model.codebook import Codebook
from engage_eval.model.instrument import Instrument
from engage_eval.model.kit_changes import Change, codebook_changes, instrument_changes
from engage_eval.model.texts import Texts

INSTRUMENT = """\
key: mini
version: v1
title: {id: Mini, en: Mini}
forms: {inti: 5}
characteristics:
  informative: {id: Informatif, en: Informative, facet: quality}
scales:
  setuju3: {agree: [3], id: [tidak, netral, setuju], en: [disagree, neutral, agree]}
  yatidak: {agree: [ya], values: [ya, tidak], id: ["Ya", "Tidak"], en: ["Yes", "No"]}
sections:
  penilaian:
    id: Penilaian
    en: Ratings
    items:
      nomor: {type: single, scale: yatidak, id: "Nomor tersimpan?", en: "Number saved?"}
      jelas: {type: scale, scale: setuju3, measures: informative, id: Jelas, en: Clear, why: {id: Mengapa, en: Why}}
      putusan: {type: single, scale: yatidak, role: verdict, id: Putusan, en: Verdict}
"""


def instrument() -> Instrument:
    found, _ = read_instrument(INSTRUMENT, "mini")
    assert found
    return found


def codebook() -> Codebook:
    found, _ = read_codebook("key: b\nversion: v1\ntitle: {id: B, en: B}\ncodes:\n  a: {id: A, en: A}\n", "b")
    assert found
    return found


def test_same_definitions_have_no_change() -> None:
    assert instrument_changes(instrument(), replace(instrument(), version="v2")) == ()
    assert codebook_changes(codebook(), codebook()) == ()


def test_wording_and_scale_are_named() -> None:
    old = instrument()
    items = tuple(
        replace(item, text=Texts("Jelas sekali", item.text.en), scale="yatidak") if item.key == "jelas" else item
        for item in old.items
    )

    assert instrument_changes(old, replace(old, items=items)) == (Change("item", "changed", "jelas", ("id", "scale")),)


def test_added_and_removed_are_told() -> None:
    old = instrument()
    new = replace(old, items=old.items[1:], forms={**old.forms, "lama": 60})

    assert instrument_changes(old, new) == (Change("form", "added", "lama"), Change("item", "removed", "nomor"))
