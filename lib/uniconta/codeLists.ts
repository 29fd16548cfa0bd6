import type { FieldRule } from '../sync/compare';
import type { Finding } from '../sync/finding';
import type { UnicontaClient } from './client';
import { textOf } from './rows';

/** One code that a record is about to get. */
export interface CodeUse {
	rule: FieldRule;
	code: string;
}

/** How many codes of a list are named in a message. */
const NAMED = 12;

/**
 * Looks which codes their lists in Uniconta lack; each list is read at most once, and only until all codes are found.
 * Gives a function that says what is wrong with one code, or nothing.
 */
export async function checkCodes(
	client: UnicontaClient,
	uses: readonly CodeUse[],
): Promise<(use: CodeUse, who: string) => Finding | undefined> {
	const codesInList = new Map<string, Set<string>>();
	for (const [type, { key, wanted }] of listsOf(uses)) {
		const found = new Set<string>();
		const enough = (): boolean => [...wanted].every((code) => found.has(code));
		for await (const rows of client.pages(type, { key, enough })) {
			for (const row of rows) found.add(textOf(row, key));
		}
		codesInList.set(type, found);
	}
	return ({ rule, code }, who) => {
		const codes = rule.list === undefined ? undefined : codesInList.get(rule.list.type);
		if (rule.list === undefined || codes === undefined || codes.has(code)) return undefined;
		const named = [...codes].slice(0, NAMED).join(', ');
		const offered = codes.size === 0 ? 'There is none yet' : `There are: ${named}${codes.size > NAMED ? ' …' : ''}`;
		return {
			level: 'error',
			field: rule.label,
			value: code,
			message: `${who} has the ${rule.list.label} "${code}", which does not exist in Uniconta. ${offered}.`,
			fix: `Create it in Uniconta (${rule.list.menu}), or correct the code of the tag in Moment (Setup > Tags). Then run Compare Everything Now, or wait for the night.`,
		};
	};
}

function listsOf(uses: readonly CodeUse[]): Map<string, { key: string; wanted: Set<string> }> {
	const lists = new Map<string, { key: string; wanted: Set<string> }>();
	for (const { rule, code } of uses) {
		if (rule.list === undefined) continue;
		const list = lists.get(rule.list.type) ?? { key: rule.list.key, wanted: new Set<string>() };
		list.wanted.add(code);
		lists.set(rule.list.type, list);
	}
	return lists;
}
