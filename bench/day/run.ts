import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packPackage } from '../../sandbox/n8n/package';
import { runtimeRoot } from '../../sandbox/n8n/paths';
import { step } from '../../scripts/tools.cjs';
import { boundOf, carryOver, runDay, type DayResult } from './day';
import { DayStage } from './dayStage';
import { FULL_DAY, ONE_OF_EACH, planDay, type DaySize } from './plan';

/** Issue 4: what a full day may cost, and half of the free calls. */
export const MOST_CALLS = 3500;
export const AMBITION = 2500;

/** `npm run bench -- day`: a business day on the sandbox's clock, and the calls that Uniconta counts. */
export async function benchDay(day: DaySize | 'each', facts: Record<string, string | number>): Promise<void> {
	const size = day === 'each' ? { ...FULL_DAY, customers: 60, projects: 60 } : day;
	const tarball = await step('Building and packing the package', () => packPackage());
	const stage = await step('Starting n8n and the stand-ins', () => DayStage.start(size, tarball));
	try {
		await step('Carrying over what is there before the day', () => carryOver(stage));
		const result = await step('The day', () => runDay(stage, day === 'each' ? ONE_OF_EACH : planDay(size)));
		const folder = path.join(runtimeRoot, 'bench');
		mkdirSync(folder, { recursive: true });
		const file = path.join(folder, `day-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`);
		writeFileSync(file, `${JSON.stringify({ facts, size, result }, null, '\t')}\n`);
		const bound =
			day === 'each'
				? `\n\nA full day, if each thing costs the most that was seen: ${boundOf(FULL_DAY, result)} calls.`
				: '';
		console.log(`\n${JSON.stringify(facts)}\n\n${dayTable(result)}${bound}\n\n${file}`);
	} finally {
		await stage.close();
	}
}

export function dayTable({ parts, total, counted, done, seconds }: DayResult): string {
	const rows = parts.map(
		({ what, times, most, odata, webApi }) =>
			`| ${what} | ${times} | ${odata} | ${webApi} | ${odata + webApi} | ${((odata + webApi) / times).toFixed(1)} | ${most} |`,
	);
	return [
		'| what | times | OData host | Web API host | calls | each | at most |',
		'|---|---|---|---|---|---|---|',
		...rows,
		`| **the day** | | ${sum(parts.map(({ odata }) => odata))} | ${sum(parts.map(({ webApi }) => webApi))} | **${total}** | | |`,
		'',
		`Uniconta's own counter of the day: ${counted}. Limit ${MOST_CALLS}: ${total < MOST_CALLS ? 'kept' : 'BROKEN'}; ambition ${AMBITION}: ${total < AMBITION ? 'reached' : 'not reached'}.`,
		`Done: ${done.posted} invoices posted, ${done.updatedCustomers} customers and ${done.updatedProjects} projects updated, ${done.expenses} expenses in Moment. Left in the inbox: ${done.open.length}. Refused or failed: ${done.notPosted.length}. ${seconds.toFixed(0)} s.`,
		...[...done.open, ...done.notPosted].slice(0, 10),
	].join('\n');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
