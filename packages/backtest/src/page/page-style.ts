/** Colours with enough contrast in light and dark; system fonts, Chinese ones among them. */
export const PAGE_STYLE = `
:root { --paper: #fff; --ink: #1c2430; --soft: #5a6675; --rule: #d8dde4; --weak: #7aa7d9; --strong: #b3423a; --line: #9a6a00; --band: #f4f6f9; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181e; --ink: #e4e8ee; --soft: #9aa6b5; --rule: #323a45; --weak: #4f7fb5; --strong: #e0716a; --line: #e0b040; --band: #1b2129; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
header, main { max-width: 1240px; margin: 0 auto; padding: 16px 24px; }
h1 { font-size: 24px; margin: 8px 0; }
h2 { font-size: 18px; margin: 32px 0 8px; border-bottom: 1px solid var(--rule); padding-bottom: 4px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; }
nav a { color: var(--soft); }
p { margin: 4px 0; color: var(--soft); max-width: 90ch; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; margin: 8px 0; }
th, td { text-align: left; padding: 3px 12px 3px 0; border-bottom: 1px solid var(--rule); vertical-align: top; white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--paper); color: var(--soft); font-weight: 600; }
tbody tr:hover { background: var(--band); }
.n { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 12px 0; }
figcaption { font-weight: 600; font-size: 13px; margin-bottom: 4px; }
svg { width: 100%; height: auto; }
svg text { font: 12px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; fill: var(--ink); }
svg .number { fill: var(--soft); font-size: 11px; }
svg .line-text { fill: var(--line); }
svg .weak { fill: var(--weak); }
svg .strong { fill: var(--strong); }
svg .line { fill: none; stroke: var(--line); stroke-width: 1.5; }
svg .median { stroke: var(--strong); stroke-width: 2.5; }
svg .axis { stroke: var(--rule); }
svg polyline.line-1, svg line.line-1 { fill: none; stroke: var(--strong); stroke-width: 2; }
svg polyline.line-2, svg line.line-2 { fill: none; stroke: var(--weak); stroke-width: 2; }
svg circle.line-1 { fill: var(--strong); }
svg circle.line-2 { fill: var(--weak); }
svg .mark { stroke: var(--line); stroke-dasharray: 4 3; }
@media print { nav { display: none; } td { white-space: normal; } .wide { overflow: visible; } }
`
