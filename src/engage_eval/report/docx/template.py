"""The other parts of our own Word template: theme, fonts, lists, settings, properties, with nothing left over."""

from lxml.etree import _Element as Element

from engage_eval.report import look
from engage_eval.report.blocks import Document
from engage_eval.report.docx.styles import MONOSPACED
from engage_eval.report.docx.xml import default_root, el, root, serialise, val, with_text

COMPATIBILITY = 15  # Word 2013 and later
_WORD_URI = "http://schemas.microsoft.com/office/word"
_LIST_INDENT = 357
BULLETS, NUMBERS = 1, 2  # numbering definitions that the list styles use


def theme_part() -> bytes:
    """Return word/theme/theme1.xml: our colours and fonts, and the plainest effects."""
    accents = (look.ACCENT, look.AGREE_WEAK, look.DISAGREE_WEAK, look.DISAGREE_STRONG, look.MUTED, look.RULE)
    slots = (
        ("dk1", look.INK),
        ("lt1", look.PAPER),
        ("dk2", look.MUTED),
        ("lt2", look.RULE),
        *((f"accent{place}", colour) for place, colour in enumerate(accents, start=1)),
        ("hlink", look.ACCENT),
        ("folHlink", look.ACCENT),
    )
    colours = el("a:clrScheme", *(el(f"a:{slot}", _rgb(colour)) for slot, colour in slots), name="engage-eval")
    fonts = el("a:fontScheme", _font_set("a:majorFont"), _font_set("a:minorFont"), name="engage-eval")
    fills = [el("a:solidFill", el("a:schemeClr", val="phClr")) for _ in range(6)]
    lines = [
        el("a:ln", el("a:solidFill", el("a:schemeClr", val="phClr")), el("a:prstDash", val="solid"), w=width)
        for width in (6350, 12700, 19050)
    ]
    effects = [el("a:effectStyle", el("a:effectLst")) for _ in range(3)]
    formats = el(
        "a:fmtScheme",
        el("a:fillStyleLst", *fills[:3]),
        el("a:lnStyleLst", *lines),
        el("a:effectStyleLst", *effects),
        el("a:bgFillStyleLst", *fills[3:]),
        name="engage-eval",
    )
    return serialise(root("a:theme", ("a",), el("a:themeElements", colours, fonts, formats), name="engage-eval"))


def _rgb(colour: str) -> Element:
    return el("a:srgbClr", val=colour.removeprefix("#"))


def _font_set(tag: str) -> Element:
    return el(tag, el("a:latin", typeface=look.WORD_FONT), el("a:ea", typeface=""), el("a:cs", typeface=""))


def fonts_part() -> bytes:
    """Return word/fontTable.xml, which names what to use where Calibri is not installed."""
    calibri = el("w:font", val("w:altName", look.WORD_FALLBACK_FONT), val("w:charset", "00"), w__name=look.WORD_FONT)
    calibri.extend((val("w:family", "swiss"), val("w:pitch", "variable")))
    courier = el("w:font", val("w:charset", "00"), val("w:family", "modern"), w__name=MONOSPACED)
    courier.append(val("w:pitch", "fixed"))
    return serialise(root("w:fonts", ("w",), calibri, courier))


def lists_part(numbered_lists: int) -> bytes:
    """Return word/numbering.xml: bullets, numbers, and a definition that begins at 1 for each numbered list."""
    part = root("w:numbering", ("w",), _abstract(0, "bullet", "•", "ListBullet"))
    part.append(_abstract(1, "decimal", "%1.", "ListNumber"))
    part.append(el("w:num", val("w:abstractNumId", 0), w__numId=BULLETS))
    part.append(el("w:num", val("w:abstractNumId", 1), w__numId=NUMBERS))
    for place in range(1, numbered_lists + 1):
        again = el("w:lvlOverride", val("w:startOverride", 1), w__ilvl=0)
        part.append(el("w:num", val("w:abstractNumId", 1), again, w__numId=NUMBERS + place))
    return serialise(part)


def _abstract(number: int, kind: str, text: str, style: str) -> Element:
    level = el("w:lvl", val("w:start", 1), val("w:numFmt", kind), val("w:pStyle", style), w__ilvl=0)
    level.extend((val("w:lvlText", text), val("w:lvlJc", "left")))
    level.append(el("w:pPr", el("w:ind", w__left=_LIST_INDENT, w__hanging=_LIST_INDENT)))
    nsid = val("w:nsid", f"{number + 1:08X}")
    return el("w:abstractNum", nsid, val("w:multiLevelType", "singleLevel"), level, w__abstractNumId=number)


def settings_part(document: Document, tag: str) -> bytes:
    """Return word/settings.xml; its children stand in the order of the schema. No updateFields: Word would ask."""
    switches = ("overrideTableStyleFontSizeAndJustification", "enableOpenTypeFeatures", "doNotFlipMirrorIndents")
    compatibility = el("w:compat", _setting("compatibilityMode", COMPATIBILITY))
    compatibility.extend(_setting(switch, 1) for switch in switches)
    same = (*(f"accent{place}" for place in range(1, 7)), "hyperlink", "followedHyperlink")
    slots: dict[str, str | int] = {"w__bg1": "light1", "w__t1": "dark1", "w__bg2": "light2", "w__t2": "dark2"}
    colours = el("w:clrSchemeMapping", **slots, **{f"w__{slot}": slot for slot in same})
    comma = document.language == "id"
    return serialise(
        root(
            "w:settings",
            ("w",),
            el("w:zoom", w__percent=100),
            val("w:defaultTabStop", 720),
            val("w:characterSpacingControl", "doNotCompress"),
            compatibility,
            val("w:themeFontLang", tag),
            colours,
            val("w:decimalSymbol", "," if comma else "."),
            val("w:listSeparator", ";" if comma else ","),
        )
    )


def _setting(name: str, value: int) -> Element:
    return el("w:compatSetting", w__name=name, w__uri=_WORD_URI, w__val=value)


def core_part(document: Document, tag: str) -> bytes:
    """Return docProps/core.xml; its dates are the date of the data."""
    moment = f"{document.day}T00:00:00Z"
    part = root("cp:coreProperties", ("cp", "dc", "dcterms", "xsi"))
    part.extend(
        (
            with_text("dc:title", document.title),
            with_text("dc:subject", document.subtitle),
            with_text("dc:creator", document.author),
            with_text("cp:keywords", document.study_id),
            with_text("dc:description", f"{document.program}; SHA-256 {document.digest}"),
            with_text("cp:lastModifiedBy", document.author),
            with_text("dcterms:created", moment, xsi__type="dcterms:W3CDTF"),
            with_text("dcterms:modified", moment, xsi__type="dcterms:W3CDTF"),
            with_text("dc:language", tag),
        )
    )
    return serialise(part)


def app_part() -> bytes:
    """Return docProps/app.xml, which names the program and counts nothing."""
    return serialise(default_root("ep:Properties", with_text("ep:Application", "engage-eval")))
