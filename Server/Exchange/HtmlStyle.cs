namespace Hodl.Server.Exchange;

/// <summary>The looks of an exported page: those of the dashboard, light and dark after the reader's system.</summary>
internal static class HtmlStyle
{
    /// <summary>The style sheet.</summary>
    public const string Sheet =
        """
        :root{color-scheme:light dark;--bg:#fafafb;--surface:#fff;--line:#e3e5e9;--text:#1b1d24;--text-2:#545966;--grid:#eceef1;--s1:#0072b2;--s2:#d55e00;--s3:#009e73;--s4:#b85c96;--s5:#c98a00;--s6:#3f9fd6;--s7:#5b616e;--s8:#7a4fbf;--s9:#7d4e24}
        @media (prefers-color-scheme:dark){:root{--bg:#131316;--surface:#1a1a1e;--line:#2f3037;--text:#ececf1;--text-2:#b0b3bd;--grid:#292a30;--s1:#4aa8e0;--s2:#ff8a4c;--s3:#35c79b;--s4:#e08fc0;--s5:#ecb43c;--s6:#8ccbf2;--s7:#a9aeba;--s8:#b394ec;--s9:#c79a6b}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:400 14px/20px system-ui,sans-serif;font-variant-numeric:tabular-nums}main{max-width:1400px;margin:0 auto;padding:24px 20px 64px}
        h1{font-size:20px;line-height:28px;margin:0}h2{font-size:15px;line-height:24px;margin:28px 0 8px}p{margin:4px 0}.muted{color:var(--text-2)}.note{max-width:960px;padding:10px 14px;border-radius:6px;background:var(--grid)}
        .scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--surface)}table{border-collapse:collapse;width:100%}th,td{padding:7px 12px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}tr:last-child>*{border-bottom:0}
        thead th{font-weight:500;font-size:13px;color:var(--text-2);white-space:nowrap}tbody th{font-weight:500;white-space:nowrap}.num{text-align:right;white-space:nowrap}small{color:var(--text-2);font-size:12px}code{font:12.5px ui-monospace,monospace;overflow-wrap:anywhere}
        .best{font-weight:700}.second{text-decoration:underline;text-underline-offset:3px}.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr));gap:16px}figure{margin:0;padding:12px;border:1px solid var(--line);border-radius:8px;background:var(--surface)}
        svg{display:block;width:100%;height:auto}svg text{fill:var(--text-2);font-size:11px}svg .grid{stroke:var(--grid)}svg path{fill:none;stroke-width:1.5;stroke-linejoin:round}.legend span{display:inline-flex;align-items:center;gap:6px;margin-right:16px;font-size:13px}.legend i{width:8px;height:8px;border-radius:2px}
        .pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,240px),1fr));gap:16px}.pictures img{display:block;width:100%;height:auto;margin-bottom:6px}
        """;
}
