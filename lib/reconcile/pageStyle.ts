/**
 * Nothing is loaded from outside, and fonts are the reader's own. On a narrow screen each row of a table becomes a
 * block.
 */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2630;--soft:#5b6470;--line:#d9dee4;--paper:#fff;--ground:#f4f6f8;--moment:#2f6fde;--uniconta:#e07b00;--good:#1b6e3c;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#a3adb8;--line:#3a434d;--paper:#1d232a;--ground:#13181d;--moment:#6fa0ff;--uniconta:#ffab4a;--good:#6fd39a;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
main{max-width:1400px;margin:0 auto;padding:20px 16px 60px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:34px 0 10px}
.when{color:var(--soft);margin:0 0 16px}.old{color:var(--bad);font-weight:600}
.verdict{font-weight:600;font-size:18px;margin:0 0 16px}.good{color:var(--good)}.bad,.off{color:var(--bad)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,340px));gap:14px}
.card,.panel{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.card h3{margin:0 0 6px;font-size:17px}.card dl{display:grid;grid-template-columns:1fr auto;gap:2px 12px;margin:0}
.card dt{color:var(--soft)}.card dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.card .bad{font-weight:600}
.panel>div{overflow-x:auto}.panel svg{display:block;width:100%;min-width:560px;max-width:1146px;height:auto;font:12px system-ui,sans-serif}
.grid{stroke:var(--line)}.zero{stroke:var(--soft)}.tick{fill:var(--soft)}svg .off{fill:var(--bad);font-weight:700}
.moment{fill:var(--moment);background:var(--moment)}.uniconta{fill:var(--uniconta);background:var(--uniconta)}
.legend{display:flex;flex-wrap:wrap;gap:6px 18px;margin:0 0 8px;color:var(--soft)}.legend i{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px}
.filters{display:flex;flex-wrap:wrap;gap:10px;margin:0 0 12px}
#currency{margin-bottom:8px}
select,input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:7px 10px;min-height:42px}
input{flex:1 1 200px;min-width:0}
table{border-collapse:collapse;width:100%;background:var(--paper);border:1px solid var(--line);border-radius:10px;overflow:hidden;font-size:15px}
th,td{text-align:left;padding:8px 10px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
td.long{overflow-wrap:anywhere;min-width:140px}
th{color:var(--soft);font-weight:600;white-space:nowrap;overflow-wrap:normal}
td:first-child{white-space:nowrap}#differences td:nth-child(8){min-width:200px}#differences td:nth-child(5):not(.long){white-space:nowrap}
${[1, 2, 3, 4, 5, 6, 7, 8].map((column) => `#differences.without${column} :is(th,td):nth-child(${column})`).join(',')}{display:none}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;overflow-wrap:normal}
.tag{display:inline-block;border-radius:999px;padding:0 9px;color:#fff;font-size:13px;line-height:22px;white-space:nowrap}
.shown{color:var(--soft);margin:0 0 8px}[hidden]{display:none!important}
@media(max-width:760px){
h1{font-size:22px}thead{display:none}table,tbody,tr,td{display:block;width:100%}
tr{border-bottom:6px solid var(--ground);padding:6px 0}td{border:0;padding:3px 12px;text-align:left}
td:empty{display:none}#differences td:nth-child(n){min-width:0;white-space:normal}td::before{content:attr(data-label);display:inline-block;min-width:118px;padding-right:8px;color:var(--soft);font-size:13px}
td.n{white-space:normal;text-align:left}
}`;

/**
 * Filters the table, and chooses which currency's chart is shown. It only hides and shows: no value goes through it as
 * markup.
 */
export const SCRIPT = `
(() => {
const table = document.getElementById('differences');
const rows = [...document.querySelectorAll('#differences tbody tr')];
const value = (id) => document.getElementById(id).value;
const shown = document.getElementById('shown');
const filter = () => {
const words = value('text').toLowerCase().split(/\\s+/).filter(Boolean);
let count = 0;
const filled = [];
for (const row of rows) {
const text = row.textContent.toLowerCase();
row.hidden = !((!value('kind') || row.dataset.kind === value('kind')) && (!value('state') || row.dataset.state === value('state')) && words.every((word) => text.includes(word)));
if (row.hidden) continue;
count++;
[...row.cells].forEach((cell, column) => { if (cell.textContent) filled[column] = true; });
}
for (let column = 0; column < 8; column++) table.classList.toggle('without' + (column + 1), count > 0 && !filled[column]);
shown.textContent = count + ' of ' + rows.length + ' shown';
};
if (rows.length) { for (const id of ['kind', 'state', 'text']) document.getElementById(id).addEventListener('input', filter); filter(); }
const currency = document.getElementById('currency');
const charts = [...document.querySelectorAll('[data-currency]')];
const choose = () => { for (const one of charts) one.hidden = one.dataset.currency !== currency.value; };
if (currency) { currency.addEventListener('input', choose); choose(); }
})();`;
