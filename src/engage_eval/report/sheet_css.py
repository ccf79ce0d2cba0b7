"""The style sheet of reports in HTML, made from the look."""

from engage_eval.report import look

_RULES = """
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: var(--size-body)/1.5 var(--font); }
main { max-width: calc(var(--line) + 4rem); margin: 0 auto; padding: var(--space-4) var(--space-4) 3rem;
  overflow-wrap: break-word; }
.running { max-width: calc(var(--line) + 4rem); margin: 0 auto; padding: var(--space-3) var(--space-4) 0; }
.running p { color: var(--muted); font-size: 13px; margin: 0; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: var(--space-2); top: var(--space-2); padding: var(--space-2); background: var(--paper); }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h1, h2, h3, h4 { line-height: 1.25; margin: var(--space-6) 0 var(--space-2); font-weight: 700; }
h1 { font-size: var(--size-h1); margin-top: var(--space-5); }
h2 { font-size: var(--size-h2); }
h3 { font-size: 17px; margin-top: var(--space-5); }
h4 { font-size: 16px; margin-top: var(--space-4); }
p, ul, ol, dl, pre { margin: 0 0 var(--space-3); max-width: var(--line); }
.subtitle { font-size: 18px; color: var(--muted); }
.cover { color: var(--muted); font-size: 14px; }
.lead { font-size: 18px; }
.reference { padding-left: 2em; text-indent: -2em; margin: 0 0 var(--space-2); }
.note { color: var(--muted); font-size: 13px; margin: var(--space-1) 0 0; }
.banner { border-left: 4px solid var(--warning); background: #FBF7EC; padding: var(--space-2) var(--space-3);
  font-weight: 700; }
pre { background: #F3F5F6; padding: var(--space-2) var(--space-3); overflow-x: auto; font-size: 14px; }
li { margin-bottom: var(--space-1); }
data { font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: var(--space-5) 0; }
figure img { width: 100%; height: auto; display: block; }
figcaption { margin: var(--space-2) 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: var(--size-table); line-height: 1.35;
  font-variant-numeric: tabular-nums; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--rule); }
th, td { padding: 6px 8px; text-align: left; vertical-align: top; font-weight: 400; }
thead th { font-weight: 700; vertical-align: bottom; border-bottom: 1px solid var(--rule); background: var(--paper); }
tbody th { min-width: 9rem; }
.group, .total th, .total td { font-weight: 700; }
.decimal, .right { text-align: right; white-space: nowrap; }
thead .decimal, thead .right { white-space: normal; }
.centre { text-align: center; }
.key { display: flex; flex-wrap: wrap; gap: var(--space-4) var(--space-6); margin: var(--space-4) 0; }
.key div { flex: 1 1 9rem; max-width: 15rem; display: flex; flex-direction: column; }
.key dd { margin: 0; font-size: 34px; line-height: 1.15; font-weight: 700; color: var(--accent); }
.key dt { color: var(--muted); font-size: 14px; }
.contents ul { list-style: none; padding: 0; }
.contents .level2 { padding-left: var(--space-4); }
@media (min-width: 60rem) {
  .scroll { overflow: visible; }
  thead th { position: sticky; top: 0; }
}
@media print {
  @page { size: A4; margin: 25mm; }
  body { font-size: 11pt; }
  main, .running { max-width: none; padding: 0; }
  .skip { display: none; }
  a { color: inherit; text-decoration: none; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  thead th { position: static; }
  tr, img, .key, .banner { break-inside: avoid; }
  h1, h2, h3, h4, .table figcaption { break-after: avoid; }
  figcaption { break-before: avoid; }
  .table figcaption { break-before: auto; }
  .page, .appendix { break-before: page; }
  .page { break-after: avoid; }
}
"""


def stylesheet() -> str:
    """Return the rules for screen, phone and paper."""
    return look.css_variables() + _RULES
